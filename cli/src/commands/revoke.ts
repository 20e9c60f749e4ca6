import type { Command } from 'commander';
import { action, command } from '../command.ts';
import { confirm } from '../confirm.ts';
import type { Context } from '../context.ts';
import { transactionFields } from '../transactions.ts';

interface Options {
  readonly close?: boolean;
  readonly yes?: boolean;
}

export function revokeCommand(context: Context): Command {
  return command('revoke', "Take somebody's access away.", [
    'meshid revoke photos family',
    'meshid revoke photos family --close     a day after its end: get the rent back',
  ])
    .argument('<resource>', 'a dataset, port, computer or group: its name or address')
    .argument('<principal>', 'as it was granted')
    .option(
      '--close',
      'close the account of a grant that ended a day ago; whoever paid its rent gets it back',
    )
    .option('--yes', 'do not ask before closing')
    .action(
      action<Options>(
        context,
        async ({ sdk, open, output, options: flow }, [name = '', who = ''], { close, yes }) => {
          const { closeGrant, resolvePrincipal, resolveResource, withdrawAccess } = await sdk();
          const meshid = await open();
          const { kind, address: resource } = await resolveResource(meshid, name, flow);
          if (close === true) {
            const { address: principal } = await resolvePrincipal(meshid, who);
            if (!(await confirm(context, `Close the account of the grant on ${name} to ${who}?`, yes))) {
              output.result(
                { resource, principal, changed: false, ...transactionFields([]) },
                'Nothing was changed.',
              );
              return;
            }
            const { transactions } = await closeGrant(meshid, { resource, principal }, flow);
            output.result(
              { resource, principal, changed: true, ...transactionFields(transactions) },
              `The grant on ${name} to ${who} is closed.`,
            );
            return;
          }
          const { grant, rotated, transactions } = await withdrawAccess(
            meshid,
            { resource, principal: who },
            flow,
          );
          output.result(
            { grant, rotated, ...transactionFields(transactions) },
            `${who} has no access to ${name} any more.${rotated || kind !== 'dataset' ? '' : ' The next "meshid dataset publish" starts a new epoch.'}`,
          );
        },
      ),
    );
}
