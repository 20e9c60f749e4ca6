import {
  ComputeBudgetProgram,
  type Connection,
  PublicKey,
  type Signer,
  TransactionMessage,
  type TransactionInstruction,
  VersionedTransaction,
} from '@solana/web3.js';
import bs58 from 'bs58';
import { MeshidError } from '../errors.ts';
import { translateTransactionError } from './failures.ts';
import { DEFAULT_MAX_PRIORITY_FEE, recentPriorityFee } from './priority-fee.ts';
import { PROGRAM_ID } from './program.ts';
import { type SettlingOptions, untilSettled } from './settling.ts';

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
  /** What was paid for it, in lamports, where the RPC tells. */
  readonly fee: number | undefined;
}

export interface SendOptions extends SettlingOptions {
  /** The most to pay for priority, in micro-lamports a compute unit; 100,000 unless given. */
  readonly maxPriorityFee?: number;
}

const MOST_COMPUTE_UNITS = 1_400_000;
const COMPUTE_HEADROOM = 1.15;

/**
 * Sends instructions as one transaction and waits until it is confirmed. It is simulated first, so that nothing is paid for one that
 * can't succeed, and signed once, so that it has one effect however often it is sent.
 *
 * @param signers the first pays the fee
 * @throws MeshidError `register/refused`, `register/exists`, `chain/refused`, `chain/no-funds`, `chain/insufficient-funds`: whether a
 *   fee was paid is in their context's `executed`; `chain/expired` when it was not, and never will be, executed; `chain/unsettled` and
 *   `chain/interrupted` when it was sent and nobody knows what became of it; any other before it was sent
 */
export async function sendInstructions(
  connection: Connection,
  instructions: readonly NamedInstruction[],
  signers: readonly Signer[],
  { maxPriorityFee = DEFAULT_MAX_PRIORITY_FEE, ...settling }: SendOptions = {},
): Promise<Sent> {
  const [payer] = signers;
  if (payer === undefined)
    throw new MeshidError('input/invalid', { what: 'transaction', why: 'nobody signs it' });
  const plain = instructions.map(({ instruction }) => instruction);
  const [units, price, { blockhash, lastValidBlockHeight }] = await Promise.all([
    simulate(connection, plain, payer.publicKey),
    recentPriorityFee(connection, writtenBy(plain), maxPriorityFee),
    connection.getLatestBlockhash('confirmed'),
  ]);
  const message = new TransactionMessage({
    payerKey: payer.publicKey,
    recentBlockhash: blockhash,
    instructions: [
      ...computeBudget(Math.min(MOST_COMPUTE_UNITS, Math.ceil(units * COMPUTE_HEADROOM)), price),
      ...plain,
    ],
  });
  const transaction = new VersionedTransaction(message.compileToV0Message());
  transaction.sign(uniqueSigners(signers));
  const signature = bs58.encode(transaction.signatures[0] ?? new Uint8Array());
  const [outcome = 'expired'] = await untilSettled(
    connection,
    [{ wire: transaction.serialize(), signature, lastValidBlockHeight }],
    settling,
  );
  if (outcome === 'expired') throw new MeshidError('chain/expired', {}, { retryable: true });
  // It is confirmed, whether or not the RPC can tell more of it.
  const executed = await connection
    .getTransaction(signature, { commitment: 'confirmed', maxSupportedTransactionVersion: 0 })
    .catch(() => null);
  const fee = executed?.meta?.fee;
  if (outcome.err !== null)
    throw translateTransactionError(outcome.err, executed?.meta?.logMessages ?? [], { signature, fee });
  return {
    signature,
    slot: outcome.slot,
    // A ticket's proof is the precompile's instruction and not the program's.
    instruction: instructions
      .filter(({ instruction }) => instruction.programId.toBase58() === PROGRAM_ID)
      .map(({ name }) => name)
      .join('+'),
    computeUnits: executed?.meta?.computeUnitsConsumed ?? units,
    fee,
  };
}

/** The instructions that bound and price a transaction's compute units. */
export function computeBudget(units: number, price: number): TransactionInstruction[] {
  return [
    ComputeBudgetProgram.setComputeUnitLimit({ units }),
    ...(price > 0 ? [ComputeBudgetProgram.setComputeUnitPrice({ microLamports: price })] : []),
  ];
}

function writtenBy(instructions: readonly TransactionInstruction[]): PublicKey[] {
  return instructions.flatMap(({ keys }) =>
    keys.filter(({ isWritable }) => isWritable).map(({ pubkey }) => pubkey),
  );
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
  // A price of nothing costs nothing, and naming it takes the units that naming another does.
  const budget = [
    ...computeBudget(MOST_COMPUTE_UNITS, 0),
    ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 0 }),
  ];
  const recentBlockhash = PublicKey.default.toBase58();
  const message = new TransactionMessage({
    payerKey: payer,
    recentBlockhash,
    instructions: [...budget, ...instructions],
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
