import { PROGRAM_ID } from '@meshid/sdk';
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

/**
 * Starts the local chain and sees that the program and SPL Token are on it. Tests give another chain by its addresses, which has to
 * take the local chain's fault switch too.
 */
export async function startChain(world: World): Promise<Chain> {
  const { rpcUrl, wsUrl } = givenChain() ?? (await startLocalChain(world));
  const connection = new Connection(rpcUrl, { commitment: 'confirmed', wsEndpoint: wsUrl });
  const programId = new PublicKey(PROGRAM_ID);
  const [program, token] = await connection.getMultipleAccountsInfo([programId, SPL_TOKEN]);
  check(program?.executable === true, `the program ${programId.toBase58()} should be on the chain`);
  check(token?.executable === true, 'SPL Token should be on the chain');
  return { rpcUrl, wsUrl, programId, connection };
}

type Urls = Pick<Chain, 'rpcUrl' | 'wsUrl'>;

function givenChain(): Urls | undefined {
  const { MESHID_RPC_URL: rpcUrl, MESHID_WS_URL: wsUrl } = process.env;
  return rpcUrl === undefined || wsUrl === undefined ? undefined : { rpcUrl, wsUrl };
}

async function startLocalChain(world: World): Promise<Urls> {
  const command = ['localnet', '--port', '0', '--ledger', world.path('ledger'), '--faults'];
  const ready = await world.processes.start('localnet', ...command);
  return { rpcUrl: textOf(ready, 'rpcUrl'), wsUrl: textOf(ready, 'wsUrl') };
}
