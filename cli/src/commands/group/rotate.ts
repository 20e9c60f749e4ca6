import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { transactionFields } from '../../transactions.ts';

export function rotateCommand(context: Context): Command {
  return command('rotate', "Start a group's next keys, which whoever left it never gets.", [
    'meshid group rotate family',
  ])
    .argument('<group>', 'its name or address')
    .action(
      action(context, async ({ sdk, open, output, options: flow }, [name = '']) => {
        const { resolveGroup, rotateGroup } = await sdk();
        const meshid = await open();
        const wanted = await resolveGroup(meshid, name, flow);
        const { group, generation, transactions } = await rotateGroup(meshid, { group: wanted }, flow);
        output.result(
          { group, generation: Number(generation), ...transactionFields(transactions) },
          `${name} is at generation ${generation} of its keys.`,
        );
      }),
    );
}
