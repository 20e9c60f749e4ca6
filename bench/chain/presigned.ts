import { setTimeout as delay } from 'node:timers/promises';
import { Keypair, LAMPORTS_PER_SOL, PublicKey, SystemProgram, Transaction } from '@solana/web3.js';
import bs58 from 'bs58';
import type { Endpoint } from './endpoint.ts';

/** Above what an account without data must hold. */
const LAMPORTS = 1_000_000;
const POLL_MS = 5;

export interface Presigned {
  readonly signature: string;
  /** Base64. */
  readonly wire: string;
}

interface Statuses {
  readonly value: readonly ({ readonly err: unknown; readonly confirmationStatus: string } | null)[];
}

const statuses = async (endpoint: Endpoint, signatures: readonly string[]): Promise<Statuses['value']> =>
  ((await endpoint.call('getSignatureStatuses', signatures)) as Statuses).value;

/** A new wallet with money that is confirmed. */
export async function payer(endpoint: Endpoint, sol: number): Promise<Keypair> {
  const wallet = Keypair.generate();
  const signature = await endpoint.call(
    'requestAirdrop',
    wallet.publicKey.toBase58(),
    sol * LAMPORTS_PER_SOL,
  );
  await confirmed(endpoint, String(signature));
  return wallet;
}

/** Transfers of one payer, each to an address that nobody else knows. */
export async function presign(endpoint: Endpoint, from: Keypair, count: number): Promise<Presigned[]> {
  const { value } = (await endpoint.call('getLatestBlockhash', { commitment: 'confirmed' })) as {
    readonly value: { readonly blockhash: string };
  };
  return Array.from({ length: count }, () => {
    const toPubkey = new PublicKey(crypto.getRandomValues(new Uint8Array(32)));
    const move = SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey, lamports: LAMPORTS });
    return sign(new Transaction().add(move), from, value.blockhash);
  });
}

export function sign(transaction: Transaction, by: Keypair, blockhash: string): Presigned {
  transaction.recentBlockhash = blockhash;
  transaction.sign(by);
  const { signature } = transaction;
  if (signature === null) throw new Error('it was not signed');
  return { signature: bs58.encode(signature), wire: transaction.serialize().toString('base64') };
}

export async function send(endpoint: Endpoint, { wire }: Presigned): Promise<void> {
  await endpoint.call('sendTransaction', wire, { encoding: 'base64', preflightCommitment: 'confirmed' });
}

/** Resolves when the transaction is confirmed. @throws Error when it failed */
export async function confirmed(endpoint: Endpoint, signature: string): Promise<void> {
  for (;;) {
    const [status] = await statuses(endpoint, [signature]);
    if (status?.err !== null && status?.err !== undefined) throw new Error(JSON.stringify(status.err));
    if (status?.confirmationStatus === 'confirmed' || status?.confirmationStatus === 'finalized') return;
    await delay(POLL_MS);
  }
}
