import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { isoTime } from '../../reading.ts';
import { table } from '../../table.ts';

export function showCommand(context: Context): Command {
  return command('show', 'What the register says of your person, or of another one.', [
    'meshid person show',
    'meshid person show family',
  ])
    .argument('[person]', "a name, a person's address or wallet")
    .action(
      action(context, async ({ sdk, open, output }, [text]) => {
        const { getPerson } = await sdk();
        const person = await getPerson(await open(), text);
        const { proposal, runningRecovery } = person;
        const fields = {
          person: person.address,
          status: person.status,
          authority: person.authority,
          founder: person.founder,
          publicName: person.publicName,
          activeDevices: person.activeDevices,
          generation: Number(person.generation),
          keyringDue: person.keyringDue,
          proposal: proposal && { authority: proposal.authority, until: isoTime(proposal.until) },
          recoveryFinishableAt: isoTime(runningRecovery?.finishableAt),
        };
        const rows = [
          ['person', `${fields.person} (${fields.status})`],
          ['authority', fields.authority],
          ['computers', `${fields.activeDevices} active`],
          ['keys', `generation ${fields.generation}${fields.keyringDue ? ', the next one is due' : ''}`],
          ...(fields.publicName === undefined ? [] : [['public name', fields.publicName]]),
          ...(fields.proposal === undefined
            ? []
            : [['proposed', `${fields.proposal.authority} until ${fields.proposal.until ?? ''}`]]),
          ...(fields.recoveryFinishableAt === undefined
            ? []
            : [['recovery', `runs, and can be finished at ${fields.recoveryFinishableAt}`]]),
        ];
        output.result(fields, await table([], rows));
      }),
    );
}
