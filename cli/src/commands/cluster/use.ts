import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { CLUSTERS, LOCAL } from '../../places.ts';
import { readUrl } from '../../reading.ts';
import { showCluster } from './show.ts';

interface Options {
  readonly ws?: string;
  readonly index?: string;
}

const NEXT = "This computer is nobody's there yet. Now: meshid init, or meshid device request";

export function useCommand(context: Context): Command {
  return command('use', 'Look at another cluster from now on, or at this one by another endpoint.', [
    'meshid cluster use devnet',
    'meshid cluster use https://rpc.example.com --index http://127.0.0.1:8898',
    'meshid cluster use localnet',
  ])
    .argument('<cluster>', `${Object.keys(CLUSTERS).join(', ')}, or its JSON-RPC`)
    .option('--ws <url>', "the cluster's WebSocket (the port after the one of its JSON-RPC)")
    .option('--index <url>', 'its index (the one that it had here before)')
    .addHelpText(
      'after',
      "\nKeys are the same on every cluster. Person, datasets and names are each cluster's own, and are there again when it is chosen again.\nStop this computer's node first: it goes on where it was started.",
    )
    .action(
      action<Options>(context, async (running, [where = ''], { ws, index }) => {
        const { switchCluster, websocketOf } = await running.sdk();
        const rpcUrl = CLUSTERS[where] ?? readUrl(where, 'cluster', ['http:', 'https:']);
        const { isNew } = await switchCluster({
          directory: await running.homeDirectory(),
          rpcUrl,
          wsUrl: ws === undefined ? websocketOf(rpcUrl) : readUrl(ws, '--ws', ['ws:', 'wss:']),
          indexUrl: index === undefined ? undefined : readUrl(index, '--index', ['http:', 'https:']),
          defaultIndexUrl: LOCAL.indexUrl,
        });
        await showCluster(running, { isNew }, isNew ? [NEXT] : []);
      }),
    );
}
