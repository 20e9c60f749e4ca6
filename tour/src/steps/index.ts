import { check, numberOf, textOf } from '../check.ts';
import type { World } from '../world.ts';
import type { Chain } from './chain.ts';

export interface Index {
  readonly indexUrl: string;
  /** A folder (PGlite), or the name of a PostgreSQL database without its password. */
  readonly database: string;
}

/** Starts the indexer on the chain, into PGlite unless DATABASE_URL names a server. */
export async function startIndex(world: World, chain: Chain): Promise<Index> {
  const ready = await world.processes.start(
    'index',
    ...[
      'index',
      '--rpc',
      chain.rpcUrl,
      '--ws',
      chain.wsUrl,
      '--port',
      '0',
      '--database',
      world.path('index'),
    ],
  );
  const indexUrl = textOf(ready, 'indexUrl');
  const status = (await (await fetch(`${indexUrl}/v1/status`)).json()) as Record<string, unknown>;
  check(
    status['genesisHash'] === (await chain.connection.getGenesisHash()),
    'the index should be of this chain',
  );
  check(status['programId'] === chain.programId.toBase58(), 'the index should be of this program');
  check(numberOf(status, 'slot') > 0, 'the index should have reached a slot');
  return { indexUrl, database: textOf(ready, 'database') };
}
