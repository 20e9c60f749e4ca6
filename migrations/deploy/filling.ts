import { type Chain, computeBudget } from '@meshid/sdk';
import { type Keypair, type PublicKey, Transaction, type TransactionInstruction } from '@solana/web3.js';
import bs58 from 'bs58';
import { DeployError } from './error.ts';

/**
 * What fits into a transaction of 1,232 bytes beside one signature, four addresses, the block hash, the compute budget and a price for
 * it.
 */
const WRITE_BYTES = 960;
/** Writes that are under way at once: more would be dropped by an ordinary RPC endpoint. */
const AT_ONCE = 32;
const MOST_ROUNDS_IN_VAIN = 5;
const FEE = 5_000;

/** An account that is filled write by write. */
export interface Filling {
  readonly account: PublicKey;
  /** What it is to hold. */
  readonly bytes: Uint8Array;
  /** The compute units that a write takes at most. */
  readonly units: number;
  /** What it holds now, or nothing when it has not been made. */
  read(): Promise<Uint8Array | undefined>;
  write(offset: number, piece: Uint8Array): TransactionInstruction;
}

/** Offsets whose bytes are not yet there. */
export function missingWrites(bytes: Uint8Array, there: Uint8Array): number[] {
  const missing: number[] = [];
  for (let offset = 0; offset < bytes.length; offset += WRITE_BYTES)
    if (!pieceAt(bytes, offset).equals(pieceAt(there, offset))) missing.push(offset);
  return missing;
}

export function countWrites(bytes: Uint8Array): number {
  return Math.ceil(bytes.length / WRITE_BYTES);
}

/** Lamports for one transaction, at most. */
export function feeOf(signatures: number, units: number, priorityFee: number): number {
  return FEE * signatures + Math.ceil((units * priorityFee) / 1e6);
}

/**
 * Writes what is missing until nothing is. The same write twice changes nothing, so one that was dropped is simply sent again.
 *
 * @throws DeployError `stuck` when the cluster takes none of them for several rounds, or refuses one
 */
export async function fill(
  chain: Chain,
  payer: Keypair,
  filling: Filling,
  priorityFee: number,
  onProgress: (written: number, all: number) => void,
): Promise<void> {
  const all = countWrites(filling.bytes);
  let before = all;
  for (let inVain = 0; inVain < MOST_ROUNDS_IN_VAIN;) {
    const missing = missingWrites(filling.bytes, (await filling.read()) ?? new Uint8Array(0));
    onProgress(all - missing.length, all);
    if (missing.length === 0) return;
    inVain = missing.length < before ? 0 : inVain + 1;
    before = missing.length;
    await sendWrites(chain, payer, filling, priorityFee, missing.slice(0, AT_ONCE));
  }
  throw new DeployError(
    'stuck',
    'the cluster takes no more writes; run the same command again later, it goes on from here',
  );
}

/** Sends some writes until each is confirmed, or none can be any more. */
async function sendWrites(
  chain: Chain,
  payer: Keypair,
  filling: Filling,
  priorityFee: number,
  offsets: readonly number[],
): Promise<void> {
  const { blockhash, lastValidBlockHeight } = await chain.connection.getLatestBlockhash('confirmed');
  const settled = await chain.settle(
    offsets.map((offset) => {
      const transaction = new Transaction({ feePayer: payer.publicKey, blockhash, lastValidBlockHeight });
      transaction.add(
        ...computeBudget(filling.units, priorityFee),
        filling.write(offset, pieceAt(filling.bytes, offset)),
      );
      transaction.sign(payer);
      const signature = bs58.encode(transaction.signature ?? new Uint8Array());
      return { wire: transaction.serialize(), signature, lastValidBlockHeight };
    }),
  );
  for (const outcome of settled)
    if (outcome !== 'expired' && outcome.err !== null)
      throw new DeployError(
        'stuck',
        `the cluster refused a write: ${JSON.stringify(outcome.err)}; its fee was paid, and nothing else was changed`,
      );
}

function pieceAt(bytes: Uint8Array, offset: number): Buffer {
  return Buffer.from(bytes.subarray(offset, offset + WRITE_BYTES));
}
