import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import type { Context } from '../../context.ts';
import { transactionFields } from '../../transactions.ts';

const DEVICE = 'its name, or its key as "meshid device list" shows it';

export function suspendCommand(context: Context): Command {
  return command('suspend', "Take a computer's access away, at once.", ['meshid device suspend laptop'])
    .argument('<device>', DEVICE)
    .action(
      action(context, async ({ sdk, open, output, options: flow }, [name = '']) => {
        const { resolveDevice, suspendDevice } = await sdk();
        const meshid = await open();
        const { device, renewed, transactions } = await suspendDevice(
          meshid,
          { device: await resolveDevice(meshid, name, flow) },
          flow,
        );
        output.result(
          { device, renewed, ...transactionFields(transactions) },
          `${device} is suspended.${hint(renewed)}`,
        );
      }),
    );
}

export function revokeCommand(context: Context): Command {
  return command('revoke', 'End a computer for ever: its key is never accepted again.', [
    'meshid device revoke laptop',
    'meshid device revoke laptop --yes',
  ])
    .argument('<device>', DEVICE)
    .option('--yes', 'do not ask')
    .action(
      action<{ yes?: boolean }>(
        context,
        async ({ sdk, open, output, options: flow }, [name = ''], { yes }) => {
          const { resolveDevice, revokeDevice } = await sdk();
          const meshid = await open();
          const wanted = await resolveDevice(meshid, name, flow);
          if (!(await confirm(context, `Revoke ${wanted} for ever?`, yes))) {
            output.result({ device: wanted, revoked: false, transactions: [] }, 'Nothing was changed.');
            return;
          }
          const { device, renewed, transactions } = await revokeDevice(meshid, { device: wanted }, flow);
          output.result(
            { device, renewed, ...transactionFields(transactions) },
            `${device} is revoked.${hint(renewed)}`,
          );
        },
      ),
    );
}

function hint(renewed: boolean): string {
  return renewed
    ? ''
    : "\nThe person's next keys are due: any command that publishes or grants on an admin computer makes them.";
}
