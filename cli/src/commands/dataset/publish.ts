import { MeshidError } from '@meshid/sdk/errors';
import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { action, command } from '../../command.ts';
import { acceptSkipped } from '../../skipped.ts';
import type { Context } from '../../context.ts';
import { formatBytes } from '../../reading.ts';
import { transactionFields } from '../../transactions.ts';

interface Options {
  readonly filesFrom?: string;
  readonly reread?: boolean;
  readonly xattrs?: boolean;
  readonly skip?: boolean;
}

export function publishCommand(context: Context): Command {
  return command('publish', "Encrypt a folder and publish it as the dataset's next version.", [
    'meshid dataset publish photos ~/Pictures',
    'git ls-files -z | meshid dataset publish code . --files-from /dev/stdin',
  ])
    .argument('<dataset>', 'its name or address')
    .argument('<folder>', 'what to publish')
    .option('--files-from <file>', 'only these relative paths, each ended by a NUL')
    .option('--xattrs', 'keep extended attributes too, those that begin with "user."')
    .option('--skip', "publish without what can't be kept, where nobody can be asked")
    .option('--reread', 'read every file, also those whose size and times are what they were')
    .action(
      action<Options>(context, async (running, [name = '', folder = ''], options) => {
        const { filesFrom, reread = false, xattrs = false } = options;
        const { sdk, open, output, options: flow } = running;
        const { decodePath, publishDataset, resolveDataset } = await sdk();
        const meshid = await open();
        const files = filesFrom === undefined ? undefined : await readPaths(filesFrom);
        const published = await publishDataset(
          meshid,
          {
            dataset: await resolveDataset(meshid, name, flow),
            source: {
              ...{ folder: resolve(folder), attributes: xattrs },
              ...(files === undefined ? {} : { files: files.map(decodePath) }),
            },
            reread,
          },
          {
            ...flow,
            onSkipped: async (skipped) => acceptSkipped(running, skipped, options.skip),
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
          `Version ${sequence} of ${name}: ${rest.files} files, ${formatBytes(rest.bytes)} (${formatBytes(rest.newBytes)} new) in ${rest.seconds.toFixed(1)} s.`,
        );
      }),
    );
}

async function readPaths(file: string): Promise<Buffer[]> {
  try {
    return splitAtZeros(await readFile(file));
  } catch (cause) {
    throw new MeshidError(
      'file/unreadable',
      { path: file, why: cause instanceof Error ? cause.message : 'unknown' },
      { cause },
    );
  }
}

function splitAtZeros(bytes: Buffer): Buffer[] {
  const paths: Buffer[] = [];
  for (let start = 0; start < bytes.length;) {
    const zero = bytes.indexOf(0, start);
    const end = zero < 0 ? bytes.length : zero;
    if (end > start) paths.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return paths;
}
