import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { isoTime } from '../../reading.ts';
import { table } from '../../table.ts';

export function listCommand(context: Context): Command {
  return command('list', "Your person's ports.", ['meshid port list', 'meshid port list --json']).action(
    action(context, async ({ sdk, open, output, options: flow }) => {
      const { listPorts } = await sdk();
      const ports = (await listPorts(await open(), flow)).map(
        ({ address, label, number, protocol, device, status, endedAt }) => ({
          ...{ port: address, label, number, protocol, device, status },
          endedAt: isoTime(endedAt),
        }),
      );
      const rows = ports.map(({ port, label = '?', number, protocol = '', status }) => [
        ...[port, label, String(number), protocol, status],
      ]);
      output.result({ ports }, await table(['port', 'name', 'number', 'protocol', 'status'], rows));
    }),
  );
}
