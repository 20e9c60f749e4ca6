import type { Command } from 'commander';
import { action, command } from '../command.ts';
import type { Context } from '../context.ts';
import { readChoice, readTime } from '../reading.ts';
import { transactionFields } from '../transactions.ts';

interface Options {
  readonly permission: string;
  readonly until?: string;
}

export function grantCommand(context: Context): Command {
  return command('grant', 'Let a person or a computer read a dataset, or more.', [
    'meshid grant photos family',
    'meshid grant photos family --until 30d',
    'meshid grant photos PERSON --permission write --until 2030-01-01',
  ])
    .argument('<dataset>', 'its name or address')
    .argument('<peer>', "a name, a person's address or wallet, or a device's key")
    .option('--permission <permission>', 'read, write (and read) or admin (all)', 'read')
    .option('--until <time>', 'a time, or how long from now')
    .action(
      action<Options>(
        context,
        async ({ sdk, open, output, options: flow }, [name = '', peer = ''], options) => {
          const { giveAccess, resolveDataset } = await sdk();
          const permission = readChoice(options.permission, '--permission', ['read', 'write', 'admin']);
          const until = options.until === undefined ? undefined : readTime(options.until, '--until');
          const meshid = await open();
          const dataset = await resolveDataset(meshid, name, flow);
          const { transactions, ...given } = await giveAccess(
            meshid,
            { dataset, principal: peer, permission, until },
            flow,
          );
          output.result(
            { ...given, ...transactionFields(transactions) },
            `${peer} (${given.principal}) may ${permission} ${name}.`,
          );
        },
      ),
    );
}
