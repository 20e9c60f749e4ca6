import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { transactionFields } from '../../transactions.ts';

export function createCommand(context: Context): Command {
  return command('create', 'Make an empty dataset; its name stays sealed.', ['meshid dataset create photos'])
    .argument('<name>', 'what it is called here, and sealed on chain')
    .action(
      action(context, async ({ sdk, open, output, options: flow }, [wanted = '']) => {
        const { createDataset } = await sdk();
        const { name, dataset, transactions } = await createDataset(await open(), { name: wanted }, flow);
        output.result({ name, dataset, ...transactionFields(transactions) }, `${name} is ${dataset}.`);
      }),
    );
}
