import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { transactionFields } from '../../transactions.ts';

export function createCommand(context: Context): Command {
  return command('create', 'Make an empty group; its name stays sealed for its members.', [
    'meshid group create family',
  ])
    .argument('<name>', 'what it is called here, and sealed on chain')
    .action(
      action(context, async ({ sdk, open, output, options: flow }, [wanted = '']) => {
        const { createGroup } = await sdk();
        const { name, group, transactions } = await createGroup(await open(), { name: wanted }, flow);
        output.result({ name, group, ...transactionFields(transactions) }, `${name} is ${group}.`);
      }),
    );
}
