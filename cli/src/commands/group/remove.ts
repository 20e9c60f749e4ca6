import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { transactionFields } from '../../transactions.ts';

export function removeCommand(context: Context): Command {
  return command('remove', 'Take a person or a computer out of a group, at once.', [
    'meshid group remove family guest',
  ])
    .argument('<group>', 'its name or address')
    .argument('<principal>', 'as it was added')
    .action(
      action(context, async ({ sdk, open, output, options: flow }, [name = '', principal = '']) => {
        const { removeMember, resolveGroup } = await sdk();
        const meshid = await open();
        const group = await resolveGroup(meshid, name, flow);
        const { transactions, ...removed } = await removeMember(meshid, { group, principal }, flow);
        output.result(
          { ...removed, ...transactionFields(transactions) },
          `${principal} is not in ${name} any more.${removed.renewed ? '' : ' Its next keys are due: its owner\'s "meshid group rotate" makes them.'}`,
        );
      }),
    );
}
