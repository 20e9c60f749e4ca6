import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import type { Context } from '../../context.ts';
import { transactionFields } from '../../transactions.ts';

export function transferCommand(context: Context): Command {
  return command('transfer', 'Give a dataset to another person; what you granted on it ends.', [
    'meshid dataset transfer photos sister',
    'meshid dataset transfer photos PERSON --yes',
  ])
    .argument('<dataset>', 'its name or address')
    .argument('<person>', "a name, a person's address or wallet")
    .option('--yes', 'do not ask')
    .action(
      action<{ yes?: boolean }>(
        context,
        async ({ sdk, open, output, options: flow }, [name = '', to = ''], { yes }) => {
          const { getPerson, resolveDataset, transferDataset } = await sdk();
          const meshid = await open();
          const dataset = await resolveDataset(meshid, name, flow);
          const { address: owner } = await getPerson(meshid, to);
          if (!(await confirm(context, `Give ${dataset} to ${owner}, who alone can give it back?`, yes))) {
            output.result({ dataset, changed: false, ...transactionFields([]) }, 'Nothing was changed.');
            return;
          }
          const { transactions } = await transferDataset(meshid, { dataset, newOwner: owner }, flow);
          output.result(
            { dataset, owner, changed: true, ...transactionFields(transactions) },
            `${name} belongs to ${to} (${owner}) now.`,
          );
        },
      ),
    );
}
