import type { Recovery } from '@meshid/sdk';
import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import type { Fields } from '../../output.ts';
import { isoTime } from '../../reading.ts';
import { table } from '../../table.ts';

export function showCommand(context: Context): Command {
  return command('show', 'Who may recover your person, or another one, and what runs.', [
    'meshid recovery show',
    'meshid recovery show PERSON --json',
  ])
    .argument('[person]', "a name, a person's address or wallet")
    .action(
      action(context, async ({ sdk, open, output }, [text]) => {
        const { getPerson, recoveryInEffect } = await sdk();
        const meshid = await open();
        const person = await getPerson(meshid, text);
        const now = await meshid.chain.now();
        const set = recoveryInEffect(person, now);
        const { pendingRecovery: pending, runningRecovery: running } = person;
        const waits = pending !== undefined && now < pending.effectiveAt;
        const fields = {
          person: person.address,
          recovery: set && fieldsOf(set),
          pending: waits
            ? {
                ...(pending.recovery && fieldsOf(pending.recovery)),
                effectiveAt: isoTime(pending.effectiveAt),
              }
            : undefined,
          running: running && {
            newAuthority: running.newAuthority,
            startedAt: isoTime(running.startedAt),
            finishableAt: isoTime(running.finishableAt),
          },
        };
        const rows = [
          ['recovery', set === undefined ? 'none: set one with "meshid recovery set"' : textOf(set)],
          ...(waits
            ? [
                [
                  'from',
                  `${isoTime(pending.effectiveAt) ?? ''} on ${pending.recovery ? textOf(pending.recovery) : 'none'}`,
                ],
              ]
            : []),
          ...(running === undefined
            ? []
            : [
                ['running', `for ${running.newAuthority} since ${isoTime(running.startedAt) ?? ''}`],
                ['', `can be finished at ${isoTime(running.finishableAt) ?? ''}`],
              ]),
        ];
        output.result(fields, await table([], rows));
      }),
    );
}

function fieldsOf({ authority, delay }: Recovery): Fields {
  return { authority, delaySeconds: Number(delay) };
}

function textOf({ authority, delay }: Recovery): string {
  return `${authority}, after ${Number(delay) / 3_600} h`;
}
