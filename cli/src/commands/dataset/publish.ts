import type { MergeNote, Published } from '@meshid/sdk';
import { MeshidError } from '@meshid/sdk/errors';
import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { openDataset, type PeerOptions, withPeerOptions } from '../../peers.ts';
import { formatBytes } from '../../reading.ts';
import { makeRoom } from '../../room.ts';
import { shown } from '../../shown.ts';
import { acceptSkipped } from '../../skipped.ts';
import { transactionFields } from '../../transactions.ts';

interface Options extends PeerOptions {
  readonly filesFrom?: string;
  readonly reread?: boolean;
  readonly xattrs?: boolean;
  readonly skip?: boolean;
}

export function publishCommand(context: Context): Command {
  const publish = command('publish', "Encrypt a folder and publish it as the dataset's next version.", [
    'meshid dataset publish photos ~/Pictures',
    'git ls-files -z | meshid dataset publish code . --files-from /dev/stdin',
  ])
    .argument('<dataset>', 'its name or address')
    .argument('<folder>', 'what to publish; what others published since it was fetched is merged with it')
    .option('--files-from <file>', 'only these relative paths, each ended by a NUL')
    .option('--xattrs', 'keep extended attributes too, those that begin with "user."')
    .option('--skip', "publish without what can't be kept, where nobody can be asked")
    .option('--reread', 'read every file, also those whose size and times are what they were');
  return withPeerOptions(publish).action(
    action<Options>(context, async (running, [name = '', folder = ''], options) => {
      const { filesFrom, reread = false, xattrs = false, skip } = options;
      const { output, options: flow } = running;
      const { sdk, meshid, dataset, choice } = await openDataset(running, name, options);
      const files = filesFrom === undefined ? undefined : await readPaths(filesFrom);
      const published = await sdk.publishDataset(
        meshid,
        {
          dataset,
          source: {
            ...{ folder: resolve(folder), attributes: xattrs },
            ...(files === undefined ? {} : { files: files.map(sdk.decodePath) }),
          },
          reread,
          ...choice,
        },
        {
          ...flow,
          onSkipped: async (skipped) => acceptSkipped(running, skipped, skip),
          onProgress: ({ files: done, bytes }) =>
            output.progress(`encrypting … ${done} files, ${formatBytes(bytes)}`),
        },
      );
      const { sequence, epoch, transactions, skipped, merged, ...rest } = published;
      output.result(
        {
          ...rest,
          sequence: Number(sequence),
          epoch: Number(epoch),
          skipped: skipped.map(({ path, why }) => ({ path, why })),
          merged: merged && { ...merged, base: Number(merged.base), newest: Number(merged.newest) },
          ...transactionFields(transactions),
        },
        [
          `Version ${sequence} of ${name}: ${rest.files} files, ${formatBytes(rest.bytes)} (${formatBytes(rest.newBytes)} new) in ${rest.seconds.toFixed(1)} s.`,
          ...mergeLines(merged),
        ].join('\n'),
      );
      await makeRoom(running, { sdk, meshid });
    }),
  );
}

function mergeLines(merged: Published['merged']): string[] {
  if (merged === undefined) return [];
  const { base, newest, notes, kept } = merged;
  return [
    `The folder was as version ${base}; what others published until version ${newest} is merged with it, and is in the folder.`,
    ...notes.map(noteLine),
    ...kept.map(({ path, why }) => `not brought into the folder: ${shown(path)} (${shown(why)})`),
  ];
}

function noteLine({ path, what, copy = '' }: MergeNote): string {
  switch (what) {
    case 'conflict':
      return `changed by both: ${shown(path)} is theirs, yours is ${shown(copy)}`;
    case 'kept':
      return `removed by one and changed by the other, so kept: ${shown(path)}`;
    case 'displaced':
      return `in the way of files that are kept: ${shown(path)} is ${shown(copy)} now`;
  }
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
