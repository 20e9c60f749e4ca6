import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import type { Context } from '../../context.ts';
import { transactionFields } from '../../transactions.ts';

export function retireCommand(context: Context): Command {
  return command('retire', 'End your person for ever, and with it whatever it owns and was granted.', [
    'meshid person retire',
    'meshid person retire --yes',
  ])
    .option('--yes', 'do not ask')
    .action(
      action<{ yes?: boolean }>(context, async ({ sdk, open, output, options: flow }, _args, { yes }) => {
        const { getPerson, retirePerson } = await sdk();
        const meshid = await open();
        const { address: person } = await getPerson(meshid);
        if (
          !(await confirm(context, `End ${person}, with whatever it owns and was granted, for ever?`, yes))
        ) {
          output.result({ person, changed: false, ...transactionFields([]) }, 'Nothing was changed.');
          return;
        }
        const { transactions } = await retirePerson(meshid, flow);
        output.result(
          { person, changed: true, ...transactionFields(transactions) },
          `${person} is retired. What it owns can still be closed.`,
        );
      }),
    );
}
