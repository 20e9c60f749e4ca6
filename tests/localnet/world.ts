import { startLocalnet, type Localnet, type LocalnetOptions } from '@meshid/localnet';
import {
  Keypair,
  LAMPORTS_PER_SOL,
  Transaction,
  type Commitment,
  type Connection,
  type TransactionInstruction,
} from '@solana/web3.js';
import { ClosingConnection } from '../fixtures/connection.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { until } from '../fixtures/until.ts';

export { ClosingConnection, temporaryFolder, until };

/** A chain with short slots, so that nothing waits for long. */
export function startChain(options: LocalnetOptions = {}): Promise<Localnet> {
  return startLocalnet({ slotMs: 20, meshid: false, ...options });
}

export function connect(chain: Localnet, commitment: Commitment = 'confirmed'): ClosingConnection {
  return new ClosingConnection(chain.rpcUrl, { commitment, wsEndpoint: chain.wsUrl });
}

/** A new wallet that can pay. */
export async function fundedWallet(connection: Connection, sol = 10): Promise<Keypair> {
  const wallet = Keypair.generate();
  const signature = await connection.requestAirdrop(wallet.publicKey, sol * LAMPORTS_PER_SOL);
  await until(async () => (await connection.getBalance(wallet.publicKey)) > 0, `airdrop ${signature}`);
  return wallet;
}

/** Sends a legacy transaction, whose first signer pays, without waiting for it. */
export async function send(
  connection: Connection,
  instructions: readonly TransactionInstruction[],
  signers: readonly [Keypair, ...Keypair[]],
): Promise<string> {
  const transaction = new Transaction({
    ...(await connection.getLatestBlockhash()),
    feePayer: signers[0].publicKey,
  }).add(...instructions);
  transaction.sign(...signers);
  return await connection.sendRawTransaction(transaction.serialize());
}

export interface RpcReply {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
  readonly id?: unknown;
}

/** Posts a body as it is and reads the answer. */
export async function post(url: string, body: string): Promise<{ status: number; text: string }> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  return { status: response.status, text: await response.text() };
}

export async function rpc(url: string, method: string, ...params: unknown[]): Promise<RpcReply> {
  const { text } = await post(url, JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
  return JSON.parse(text) as RpcReply;
}
