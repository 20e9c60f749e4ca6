import type { ClusterView } from '@meshid/sdk';
import type { Running } from '../../command.ts';

/** What somebody who relies on this cluster should know, as sentences; none when all is as it should be. */
export function warningsOf(
  { program, belongsTo, genesisHash, index }: ClusterView,
  isMainnet: boolean,
): string[] {
  const { match, address, authority } = program;
  const who =
    authority === null || authority === undefined ? '' : `; whoever holds ${authority} may replace it again`;
  const programs: Readonly<Record<typeof match, string[]>> = {
    'this version': [],
    'another version': [
      `the program at ${address} is not the one that this version of meshid was built with, so it may do something else than is said here; take the version that it belongs to${who}`,
    ],
    absent: [
      `there is no program at ${address} on this cluster, so nothing of meshid works here; deploy it, or use another cluster`,
    ],
    'not a program': [
      `what stands at ${address} is not a program of the upgradeable loader, so nothing of meshid works here; use another cluster`,
    ],
  };
  return [
    ...programs[match],
    ...(belongsTo === undefined
      ? []
      : [
          `this computer's things belong to the cluster ${belongsTo}, and ${genesisHash} answers now; use its own RPC again, or begin anew there with "meshid cluster use"`,
        ]),
    ...(index === 'another cluster'
      ? ['the index mirrors another cluster or program; start one for this cluster, or name it with --index']
      : []),
    ...(isMainnet
      ? [
          'Anchor 2 is a release candidate, and this program has not been audited: keep nothing here whose loss would hurt',
        ]
      : []),
  ];
}

/** Warns people and programs alike on standard error, so that results stay what they are. */
export function warn({ context }: Running, warnings: readonly string[]): void {
  for (const warning of warnings) context.stderr.write(`meshid: warning: ${warning}\n`);
}
