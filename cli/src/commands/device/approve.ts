import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { readChoice } from '../../reading.ts';
import { transactionFields } from '../../transactions.ts';

interface Options {
  readonly role: string;
  readonly name: string;
}

export function approveCommand(context: Context): Command {
  return command('approve', "Enrol the computer whose ticket this is, with the person's wallet.", [
    'meshid device approve TICKET --name laptop',
    'meshid device approve TICKET --role admin',
  ])
    .argument('<ticket>', 'what "meshid device request" printed there')
    .option('--role <role>', 'member, or admin who may grant and revoke', 'member')
    .option('--name <label>', "the computer's name, sealed for the person", 'computer')
    .action(
      action<Options>(
        context,
        async ({ sdk, open, output, options: flow }, [ticket = ''], { role, name }) => {
          const { approveEnrolment } = await sdk();
          const input = { ticket, role: readChoice(role, '--role', ['member', 'admin']), name };
          const { device, person, transactions } = await approveEnrolment(await open(), input, flow);
          output.result({ device, person, ...transactionFields(transactions) }, `${device} is enrolled.`);
        },
      ),
    );
}
