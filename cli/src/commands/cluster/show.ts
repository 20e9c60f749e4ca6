import type { ClusterView } from '@meshid/sdk';
import type { Command } from 'commander';
import { action, command, type Running } from '../../command.ts';
import type { Context } from '../../context.ts';
import { table } from '../../table.ts';
import { warn, warningsOf } from './warnings.ts';

export function showCommand(context: Context): Command {
  return command('show', 'Which cluster it is, and whether its program is the one of this version.', [
    'meshid cluster',
    'meshid cluster show --json',
  ]).action(action(context, async (running) => showCluster(running)));
}

/** Shows the cluster of this home as it is now, with its warnings. */
export async function showCluster(
  running: Running,
  more: Readonly<Record<string, unknown>> = {},
  lines: readonly string[] = [],
): Promise<void> {
  const { sdk, open, output, options: flow } = running;
  const { getCluster, isMainnet, withoutSecrets } = await sdk();
  const meshid = await open();
  const view = await getCluster(meshid, flow);
  const warnings = warningsOf(view, isMainnet(view.genesisHash));
  const { rpcUrl, wsUrl } = meshid.chain;
  const places = {
    rpc: withoutSecrets(rpcUrl),
    ws: withoutSecrets(wsUrl),
    index: withoutSecrets(meshid.index.url),
  };
  warn(running, warnings);
  output.result(
    { ...view, ...places, indexMirrors: view.index, authority: view.program.authority, warnings, ...more },
    [await table([], rowsOf(view, places)), ...lines].join('\n'),
  );
}

function rowsOf(
  { name, genesisHash, solana, slot, program, index, person }: ClusterView,
  places: { readonly rpc: string; readonly index: string },
): string[][] {
  return [
    ['cluster', name === undefined ? genesisHash : `${name} (${genesisHash})`],
    ['rpc', `${places.rpc}, at slot ${slot}${solana === undefined ? '' : `, Solana ${solana}`}`],
    ['index', `${places.index}, ${index === 'away' ? 'which does not answer' : `of ${index}`}`],
    ['program', `${program.address}, ${program.match}`],
    ...(program.authority === undefined
      ? []
      : [['upgrades', program.authority === null ? 'by nobody, ever' : `by ${program.authority}`]]),
    ['person', person ?? 'none here yet'],
  ];
}
