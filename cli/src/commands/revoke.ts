import type { Command } from 'commander';
import { action, command } from '../command.ts';
import type { Context } from '../context.ts';
import { transactionFields } from '../transactions.ts';

export function revokeCommand(context: Context): Command {
  return command('revoke', "Take somebody's access to a dataset away.", ['meshid revoke photos family'])
    .argument('<dataset>', 'its name or address')
    .argument('<peer>', 'as it was granted')
    .action(
      action(context, async ({ sdk, open, output, options: flow }, [name = '', peer = '']) => {
        const { resolveDataset, withdrawAccess } = await sdk();
        const meshid = await open();
        const dataset = await resolveDataset(meshid, name, flow);
        const { grant, rotated, transactions } = await withdrawAccess(
          meshid,
          { dataset, principal: peer },
          flow,
        );
        output.result(
          { grant, rotated, ...transactionFields(transactions) },
          `${peer} has no access to ${name} any more.${rotated ? '' : ' The next "meshid dataset publish" starts a new epoch.'}`,
        );
      }),
    );
}
