import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { table } from '../../table.ts';

export function listCommand(context: Context): Command {
  return command('list', 'Every cluster that this computer was used on.', ['meshid cluster list']).action(
    action(context, async ({ sdk, output, homeDirectory }) => {
      const { listClusters, withoutSecrets } = await sdk();
      const clusters = (await listClusters(await homeDirectory())).map(({ rpcUrl, ...known }) => ({
        ...known,
        rpc: withoutSecrets(rpcUrl),
      }));
      const rows = clusters.map(({ name, genesisHash, rpc, person, isChosen }) => [
        isChosen ? '*' : '',
        ...[name ?? genesisHash ?? 'not asked yet', rpc, person ?? 'nobody yet'],
      ]);
      output.result({ clusters }, await table(['', 'cluster', 'rpc', 'person'], rows));
    }),
  );
}
