import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { readWhole } from '../../reading.ts';
import { transactionFields } from '../../transactions.ts';

interface Options {
  readonly name?: string;
  readonly device?: string;
  readonly protocol?: string;
}

export function shareCommand(context: Context): Command {
  return command('share', 'Offer an application port of a computer to those to whom you grant it.', [
    'meshid port share 8080 --name web',
    'meshid port share 22 --name nas-ssh --device nas --protocol ssh',
  ])
    .argument('<number>', '1 to 65535')
    .option('--name <label>', 'what you call it, sealed on chain (the number)')
    .option('--device <device>', 'which of your computers offers it (this one)')
    .option('--protocol <name>', "the application's, up to 16 bytes, public")
    .action(
      action<Options>(
        context,
        async ({ sdk, open, output, options: flow }, [text = ''], { name, device, protocol }) => {
          const { resolveDevice, sharePort } = await sdk();
          const number = readWhole(text, 'port', { least: 1, most: 65_535 });
          const meshid = await open();
          const label = name ?? String(number);
          const { port, transactions } = await sharePort(
            meshid,
            {
              device: device === undefined ? undefined : await resolveDevice(meshid, device, flow),
              number,
              protocol,
              label,
            },
            flow,
          );
          output.result({ port, label, number, ...transactionFields(transactions) }, `${label} is ${port}.`);
        },
      ),
    );
}
