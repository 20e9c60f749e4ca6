import { Connection, PublicKey } from '@solana/web3.js';
import { check, textOf } from '../check.ts';
import type { World } from '../world.ts';

const SPL_TOKEN = new PublicKey('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA');

export interface Chain {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly programId: PublicKey;
  readonly connection: Connection;
}

/** Starts the local chain and sees that the program and SPL Token are on it. */
export async function startChain(world: World): Promise<Chain> {
  const ready = await world.processes.start(
    'localnet',
    'localnet',
    '--port',
    '0',
    '--ledger',
    world.path('ledger'),
    '--faults',
  );
  const rpcUrl = textOf(ready, 'rpcUrl');
  const wsUrl = textOf(ready, 'wsUrl');
  const connection = new Connection(rpcUrl, { commitment: 'confirmed', wsEndpoint: wsUrl });
  const programId = new PublicKey(textOf(ready, 'programId'));
  const [program, token] = await connection.getMultipleAccountsInfo([programId, SPL_TOKEN]);
  check(program?.executable === true, `the program ${programId.toBase58()} should be on the chain`);
  check(token?.executable === true, 'SPL Token should be on the chain');
  return { rpcUrl, wsUrl, programId, connection };
}
