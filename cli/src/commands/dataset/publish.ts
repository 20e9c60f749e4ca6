import { MeshidError } from '@meshid/sdk/errors';
import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { formatBytes } from '../../reading.ts';
import { transactionFields } from '../../transactions.ts';

interface Options {
  readonly filesFrom?: string;
  readonly reread?: boolean;
}

export function publishCommand(context: Context): Command {
  return command('publish', "Encrypt a folder and publish it as the dataset's next version.", [
    'meshid dataset publish photos ~/Pictures',
    'git ls-files -z | meshid dataset publish code . --files-from /dev/stdin',
  ])
    .argument('<dataset>', 'its name or address')
    .argument('<folder>', 'what to publish')
    .option('--files-from <file>', 'only these relative paths, each ended by a NUL')
    .option('--reread', 'read every file, also those whose size and times are what they were')
    .action(
      action<Options>(context, async (running, [name = '', folder = ''], { filesFrom, reread = false }) => {
        const { sdk, open, output, options: flow } = running;
        const { publishDataset, resolveDataset } = await sdk();
        const meshid = await open();
        const files = filesFrom === undefined ? undefined : await readPaths(filesFrom);
        const published = await publishDataset(
          meshid,
          {
            dataset: await resolveDataset(meshid, name, flow),
            source: { folder: resolve(folder), ...(files === undefined ? {} : { files }) },
            reread,
          },
          {
            ...flow,
            onProgress: ({ files: done, bytes }) =>
              output.progress(`encrypting … ${done} files, ${formatBytes(bytes)}`),
          },
        );
        const { sequence, epoch, transactions, skipped, ...rest } = published;
        output.result(
          {
            ...rest,
            sequence: Number(sequence),
            epoch: Number(epoch),
            skipped: skipped.map(({ path, why }) => ({ path, why })),
            ...transactionFields(transactions),
          },
          [
            `Version ${sequence} of ${name}: ${rest.files} files, ${formatBytes(rest.bytes)} (${formatBytes(rest.newBytes)} new) in ${rest.seconds.toFixed(1)} s.`,
            ...skipped.map(({ path, why }) => `left out: ${path} (${why})`),
          ].join('\n'),
        );
      }),
    );
}

async function readPaths(file: string): Promise<string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\0').filter((path) => path !== '');
  } catch (cause) {
    throw new MeshidError(
      'file/unreadable',
      { path: file, why: cause instanceof Error ? cause.message : 'unknown' },
      { cause },
    );
  }
}
