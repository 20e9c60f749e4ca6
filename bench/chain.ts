import { temporaryFolder } from '../tests/fixtures/temporary-folder.ts';
import { startProcess } from '../tests/localnet/process.ts';
import { startSurfnet } from '../tests/surfnet/surfnet.ts';
import { latency, throughput, type Urls } from './chain/figures.ts';
import { restart } from './chain/restart.ts';
import type { Benchmark, Comparison } from './index.ts';
import { median } from './median.ts';

/** As on Solana's clusters. */
const SLOT_MS = 400;
const ROUNDS = 3;
/** What the issue allows. */
const RESTART_LIMIT_SECONDS = 5;
const RSS_LIMIT_MIB = 400;

const FIGURES = [
  { metric: 'latency-ms', unit: 'ms', lowerIsBetter: true, measure: latency },
  { metric: 'tps-1', unit: '/s', lowerIsBetter: false, measure: async (urls: Urls) => throughput(urls, 1) },
  { metric: 'tps-8', unit: '/s', lowerIsBetter: false, measure: async (urls: Urls) => throughput(urls, 8) },
] as const;

/**
 * Presigned transfers on the local chain beside Surfpool, in turns. The local chain has what it confirms on its disk before it tells
 * anybody; Surfpool has no mode that waits for a disk, and runs in its fastest, which is in memory.
 */
export const benchmark: Benchmark = {
  summary:
    'the local chain beside Surfpool: latency and throughput; and what a restart with many accounts takes',
  run: async (log) => {
    const taken = FIGURES.map(() => ({ ours: [] as number[], theirs: [] as number[] }));
    for (let round = 0; round < ROUNDS; round++)
      for (const [at, { metric, unit, measure }] of FIGURES.entries()) {
        const ours = await onLocalnet(measure);
        const theirs = await onSurfpool(measure);
        log(`${metric}: ${ours.toFixed(1)} ${unit}, surfpool ${theirs.toFixed(1)} ${unit}`);
        taken[at]?.ours.push(ours);
        taken[at]?.theirs.push(theirs);
      }
    const figures = FIGURES.map(({ metric, unit, lowerIsBetter }, at): Comparison => {
      const { ours = [], theirs = [] } = taken[at] ?? {};
      const figure = { metric, unit, value: median(ours), peer: 'surfpool', peerValue: median(theirs) };
      return { ...figure, lowerIsBetter };
    });
    const { seconds, rss } = await restart(log);
    const limit = { peer: 'limit', lowerIsBetter: true } as const;
    return [
      ...figures,
      { metric: 'restart-seconds', value: seconds, unit: 's', peerValue: RESTART_LIMIT_SECONDS, ...limit },
      { metric: 'rss-mib', value: rss, unit: 'MiB', peerValue: RSS_LIMIT_MIB, ...limit },
    ];
  },
};

async function onLocalnet(measure: (urls: Urls) => Promise<number>): Promise<number> {
  await using folder = await temporaryFolder();
  await using chain = await startProcess('--slot-ms', String(SLOT_MS), '--ledger', folder.path);
  return await measure(chain.ready);
}

async function onSurfpool(measure: (urls: Urls) => Promise<number>): Promise<number> {
  await using chain = await startSurfnet({ slotMs: SLOT_MS });
  return await measure(chain);
}
