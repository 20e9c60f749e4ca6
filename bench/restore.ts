import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { someDataset } from './ingest/dataset.ts';
import { FILES, makeLarge, makeSmall, MEBIBYTES, ROUNDS } from './ingest/folders.ts';
import { calm, inProcess, secondsOf } from './ingest/process.ts';
import { hasRestic, Restic } from './ingest/restic.ts';
import type { Published, Restored, Task } from './ingest/task.ts';
import type { Benchmark, Comparison } from './index.ts';
import { median } from './median.ts';

const MOST_RSS_MIB = 300;

/** Writing a version whose blocks are all here, by turns with the peers on the same disk. */
export const benchmark: Benchmark = {
  summary: 'writing a version of large files and of many small ones into a folder, beside tar and restic',
  run: async (log) => {
    const folder = mkdtempSync(join(tmpdir(), 'meshid-bench-'));
    try {
      if (!hasRestic()) log('restic is not here, so nothing is compared with it: apt-get install restic');
      log(`${FILES} files of 4 KiB`);
      const few = await compare(folder, log, (source) => makeSmall(source, FILES));
      log(`${MEBIBYTES} MiB in large files`);
      const large = await compare(folder, log, (source) => makeLarge(source, MEBIBYTES));
      return [
        rate('small-restore', 'files/s', FILES, few, 'tar'),
        rate('restic-small', 'files/s', FILES, few, 'restic'),
        rate('large-restore', 'MiB/s', MEBIBYTES, large, 'tar'),
        rate('restic-large', 'MiB/s', MEBIBYTES, large, 'restic'),
        {
          ...{ metric: 'large-rss-mib', unit: 'MiB', peer: 'limit', lowerIsBetter: true },
          value: large.rss,
          peerValue: MOST_RSS_MIB,
        },
      ].filter(({ peerValue }) => !Number.isNaN(peerValue));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

type Seconds = Record<'meshid' | 'tar' | 'restic', number>;

function rate(
  metric: string,
  unit: string,
  amount: number,
  seconds: Seconds,
  peer: keyof Seconds,
): Comparison {
  return { metric, unit, peer, value: amount / seconds.meshid, peerValue: amount / seconds[peer] };
}

async function compare(
  folder: string,
  log: (line: string) => void,
  make: (source: string) => void,
): Promise<Seconds & { rss: number }> {
  const [source, home, repository] = ['source', 'home', 'restic'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  make(source);
  const first = { ...someDataset(), home, folder: source, sequence: 1n };
  const { head } = await inProcess<Published>('publishing', first);
  const restic = hasRestic() ? new Restic(repository) : undefined;
  await restic?.init();
  await restic?.backup(source);
  let rss = 0;
  const ways: Record<keyof Seconds, (fresh: string) => Promise<number>> = {
    meshid: async (fresh) => {
      const task: Task = { ...first, folder: fresh, head };
      const { seconds, mostMebibytes } = await inProcess<Restored>('restoring', task);
      rss = Math.max(rss, mostMebibytes);
      return seconds;
    },
    tar: async (fresh) => secondsOf(`tar c -C ${source} . | tar x -C ${fresh}`),
    restic: async (fresh) => (await restic?.restore(fresh)) ?? Number.NaN,
  };
  const names = ['meshid', 'tar', 'restic'] as const;
  const taken: Record<keyof Seconds, number[]> = { meshid: [], tar: [], restic: [] };
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const name of names) {
      const fresh = join(folder, 'fresh');
      mkdirSync(fresh);
      await calm();
      const seconds = await ways[name](fresh);
      rmSync(fresh, { recursive: true });
      log(`${round === 0 ? 'warm-up' : `round ${round}`}  ${name.padEnd(12)} ${seconds.toFixed(2)} s`);
      if (round > 0) taken[name].push(seconds);
    }
  for (const path of [source, home, repository]) rmSync(path, { recursive: true, force: true });
  return { meshid: median(taken.meshid), tar: median(taken.tar), restic: median(taken.restic), rss };
}
