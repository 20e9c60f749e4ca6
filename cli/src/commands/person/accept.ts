import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { transactionFields } from '../../transactions.ts';

export function acceptCommand(context: Context): Command {
  return command('accept', "Make this home's wallet the authority of a person who proposed it.", [
    'meshid person accept PERSON',
    'meshid init --successor                 a home with a wallet, for a person who is handed over',
  ])
    .argument('<person>', "the person's address, or its name here")
    .action(
      action(context, async ({ sdk, open, output, options: flow }, [text = '']) => {
        const { acceptAuthority, getPerson } = await sdk();
        const meshid = await open();
        const { address: person } = await getPerson(meshid, text);
        const { transactions } = await acceptAuthority(meshid, { person }, flow);
        output.result(
          { person, ...transactionFields(transactions) },
          `This home's wallet decides for ${person} now.`,
        );
      }),
    );
}
