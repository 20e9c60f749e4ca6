import type { Command } from 'commander';
import { action, command } from '../command.ts';
import type { Context } from '../context.ts';
import { LOCAL } from '../places.ts';
import { runService } from '../service.ts';

interface Options {
  readonly rpc: string;
  readonly ws: string;
  readonly port: string;
  readonly database?: string;
}

export function indexCommand(context: Context): Command {
  return command('index', 'Mirror the register into Postgres and serve it to this computer.', [
    'meshid index --database ./index',
    'DATABASE_URL=postgresql://… meshid index',
  ])
    .option('--rpc <url>', "the chain's JSON-RPC", LOCAL.rpcUrl)
    .option('--ws <url>', "the chain's WebSocket", LOCAL.wsUrl)
    .option('--port <number>', 'where to listen, on loopback; 0 for any free one', LOCAL.indexPort)
    .option(
      '--database <folder>',
      'an embedded database in this folder (DATABASE_URL for a PostgreSQL server)',
    )
    .action(
      action<Options>(context, async (running, _args, { rpc, ws, port, database }) =>
        runService(
          '@meshid/indexer',
          [
            '--rpc',
            rpc,
            '--ws',
            ws,
            '--port',
            port,
            ...(database === undefined ? [] : ['--database', database]),
          ],
          running,
        ),
      ),
    );
}
