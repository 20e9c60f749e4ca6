import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { table } from '../../table.ts';

export function listCommand(context: Context): Command {
  return command('list', "Your person's groups, and those that it or this computer is in.", [
    'meshid group list',
    'meshid group list --json',
  ]).action(
    action(context, async ({ sdk, open, output, options: flow }) => {
      const { listGroups } = await sdk();
      const groups = (await listGroups(await open(), flow)).map(({ generation, members, ...rest }) => ({
        ...rest,
        generation: Number(generation),
        members: members.filter(({ status }) => status === 'active').length,
      }));
      const rows = groups.map(({ group, label = '?', members, owned, status, keyringDue }) => [
        ...[group, label, String(members), owned ? 'yes' : 'no'],
        `${status}${keyringDue ? ', rotation due' : ''}`,
      ]);
      output.result({ groups }, await table(['group', 'name', 'members', 'yours', 'status'], rows));
    }),
  );
}
