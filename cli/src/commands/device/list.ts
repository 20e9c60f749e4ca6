import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';

export function listCommand(context: Context): Command {
  return command('list', "Your person's computers.", [
    'meshid device list',
    'meshid device list --json',
  ]).action(
    action(context, async ({ sdk, open, output, options: flow }) => {
      const { listDevices } = await sdk();
      const devices = await listDevices(await open(), flow);
      const lines = devices.map(
        ({ device, name = '?', role, status, here }) =>
          `${device.padEnd(46)}${name.padEnd(20)}${role.padEnd(8)}${status}${here ? '  (this one)' : ''}`,
      );
      output.result({ devices }, lines.length === 0 ? 'There is none.' : lines.join('\n'));
    }),
  );
}
