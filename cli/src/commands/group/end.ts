import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import type { Context } from '../../context.ts';
import { endingCommand } from '../../ending.ts';
import { transactionFields } from '../../transactions.ts';

export function retireCommand(context: Context): Command {
  return endingCommand(context, {
    verb: 'retire',
    noun: 'group',
    description: 'End a group for ever: what was granted to it holds for nobody.',
    example: 'meshid group retire family',
    question: 'End the group $, and what was granted to it, for ever?',
    done: 'is retired.',
    find: ({ resolveGroup }, meshid, text, flow) => resolveGroup(meshid, text, flow),
    end: ({ retireGroup }, meshid, group, flow) => retireGroup(meshid, { group }, flow),
  });
}

export function closeCommand(context: Context): Command {
  return command('close', "Close a group's account a day after its end, or a former member's.", [
    'meshid group close family',
    'meshid group close family guest         the membership of somebody who was removed',
  ])
    .argument('<group>', 'its name or address')
    .argument('[principal]', 'whose membership to close, as it was added')
    .option('--yes', 'do not ask')
    .action(
      action<{ yes?: boolean }>(
        context,
        async ({ sdk, open, output, options: flow }, [name = '', principal], { yes }) => {
          const { closeGroup, closeMembership, resolveGroup } = await sdk();
          const meshid = await open();
          const group = await resolveGroup(meshid, name, flow);
          const what =
            principal === undefined ? `the group ${name}` : `the membership of ${principal} in ${name}`;
          if (!(await confirm(context, `Close the account of ${what}?`, yes))) {
            output.result({ group, changed: false, ...transactionFields([]) }, 'Nothing was changed.');
            return;
          }
          const { transactions } =
            principal === undefined
              ? await closeGroup(meshid, { group }, flow)
              : await closeMembership(meshid, { group, principal }, flow);
          output.result({ group, changed: true, ...transactionFields(transactions) }, `Closed ${what}.`);
        },
      ),
    );
}
