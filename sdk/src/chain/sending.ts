import {
  ComputeBudgetProgram,
  type Connection,
  PublicKey,
  type Signer,
  TransactionMessage,
  type TransactionInstruction,
  VersionedTransaction,
} from '@solana/web3.js';
import { setTimeout as delay } from 'node:timers/promises';
import { MeshidError } from '../errors.ts';
import { translateTransactionError } from './failures.ts';
import { PROGRAM_ID } from './program.ts';

/** An instruction with its name on chain, for whoever reads what was sent. */
export interface NamedInstruction {
  readonly name: string;
  readonly instruction: TransactionInstruction;
}

export interface Sent {
  readonly signature: string;
  readonly slot: number;
  /** The program's instructions, in order, joined by a plus. */
  readonly instruction: string;
  /** Of the whole transaction, as it was executed. */
  readonly computeUnits: number;
}

export interface SendOptions {
  readonly signal?: AbortSignal;
  /** The most to pay for priority, in micro-lamports a compute unit; 100,000 unless given. */
  readonly maxPriorityFee?: number;
}

const POLL_MS = 150;
const RESEND_MS = 2_000;
const MOST_COMPUTE_UNITS = 1_400_000;
const COMPUTE_HEADROOM = 1.15;
const DEFAULT_MAX_PRIORITY_FEE = 100_000;

/**
 * Sends instructions as one transaction and waits until it is confirmed. It is signed once, so sending it again has no second effect.
 *
 * @param signers the first pays the fee
 * @throws MeshidError `register/refused`, `chain/refused`, `chain/no-funds`; `chain/expired` when the block hash expired first: then
 *   it was not, and never will be, executed
 */
export async function sendInstructions(
  connection: Connection,
  instructions: readonly NamedInstruction[],
  signers: readonly Signer[],
  options: SendOptions = {},
): Promise<Sent> {
  const [payer] = signers;
  if (payer === undefined)
    throw new MeshidError('input/invalid', { what: 'transaction', why: 'nobody signs it' });
  const plain = instructions.map(({ instruction }) => instruction);
  const [units, price, { blockhash, lastValidBlockHeight }] = await Promise.all([
    simulate(connection, plain, payer.publicKey),
    priorityFee(connection, plain, options.maxPriorityFee ?? DEFAULT_MAX_PRIORITY_FEE),
    connection.getLatestBlockhash('confirmed'),
  ]);
  const budget = [
    ComputeBudgetProgram.setComputeUnitLimit({
      units: Math.min(MOST_COMPUTE_UNITS, Math.ceil(units * COMPUTE_HEADROOM)),
    }),
    ...(price > 0 ? [ComputeBudgetProgram.setComputeUnitPrice({ microLamports: price })] : []),
  ];
  const message = new TransactionMessage({
    payerKey: payer.publicKey,
    recentBlockhash: blockhash,
    instructions: [...budget, ...plain],
  });
  const transaction = new VersionedTransaction(message.compileToV0Message());
  transaction.sign(uniqueSigners(signers));
  const { signature, slot } = await untilConfirmed(
    connection,
    transaction.serialize(),
    lastValidBlockHeight,
    options.signal,
  );
  const executed = await connection.getTransaction(signature, {
    commitment: 'confirmed',
    maxSupportedTransactionVersion: 0,
  });
  return {
    signature,
    slot,
    // A ticket's proof is the precompile's instruction and not the program's.
    instruction: instructions
      .filter(({ instruction }) => instruction.programId.toBase58() === PROGRAM_ID)
      .map(({ name }) => name)
      .join('+'),
    computeUnits: executed?.meta?.computeUnitsConsumed ?? units,
  };
}

function uniqueSigners(signers: readonly Signer[]): Signer[] {
  return [...new Map(signers.map((signer) => [signer.publicKey.toBase58(), signer])).values()];
}

/** Compute units that it would take; throws what it would fail with, so that nothing is paid for a transaction that can't succeed. */
async function simulate(
  connection: Connection,
  instructions: TransactionInstruction[],
  payer: PublicKey,
): Promise<number> {
  const limit = ComputeBudgetProgram.setComputeUnitLimit({ units: MOST_COMPUTE_UNITS });
  const recentBlockhash = PublicKey.default.toBase58();
  const message = new TransactionMessage({
    payerKey: payer,
    recentBlockhash,
    instructions: [limit, ...instructions],
  });
  const { value } = await connection.simulateTransaction(
    new VersionedTransaction(message.compileToV0Message()),
    {
      replaceRecentBlockhash: true,
      sigVerify: false,
      commitment: 'confirmed',
    },
  );
  if (value.err !== null) throw translateTransactionError(value.err, value.logs ?? []);
  return value.unitsConsumed ?? MOST_COMPUTE_UNITS;
}

/** The third quartile of what was paid lately for the accounts that are written, at most the ceiling. */
async function priorityFee(
  connection: Connection,
  instructions: readonly TransactionInstruction[],
  ceiling: number,
): Promise<number> {
  const written = instructions.flatMap(({ keys }) =>
    keys.filter(({ isWritable }) => isWritable).map(({ pubkey }) => pubkey),
  );
  const recent = await connection
    .getRecentPrioritizationFees({ lockedWritableAccounts: written.slice(0, 128) })
    .catch(() => []);
  const fees = recent.map(({ prioritizationFee }) => prioritizationFee).sort((a, b) => a - b);
  return Math.min(ceiling, fees[Math.floor(fees.length * 0.75)] ?? 0);
}

async function untilConfirmed(
  connection: Connection,
  wire: Uint8Array,
  lastValidBlockHeight: number,
  signal: AbortSignal | undefined,
): Promise<{ signature: string; slot: number }> {
  const send = async (): Promise<string> =>
    connection.sendRawTransaction(wire, { skipPreflight: true, maxRetries: 0 });
  const signature = await send();
  let sentAt = performance.now();
  for (;;) {
    signal?.throwIfAborted();
    const { value: status } = await connection.getSignatureStatus(signature);
    if (status?.err) throw translateTransactionError(status.err, []);
    if (status?.confirmationStatus === 'confirmed' || status?.confirmationStatus === 'finalized')
      return { signature, slot: status.slot };
    if (performance.now() - sentAt > RESEND_MS) {
      sentAt = performance.now();
      if ((await connection.getBlockHeight('confirmed')) > lastValidBlockHeight)
        throw await expired(connection, signature);
      await send().catch(() => undefined);
    }
    await delay(POLL_MS, undefined, signal === undefined ? {} : { signal });
  }
}

/** Looks one last time: the transaction may have been executed just before its block hash expired. */
async function expired(connection: Connection, signature: string): Promise<unknown> {
  const { value: status } = await connection.getSignatureStatus(signature, {
    searchTransactionHistory: true,
  });
  if (status === null) return new MeshidError('chain/expired', {}, { retryable: true });
  return status.err === null
    ? new MeshidError('chain/unconfirmed', { signature }, { retryable: true })
    : translateTransactionError(status.err, []);
}
