import { openSync, closeSync, mkdirSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { someDataset } from './ingest/dataset.ts';
import { FILES, makeFile, makeLarge, makeSmall, MEBIBYTES, MIB, ROUNDS } from './ingest/folders.ts';
import { inProcess, secondsOf } from './ingest/process.ts';
import { hasRestic, Restic } from './ingest/restic.ts';
import type { Published, Task } from './ingest/task.ts';
import { beside, byTurns, inFolder, limited, type Log } from './ingest/turns.ts';
import type { Benchmark, Comparison } from './index.ts';
import { median } from './median.ts';

const MOST_RSS_MIB = 300;
const MOST_INSERTED_MIB = 4;
const MOST_UNCHANGED_SECONDS = 5;

/** Publishing from and to the same disk, by turns with the peers: what `publishDataset` does, without the chain. */
export const benchmark: Benchmark = {
  summary: 'publishing large files and many small ones, beside a bare loop, tar and restic',
  run: async (log) =>
    inFolder(log, async (folder) => [
      ...(await large(folder, log)),
      ...(await small(folder, log)),
      await inserted(folder, log),
      await unchanged(folder, log),
    ]),
};

async function publish(
  folder: string,
  home: string,
  before?: Task,
): Promise<{ task: Task; took: Published }> {
  const sequence = (before?.sequence ?? 0n) + 1n;
  const task = { ...(before ?? someDataset()), home, folder, sequence };
  const took = await inProcess<Published>('publishing', task);
  return { task: { ...task, head: took.head }, took };
}

async function restic(fresh: string, source: string): Promise<number> {
  if (!hasRestic()) return Number.NaN;
  const repository = new Restic(fresh);
  await repository.init();
  return await repository.backup(source);
}

async function large(folder: string, log: Log): Promise<Comparison[]> {
  const source = join(folder, 'large');
  log(`${MEBIBYTES} MiB in large files`);
  const files = makeLarge(source, MEBIBYTES);
  let rss = 0;
  const seconds = await byTurns(
    { folder, log, many: false },
    {
      meshid: async (fresh) => {
        const { took } = await publish(source, fresh);
        rss = Math.max(rss, took.mostMebibytes);
        return took.seconds;
      },
      'bare-loop': async (fresh) =>
        (await inProcess<{ seconds: number }>('bare', { files, folder: fresh })).seconds,
      restic: async (fresh) => restic(fresh, source),
    },
  );
  rmSync(source, { recursive: true });
  const all = { amount: MEBIBYTES, unit: 'MiB/s' };
  return [
    ...beside('large', all, seconds, 'bare-loop'),
    ...beside('restic-large', all, seconds, 'restic'),
    limited('large-rss-mib', rss, 'MiB', MOST_RSS_MIB),
  ];
}

async function small(folder: string, log: Log): Promise<Comparison[]> {
  const source = join(folder, 'small');
  log(`${FILES} files of 4 KiB`);
  makeSmall(source, FILES);
  const seconds = await byTurns(
    { folder, log, many: true },
    {
      meshid: async (fresh) => (await publish(source, fresh)).took.seconds,
      tar: async (fresh) => secondsOf(`tar c -C ${source} . | tar x -C ${fresh}`),
      restic: async (fresh) => restic(fresh, source),
    },
  );
  const all = { amount: FILES, unit: 'files/s' };
  return [...beside('small-publish', all, seconds, 'tar'), ...beside('restic-small', all, seconds, 'restic')];
}

/** What one byte at the front of a file of 1 GiB (less in a quick try) costs the store. */
async function inserted(folder: string, log: Log): Promise<Comparison> {
  const source = join(folder, 'inserted');
  const home = join(folder, 'home');
  mkdirSync(source);
  const file = join(source, 'file');
  makeFile(file, Math.min(1024, MEBIBYTES), 5);
  const first = await publish(source, home);
  insertByte(file);
  const { took } = await publish(source, home, first.task);
  log(`one byte inserted: ${took.newBytes} bytes stored anew in ${took.seconds.toFixed(2)} s`);
  rmSync(home, { recursive: true });
  rmSync(source, { recursive: true });
  return limited('insert-bytes', took.newBytes / MIB, 'MiB', MOST_INSERTED_MIB);
}

function insertByte(file: string): void {
  const [from, to] = [openSync(file, 'r'), openSync(`${file}.new`, 'w')];
  writeSync(to, 'x');
  const buffer = Buffer.alloc(MIB);
  for (let read = -1; read !== 0;) {
    read = readSync(from, buffer);
    writeSync(to, buffer, 0, read);
  }
  closeSync(from);
  closeSync(to);
  renameSync(`${file}.new`, file);
}

/** The small files' folder, published again as it is. */
async function unchanged(folder: string, log: Log): Promise<Comparison> {
  const [source, home] = [join(folder, 'small'), join(folder, 'home')];
  let { task } = await publish(source, home);
  const seconds: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const again = await publish(source, home, task);
    task = again.task;
    seconds.push(again.took.seconds);
    log(`round ${round}  unchanged    ${again.took.seconds.toFixed(2)} s`);
  }
  return limited('unchanged-seconds', median(seconds), 's', MOST_UNCHANGED_SECONDS);
}
