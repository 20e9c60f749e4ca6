import { setTimeout as delay } from 'node:timers/promises';
import { createDeviceKey, type DeviceKey, signAsDevice } from '@meshid/sdk';
import { LAMPORTS_PER_SOL, PublicKey, SystemProgram, Transaction } from '@solana/web3.js';
import bs58 from 'bs58';
import type { Endpoint } from './endpoint.ts';

/** Above what an account without data must hold. */
const LAMPORTS = 1_000_000;
const POLL_MS = 5;
/** The most that a validator tells of at once. */
const PER_CALL = 256;

export interface Presigned {
  readonly signature: string;
  /** Base64. */
  readonly wire: string;
}

interface Statuses {
  readonly value: readonly ({ readonly err: unknown; readonly confirmationStatus: string } | null)[];
}

/** A new wallet with money that is confirmed. */
export async function payer(endpoint: Endpoint, sol: number): Promise<DeviceKey> {
  const wallet = createDeviceKey();
  const signature = await endpoint.call('requestAirdrop', wallet.id, sol * LAMPORTS_PER_SOL);
  await confirmed(endpoint, [String(signature)]);
  return wallet;
}

/** Transfers of one payer, each to an address that nobody else knows. */
export async function presign(endpoint: Endpoint, from: DeviceKey, count: number): Promise<Presigned[]> {
  const { value } = (await endpoint.call('getLatestBlockhash', { commitment: 'confirmed' })) as {
    readonly value: { readonly blockhash: string };
  };
  return Array.from({ length: count }, () => {
    const toPubkey = new PublicKey(crypto.getRandomValues(new Uint8Array(32)));
    const fromPubkey = new PublicKey(from.publicKey);
    const move = SystemProgram.transfer({ fromPubkey, toPubkey, lamports: LAMPORTS });
    return sign(new Transaction().add(move), from, value.blockhash);
  });
}

/** By Node's own ed25519: web3.js takes milliseconds for one, and checks it again. */
export function sign(transaction: Transaction, by: DeviceKey, blockhash: string): Presigned {
  const key = new PublicKey(by.publicKey);
  transaction.recentBlockhash = blockhash;
  transaction.feePayer = key;
  const signature = Buffer.from(signAsDevice(by, transaction.serializeMessage()));
  transaction.addSignature(key, signature);
  const wire = transaction.serialize({ verifySignatures: false }).toString('base64');
  return { signature: bs58.encode(signature), wire };
}

export async function send(endpoint: Endpoint, { wire }: Presigned): Promise<void> {
  await endpoint.call('sendTransaction', wire, { encoding: 'base64', preflightCommitment: 'confirmed' });
}

/** Resolves when all of them are confirmed. @throws Error when one failed */
export async function confirmed(endpoint: Endpoint, signatures: readonly string[]): Promise<void> {
  for (let from = 0; from < signatures.length; from += PER_CALL) {
    const part = signatures.slice(from, from + PER_CALL);
    while (!(await areConfirmed(endpoint, part))) await delay(POLL_MS);
  }
}

async function areConfirmed(endpoint: Endpoint, signatures: readonly string[]): Promise<boolean> {
  const { value } = (await endpoint.call('getSignatureStatuses', signatures)) as Statuses;
  return value.every((status) => {
    if (status !== null && status.err !== null) throw new Error(JSON.stringify(status.err));
    return status?.confirmationStatus === 'confirmed' || status?.confirmationStatus === 'finalized';
  });
}
