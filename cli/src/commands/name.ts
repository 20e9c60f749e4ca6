import type { Command } from 'commander';
import { action, command } from '../command.ts';
import type { Context } from '../context.ts';
import { group } from '../group.ts';

export function nameCommand(context: Context): Command {
  return group(context, 'name', 'The address book of this computer.', [addCommand, listCommand]);
}

function addCommand(context: Context): Command {
  return command('add', 'Call an address of a person, device or dataset by a name.', [
    'meshid name add family ADDRESS',
  ])
    .argument('<name>')
    .argument('<address>')
    .action(
      action(context, async ({ sdk, open, output }, [name = '', text = '']) => {
        const { parseAddress } = await sdk();
        const { home } = await open();
        const address = parseAddress(text);
        await home.names.add(name, address);
        output.result({ name, address }, `${name} is ${address}.`);
      }),
    );
}

function listCommand(context: Context): Command {
  return command('list', 'All names of this computer.', ['meshid name list']).action(
    action(context, async ({ open, output }) => {
      const names = [...(await (await open()).home.names.list())].map(([name, address]) => ({
        name,
        address,
      }));
      const lines = names.map(({ name, address }) => `${name.padEnd(24)}${address}`);
      output.result({ names }, lines.length === 0 ? 'There is none.' : lines.join('\n'));
    }),
  );
}
