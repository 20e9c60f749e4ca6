import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { openDataset, type PeerOptions, withPeerOptions } from '../../peers.ts';
import { formatBytes, readVersion } from '../../reading.ts';
import { makeRoom } from '../../room.ts';

interface Options extends PeerOptions {
  readonly version?: string;
}

export function exportCommand(context: Context): Command {
  const write = command(
    'export',
    'Write a version as a CAR file, encrypted as it is, which any IPFS tool can import and pin.',
    ['meshid dataset export photos photos.car', 'meshid dataset export photos then.car --version 3'],
  )
    .argument('<dataset>', 'its name or address')
    .argument('<file>', 'the new file')
    .option('--version <number>', 'an earlier version (the newest)');
  return withPeerOptions(write).action(
    action<Options>(context, async (running, [name = '', file = ''], { version, ...options }) => {
      const { output, options: flow } = running;
      const sequence = readVersion(version, '--version');
      const { sdk, meshid, dataset, choice } = await openDataset(running, name, options);
      const exported = await sdk.exportDataset(meshid, { dataset, file, sequence, ...choice }, flow);
      output.result(
        { ...exported, sequence: Number(exported.sequence), file },
        `Version ${exported.sequence} of ${name} is in ${file}: ${exported.blocks} blocks, ${formatBytes(exported.bytes)}, root ${exported.head}`,
      );
    }),
  );
}

export function importCommand(context: Context): Command {
  return command(
    'import',
    'Take versions of a dataset from a CAR file, so that "meshid get" needs no other computer for them.',
    ['meshid dataset import photos photos.car'],
  )
    .argument('<dataset>', 'its name or address')
    .argument('<file>', 'a CAR file whose roots are versions')
    .action(
      action(context, async (running, [name = '', file = '']) => {
        const { open, output, options: flow } = running;
        const sdk = await running.sdk();
        const meshid = await open();
        const dataset = await sdk.resolveDataset(meshid, name, flow);
        const { versions, blocks, bytes } = await sdk.importDataset(meshid, { dataset, file }, flow);
        output.result(
          { dataset, versions: versions.map(Number), blocks, bytes },
          `Version${versions.length === 1 ? '' : 's'} ${versions.join(', ')} of ${name} ${versions.length === 1 ? 'is' : 'are'} here: ${blocks} new blocks, ${formatBytes(bytes)}.`,
        );
        await makeRoom(running, { sdk, meshid });
      }),
    );
}
