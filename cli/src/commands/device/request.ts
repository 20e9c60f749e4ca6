import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { readDuration } from '../../reading.ts';

interface Options {
  readonly person: string;
  readonly expires: string;
  readonly wait?: boolean;
}

export function requestCommand(context: Context): Command {
  return command('request', "Print a ticket by which this computer asks to become a person's.", [
    'meshid device request --person PERSON --wait',
    'meshid device request --person PERSON --expires 15m',
  ])
    .requiredOption('--person <person>', "the person's address, or its name here")
    .option('--expires <duration>', 'how long the ticket holds, at most 7d', '1h')
    .option('--wait', "until it is approved and the person's keys are here")
    .action(
      action<Options>(
        context,
        async ({ sdk, open, output, options: flow }, _args, { person, expires, wait }) => {
          const { awaitEnrolment, parsePersonId, requestEnrolment } = await sdk();
          const expiresAt = new Date(Date.now() + readDuration(expires, '--expires') * 1000);
          const meshid = await open();
          const wanted = parsePersonId(await meshid.home.names.resolve(person));
          const {
            ticket,
            device,
            expiresAt: ends,
          } = await requestEnrolment(meshid, { person: wanted, expiresAt });
          output.result(
            { ticket, device, expiresAt: ends.toISOString() },
            `${ticket}\n\nApprove it where the wallet is, before ${ends.toISOString()}:\n  meshid device approve TICKET`,
          );
          if (wait !== true) return;
          const enrolled = await awaitEnrolment(meshid, { person: wanted }, flow);
          output.result(
            { enrolled: true, person: enrolled.person, device },
            `This computer is ${enrolled.person}'s now.`,
          );
        },
      ),
    );
}
