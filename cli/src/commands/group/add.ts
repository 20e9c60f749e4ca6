import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { readChoice, readTime } from '../../reading.ts';
import { transactionFields } from '../../transactions.ts';

interface Options {
  readonly role: string;
  readonly until?: string;
}

export function addCommand(context: Context): Command {
  return command('add', 'Put a person or a computer into a group; or change its role or end there.', [
    'meshid group add family sister',
    'meshid group add family guest --until 3d',
    'meshid group add family PERSON --role admin',
  ])
    .argument('<group>', 'its name or address')
    .argument('<principal>', "a name, a person's address or wallet, or a device's key")
    .option('--role <role>', 'member, or admin who adds and removes members', 'member')
    .option('--until <time>', 'a time, or how long from now (for ever)')
    .action(
      action<Options>(
        context,
        async ({ sdk, open, output, options: flow }, [name = '', principal = ''], options) => {
          const { addMember, resolveGroup } = await sdk();
          const role = readChoice(options.role, '--role', ['member', 'admin']);
          const until = options.until === undefined ? undefined : readTime(options.until, '--until');
          const meshid = await open();
          const group = await resolveGroup(meshid, name, flow);
          const { transactions, ...added } = await addMember(meshid, { group, principal, role, until }, flow);
          output.result(
            { ...added, role, until: until?.toISOString(), ...transactionFields(transactions) },
            `${principal} (${added.principal}) is ${role} of ${name}${until === undefined ? '' : ` until ${until.toISOString()}`}.`,
          );
        },
      ),
    );
}
