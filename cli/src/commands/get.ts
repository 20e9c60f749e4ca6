import type { Command } from 'commander';
import { action, command } from '../command.ts';
import type { Context } from '../context.ts';
import { openDataset, type PeerOptions, withPeerOptions } from '../peers.ts';
import { formatBytes, readVersion } from '../reading.ts';
import { makeRoom } from '../room.ts';
import { shown } from '../shown.ts';

interface Options extends PeerOptions {
  readonly version?: string;
  readonly lossy?: boolean;
}

export function getCommand(context: Context): Command {
  const get = command(
    'get',
    "Fetch a dataset's newest version, or an earlier one, and write it into a folder.",
    [
      'meshid get photos ~/Pictures',
      'meshid get photos ~/Pictures-then --version 3      "meshid dataset log photos" lists them',
      'meshid get DATASET folder --from DEVICE',
      'meshid get DATASET folder --peer /ip4/192.0.2.1/tcp/4001/p2p/12D3…',
    ],
  )
    .argument('<dataset>', 'its name or address')
    .argument('<destination>', 'the folder; other files in it stay')
    .option('--version <number>', 'an earlier version (the newest)')
    .option('--lossy', "do without what the destination can't hold, such as symbolic links");
  return withPeerOptions(get).action(
    action<Options>(
      context,
      async (running, [name = '', destination = ''], { version, lossy, ...options }) => {
        const { output, options: flow } = running;
        const sequence = readVersion(version, '--version');
        const { sdk, meshid, dataset, choice } = await openDataset(running, name, options);
        const got = await sdk.getDataset(
          meshid,
          { dataset, destination, sequence, lossy, ...choice },
          {
            ...flow,
            onLosses: (losses) => {
              for (const loss of losses) output.notice(`not as published: ${shown(loss)}`);
            },
            onProgress: ({ blocks, bytes }) =>
              output.progress(`fetching … ${blocks} blocks, ${formatBytes(bytes)}`),
          },
        );
        const { files, bytes, travelledBytes, blocks, seconds, head, losses, kept } = got;
        output.result(
          {
            dataset,
            sequence: Number(got.sequence),
            head,
            files,
            bytes,
            travelledBytes,
            blocks,
            seconds,
            from: got.from,
            losses,
            kept,
          },
          [
            `Version ${got.sequence} of ${name}: ${files} files, ${formatBytes(bytes)} in ${destination}; ${formatBytes(travelledBytes)} travelled in ${seconds.toFixed(1)} s.`,
            ...kept.map(({ path, why }) => `not as published: ${shown(path)} (${shown(why)})`),
          ].join('\n'),
        );
        await makeRoom(running, { sdk, meshid });
      },
    ),
  );
}
