import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { openDataset, type PeerOptions, withPeerOptions } from '../../peers.ts';
import { formatBytes } from '../../reading.ts';
import { table } from '../../table.ts';

export function logCommand(context: Context): Command {
  const log = command('log', "A dataset's versions, the newest first.", [
    'meshid dataset log photos',
    'meshid dataset log photos --from DEVICE',
  ]).argument('<dataset>', 'its name or address');
  return withPeerOptions(log).action(
    action<PeerOptions>(context, async (running, [name = ''], options) => {
      const { output, options: flow } = running;
      const { sdk, meshid, dataset, choice } = await openDataset(running, name, options);
      const { versions, missing } = await sdk.listVersions(meshid, { dataset, ...choice }, flow);
      const fields = versions.map(({ sequence, epoch, ...rest }) => ({
        ...{ sequence: Number(sequence), epoch: Number(epoch) },
        ...rest,
      }));
      const rows = versions.map(({ sequence, epoch, head, entries, bytes }) => [
        ...[String(sequence), String(entries), formatBytes(bytes), String(epoch), head],
      ]);
      const lines = await table(['version', 'entries', 'content', 'epoch', 'head'], rows);
      output.result(
        { dataset, versions: fields, complete: missing === undefined },
        missing === undefined
          ? lines
          : `${lines}\nThose before are not here, and nobody who was asked gave them: ${missing.message}`,
      );
    }),
  );
}
