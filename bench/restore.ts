import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { someDataset } from './ingest/dataset.ts';
import { FILES, makeLarge, makeSmall, MEBIBYTES } from './ingest/folders.ts';
import { inProcess, secondsOf } from './ingest/process.ts';
import { hasRestic, Restic } from './ingest/restic.ts';
import type { Published, Restored, Task } from './ingest/task.ts';
import { beside, byTurns, inFolder, limited, type Log } from './ingest/turns.ts';
import type { Benchmark } from './index.ts';

const MOST_RSS_MIB = 300;

/** Writing a version whose blocks are all here, by turns with the peers on the same disk. */
export const benchmark: Benchmark = {
  summary: 'writing a version of large files and of many small ones into a folder, beside tar and restic',
  run: async (log) =>
    inFolder(log, async (folder) => {
      log(`${FILES} files of 4 KiB`);
      const small = await compare(folder, log, { many: true, make: (source) => makeSmall(source, FILES) });
      log(`${MEBIBYTES} MiB in large files`);
      const large = await compare(folder, log, {
        many: false,
        make: (source) => makeLarge(source, MEBIBYTES),
      });
      const [few, many] = [
        { amount: MEBIBYTES, unit: 'MiB/s' },
        { amount: FILES, unit: 'files/s' },
      ];
      return [
        ...beside('small-restore', many, small, 'tar'),
        ...beside('restic-small', many, small, 'restic'),
        ...beside('large-restore', few, large, 'tar'),
        ...beside('restic-large', few, large, 'restic'),
        limited('large-rss-mib', large.rss, 'MiB', MOST_RSS_MIB),
      ];
    }),
};

async function compare(
  folder: string,
  log: Log,
  { many, make }: { readonly many: boolean; readonly make: (source: string) => void },
): Promise<Record<'meshid' | 'tar' | 'restic' | 'rss', number>> {
  const own = mkdtempSync(join(folder, 'own-'));
  const [source, home, repository] = ['source', 'home', 'restic'].map((name) => join(own, name)) as [
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
  const seconds = await byTurns(
    { folder, log, many },
    {
      meshid: async (fresh) => {
        const task: Task = { ...first, folder: fresh, head };
        const { seconds, mostMebibytes } = await inProcess<Restored>('restoring', task);
        rss = Math.max(rss, mostMebibytes);
        return seconds;
      },
      tar: async (fresh) => secondsOf(`tar c -C ${source} . | tar x -C ${fresh}`),
      restic: async (fresh) => (await restic?.restore(fresh)) ?? Number.NaN,
    },
  );
  if (!many) rmSync(own, { recursive: true });
  return { ...seconds, rss };
}
