import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { formatBytes } from '../../reading.ts';
import { table } from '../../table.ts';

interface Options {
  readonly peer?: string[];
  readonly from?: string;
}

export function logCommand(context: Context): Command {
  return command('log', "A dataset's versions, the newest first.", [
    'meshid dataset log photos',
    'meshid dataset log photos --from DEVICE',
  ])
    .argument('<dataset>', 'its name or address')
    .option('--peer <multiaddr...>', 'ask only these for what is not here, in their order')
    .option('--from <device>', 'ask only this computer')
    .action(
      action<Options>(
        context,
        async ({ sdk, open, output, options: flow }, [name = ''], { peer: peers, from }) => {
          const { listVersions, parseDeviceId, resolveDataset } = await sdk();
          const meshid = await open();
          const device =
            from === undefined ? undefined : parseDeviceId(await meshid.home.names.resolve(from));
          const dataset = await resolveDataset(meshid, name, flow);
          const { versions, missing } = await listVersions(meshid, { dataset, peers, from: device }, flow);
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
        },
      ),
    );
}
