import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { openDataset, type PeerOptions, withPeerOptions } from '../../peers.ts';
import { formatBytes, readVersion } from '../../reading.ts';
import { transactionFields } from '../../transactions.ts';

interface Options extends PeerOptions {
  readonly version: string;
}

export function restoreCommand(context: Context): Command {
  const restore = command(
    'restore',
    'Publish what an earlier version held as the next version: all of it, or some files and folders. Every version stays.',
    [
      'meshid dataset restore photos --version 3',
      'meshid dataset restore photos 2019 cover.jpg --version 3',
      'meshid get photos ~/Pictures-then --version 3       writes it into a folder, and publishes nothing',
    ],
  )
    .argument('<dataset>', 'its name or address')
    .argument('[paths...]', 'files and folders in it (all)')
    .requiredOption('--version <number>', 'the version that comes back');
  return withPeerOptions(restore).action(
    action<Options>(context, async (running, [name = '', ...paths], { version, ...options }) => {
      const { output, options: flow } = running;
      const sequence = readVersion(version, '--version');
      const { sdk, meshid, dataset, choice } = await openDataset(running, name, options);
      const reverted = await sdk.revertDataset(meshid, { dataset, sequence, paths, ...choice }, flow);
      const { transactions, sequence: now, ...rest } = reverted;
      const what = paths.length === 0 ? 'is as version' : `has ${paths.join(', ')} as in version`;
      output.result(
        { ...rest, sequence: Number(now), from: Number(sequence), ...transactionFields(transactions) },
        `Version ${now} of ${name} ${what} ${sequence}: ${rest.files} files, ${formatBytes(rest.bytes)}.`,
      );
    }),
  );
}
