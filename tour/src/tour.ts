import { resolve } from 'node:path';
import { ClaimFailed, type Sent } from './check.ts';
import { type Figures, Report, secondsSince } from './report.ts';
import { chooseSource, copySource, listSource } from './source.ts';
import { startChain } from './steps/chain.ts';
import { enrolEverybody } from './steps/enrol.ts';
import { fetchFirst } from './steps/fetch.ts';
import { grantReader } from './steps/grant.ts';
import { startIndex } from './steps/index.ts';
import { publishFirst } from './steps/publish.ts';
import { revokeReader } from './steps/revoke.ts';
import { refuseStranger } from './steps/stranger.ts';
import { publishSecond } from './steps/version.ts';
import { createWorld, type World } from './world.ts';

export interface TourOptions {
  /** The folder to publish; this repository's own files where there is none. */
  readonly folder: string | undefined;
  readonly json: boolean;
  readonly keep: boolean;
}

interface Outcome<T> {
  readonly value: T;
  readonly says: string;
  readonly figures: Figures;
  /** Added to the figures with --keep, for scripts that check the claims from outside. */
  readonly exploring: Figures;
}

/** Takes the nine steps; whether all held. Everything it started ends with it, unless it is kept. */
export async function takeTour({ folder, json, keep }: TourOptions): Promise<boolean> {
  const report = new Report(json);
  const world = await createWorld(await chooseSource(folder === undefined ? undefined : resolve(folder)));
  const interrupted = (): void => void world.end(false).then(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted);
  let ok = true;
  try {
    await nineSteps(world, report, keep);
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    ok = false;
  } finally {
    const peak = [...world.processes.peakBytes].reduce((most, [, bytes]) => Math.max(most, bytes), 0);
    report.done(ok, {
      peakMiB: Math.ceil(peak / 2 ** 20),
      ...(keep ? { folder: world.root, processes: Object.fromEntries(world.processes.pids()) } : {}),
    });
    if (keep) report.note(exploringText(world));
    await world.end(keep);
  }
  return ok;
}

class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

async function nineSteps(world: World, report: Report, keep: boolean): Promise<void> {
  const step = async <T>(name: string, does: string, take: () => Promise<Outcome<T>>): Promise<T> => {
    const start = performance.now();
    report.begin(name, does);
    try {
      const { value, says, figures, exploring } = await take();
      report.end(
        { step: name, ok: true, says, seconds: secondsSince(start) },
        { ...figures, ...(keep ? exploring : {}) },
      );
      return value;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      report.end(
        { step: name, ok: false, says: why, seconds: secondsSince(start) },
        { error: why, expected: error instanceof ClaimFailed },
      );
      throw new StepFailed(name, { cause: error });
    }
  };

  const chain = await step('chain', 'starting the local chain', async () => {
    const value = await startChain(world);
    const exploring = {
      rpcUrl: value.rpcUrl,
      wsUrl: value.wsUrl,
      programId: value.programId.toBase58(),
      ledger: world.path('ledger'),
    };
    return {
      value,
      says: 'the local chain runs, with the program and SPL Token on it',
      figures: {},
      exploring,
    };
  });
  const index = await step('index', 'starting the indexer', async () => {
    const value = await startIndex(world, chain);
    return { value, says: 'the indexer mirrors it into Postgres', figures: {}, exploring: { ...value } };
  });
  const people = await step('enrol', 'enrolling three computers', async () => {
    const value = await enrolEverybody(world, chain, index);
    const { owner, reader, stranger, transactions } = value;
    const says = 'three computers enrolled, one of them by a ticket that its wallet approved from elsewhere';
    return {
      value,
      says,
      figures: computeUnits(transactions),
      exploring: { owner, reader, stranger, transactions },
    };
  });
  const first = await step('publish', 'encrypting and publishing', async () => {
    await listSource(world.source, world.path('files.list'));
    const [value] = await Promise.all([
      publishFirst(world, chain, people),
      copySource(world.source, world.path('copy'), world.path('files.list')),
    ]);
    const { files, bytes, skipped, seconds, transactions, ...exploring } = value;
    const rate = mibPerSecond(bytes, seconds);
    const says = `${files} files, ${mib(bytes)}, encrypted and published${skipped > 0 ? ` (${skipped} skipped)` : ''}`;
    const figures = {
      files,
      bytes,
      skipped,
      mibPerSecond: rate,
      publishSeconds: seconds,
      ...computeUnits(transactions),
    };
    return { value, says, figures, exploring: { ...exploring, source: world.source.folder, transactions } };
  });
  const granted = await step('grant', 'granting', async () => {
    const value = await grantReader(world, chain, people, first);
    return {
      value,
      says: 'meshid grant photos family',
      figures: computeUnits(value.transactions),
      exploring: { ...value },
    };
  });
  await step('fetch', 'fetching and comparing', async () => {
    const value = await fetchFirst(world, people, first);
    const { destination, seconds, ...figures } = value;
    const says = `${mib(value.bytes)} fetched at ${value.mibPerSecond} MiB/s: every byte, mode, time and link is the same`;
    return { value, says, figures: { ...figures, fetchSeconds: seconds }, exploring: { destination } };
  });
  const refused = await step('stranger', 'asking as a stranger', async () => {
    const value = await refuseStranger(world, people, first);
    return {
      value,
      says: `${value.requests} requests refused, all with the same bytes`,
      figures: { requests: value.requests },
      exploring: { frame: value.frame },
    };
  });
  await step('version', 'changing one file', async () => {
    const value = await publishSecond(world, chain, people);
    const { travelledBytes, allowedBytes, bytes, changed, published, destination } = value;
    const says = `one file changed: ${kib(travelledBytes)} of ${mib(bytes)} travelled`;
    const figures = { travelledBytes, allowedBytes, bytes, ...computeUnits(published.transactions) };
    return {
      value,
      says,
      figures,
      exploring: { changed, destination, head: published.head, transactions: published.transactions },
    };
  });
  await step('revoke', 'revoking', async () => {
    const value = await revokeReader(world, chain, people, first, granted, refused);
    const { transactions, ...figures } = value;
    const says = `refused ${value.revokeToDenyMs} ms after the revocation was confirmed (${value.revokeToDenyDroppedMs} ms with notifications dropped)`;
    return {
      value,
      says,
      figures: { ...figures, ...computeUnits(transactions) },
      exploring: { transactions },
    };
  });
}

function computeUnits(transactions: readonly Sent[]): Figures {
  return {
    computeUnits: Object.fromEntries(
      transactions.map(({ instruction, computeUnits: units }) => [instruction, units]),
    ),
  };
}

const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const kib = (bytes: number): string => `${Math.ceil(bytes / 2 ** 10)} KiB`;
const mibPerSecond = (bytes: number, seconds: number): number =>
  Math.round(bytes / 2 ** 20 / Math.max(seconds, 0.001));

function exploringText(world: World): string {
  const pids = [...world.processes.pids()];
  return [
    `Kept in ${world.root}:`,
    ...pids.map(([name, pid]) => `  process ${pid} is ${name}`),
    `Try:`,
    `  npx meshid dataset list --home ${world.path('owner')}`,
    `  npx meshid device list --home ${world.path('reader')}`,
    `  npx meshid grant photos family --home ${world.path('owner')}`,
    `End it with:`,
    `  kill ${pids.map(([, pid]) => pid).join(' ')}; rm -r ${world.root}`,
  ].join('\n');
}
