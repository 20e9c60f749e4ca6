import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import { callingNames } from '../../called.ts';
import type { Context } from '../../context.ts';
import { isoTime } from '../../reading.ts';
import { table } from '../../table.ts';

export function showCommand(context: Context): Command {
  return command('show', 'Who is in a group, as what, until when, or why not any more.', [
    'meshid group show family',
  ])
    .argument('<group>', 'its name or address')
    .action(
      action(context, async (running, [name = '']) => {
        const { open, output, options: flow } = running;
        const sdk = await running.sdk();
        const meshid = await open();
        const group = await sdk.resolveGroup(meshid, name, flow);
        const { members, generation, ...rest } = await sdk.getGroup(meshid, { group }, flow);
        const call = await callingNames(sdk, meshid);
        const rows = members.map(({ principalKind, principal, role, expiresAt, granter, why }) => [
          ...[`${principalKind} ${call(principal)}`, role, isoTime(expiresAt) ?? 'for ever', call(granter)],
          why === undefined ? 'yes' : `no: ${why}`,
        ]);
        const listed = members.map(
          ({ address, principalKind, principal, role, expiresAt, granter, why }) => ({
            ...{ membership: address, principal, principalKind, role, until: isoTime(expiresAt), granter },
            active: why === undefined,
            why,
          }),
        );
        const due = rest.keyringDue ? ', the next keys are due ("meshid group rotate")' : '';
        output.result(
          { ...rest, generation: Number(generation), members: listed },
          [
            `${rest.label ?? name} is ${group}, of ${call(rest.owner)}, ${rest.status}, generation ${generation}${due}.`,
            await table(['member', 'role', 'until', 'added by', 'in it'], rows),
          ].join('\n'),
        );
      }),
    );
}
