import type { ListedGrant } from '@meshid/sdk';
import type { Command } from 'commander';
import { action, command } from '../command.ts';
import { callingNames } from '../called.ts';
import type { Context } from '../context.ts';
import { isoTime } from '../reading.ts';
import { table } from '../table.ts';

export function accessCommand(context: Context): Command {
  return command('access', 'Who may use a resource: every grant. Without one, everything that you share.', [
    'meshid access photos',
    'meshid access                           all that you own, and all that you granted',
    'meshid access photos --json',
  ])
    .argument('[resource]', 'a dataset, port, computer or group: its name or address')
    .action(
      action(context, async (running, [name]) => {
        const { open, output, options: flow } = running;
        const sdk = await running.sdk();
        const meshid = await open();
        const resource =
          name === undefined ? undefined : (await sdk.resolveResource(meshid, name, flow)).address;
        const listed =
          resource === undefined
            ? await sdk.listShared(meshid, flow)
            : [await sdk.listAccess(meshid, { resource }, flow)];
        const grants = listed.flatMap((access) => access.grants);
        const call = await callingNames(sdk, meshid);
        const heads = ['who', 'may', 'since', 'until', 'through', 'by', 'holds'];
        const rows = grants.map((grant) => [
          ...(resource === undefined ? [`${grant.resourceKind} ${call(grant.resource)}`] : []),
          ...rowOf(grant, call),
        ]);
        output.result(
          { resource, grants: grants.map(fieldsOf) },
          await table(resource === undefined ? ['what', ...heads] : heads, rows),
        );
      }),
    );
}

function fieldsOf(grant: ListedGrant): Readonly<Record<string, unknown>> {
  const { address, resource, resourceKind, principal, principalKind, permissions, standing } = grant;
  return {
    ...{ grant: address, resource, resourceKind, principal, principalKind, permissions: [...permissions] },
    since: isoTime(grant.since),
    from: isoTime(grant.notBefore),
    until: isoTime(grant.expiresAt),
    endedAt: isoTime(grant.endedAt),
    ...{ via: grant.viaProgram, granter: grant.granter, parent: grant.parent },
    effective: standing.allowed,
    ...(standing.allowed ? {} : { why: standing.reason }),
  };
}

function rowOf(grant: ListedGrant, call: (address: string) => string): string[] {
  const { principalKind, principal, permissions, viaProgram, granter, parent, standing } = grant;
  return [
    `${principalKind} ${call(principal)}`,
    [...permissions].join(', '),
    isoTime(grant.notBefore) ?? isoTime(grant.since) ?? '?',
    isoTime(grant.expiresAt) ?? 'for ever',
    viaProgram === undefined ? '' : call(viaProgram),
    `${call(granter)}${parent === undefined ? '' : ', under a grant'}`,
    standing.allowed ? 'yes' : `no: ${standing.reason}`,
  ];
}
