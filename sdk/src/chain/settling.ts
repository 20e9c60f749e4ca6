import { type Connection, SendTransactionError, type TransactionError } from '@solana/web3.js';
import { setTimeout as delay } from 'node:timers/promises';
import { MeshidError } from '../errors.ts';
import { withoutSecrets } from './failures.ts';

/** A signed transaction. It is signed once, so that it has one effect however often it is sent. */
export interface SignedTransaction {
  readonly wire: Uint8Array;
  /** Base58. */
  readonly signature: string;
  readonly lastValidBlockHeight: number;
}

/** Confirmed, with or without an error; or `expired`: it was not, and never will be, executed. */
export type Settled = { readonly slot: number; readonly err: TransactionError | null } | 'expired';

export interface SettlingOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds to go on asking a chain on which nothing moves, or that is away; 90,000 unless given. */
  readonly patienceMs?: number;
}

const POLL_MS = 150;
const RESEND_MS = 1_000;
const PATIENCE_MS = 90_000;
/** A minority fork is long gone by then. */
const BLOCKS_FOR_FORKS = 150;

/**
 * Sends transactions, again every second, until each is confirmed or can't be executed any more; outcomes in their order.
 *
 * What the cluster drops is sent again, what it takes is only executed once, and what an RPC fails to answer proves nothing: only the
 * chain itself says how a transaction ended.
 *
 * @param transactions at most 256
 * @throws what the RPC says when nothing reached it; MeshidError `chain/unsettled` and `chain/interrupted` after that
 */
export async function untilSettled(
  connection: Connection,
  transactions: readonly SignedTransaction[],
  { signal, patienceMs = PATIENCE_MS }: SettlingOptions = {},
): Promise<Settled[]> {
  signal?.throwIfAborted();
  const outcomes = new Map<SignedTransaction, Settled>();
  const open = (): SignedTransaction[] => transactions.filter((one) => !outcomes.has(one));
  await sendFirst(connection, transactions);
  let sentAt = performance.now();
  let movedAt = sentAt;
  let height = 0;
  for (let failure: unknown; open().length > 0;) {
    const [first] = open();
    const signature = first?.signature ?? '';
    if (signal?.aborted === true)
      throw new MeshidError('chain/interrupted', { signature }, { cause: signal.reason });
    if (performance.now() - movedAt > patienceMs) throw unsettled(connection, signature, failure);
    try {
      for (const [one, outcome] of await confirmedOf(connection, open())) outcomes.set(one, outcome);
      if (performance.now() - sentAt > RESEND_MS) {
        sentAt = performance.now();
        const tip = await tipOf(connection, open());
        if (tip.height > height) movedAt = sentAt;
        height = Math.max(height, tip.height);
        for (const one of tip.expired) outcomes.set(one, 'expired');
        if (open().some((one) => tip.height > one.lastValidBlockHeight + BLOCKS_FOR_FORKS))
          throw unsettled(connection, signature, failure);
        await Promise.allSettled(open().map(async (one) => send(connection, one)));
      }
    } catch (error) {
      if (error instanceof MeshidError) throw error;
      failure = error;
    }
    if (open().length > 0) await delay(POLL_MS);
  }
  return transactions.map((one) => outcomes.get(one) ?? 'expired');
}

async function send(connection: Connection, { wire }: SignedTransaction): Promise<string> {
  return connection.sendRawTransaction(wire, { skipPreflight: true, maxRetries: 0 });
}

/** Fails only when none can have reached the cluster: an answer that got lost proves nothing. */
async function sendFirst(connection: Connection, transactions: readonly SignedTransaction[]): Promise<void> {
  const sent = await Promise.allSettled(transactions.map(async (one) => send(connection, one)));
  const failures = sent.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  if (failures.length === transactions.length && failures.every(neverArrived)) throw failures[0];
}

function neverArrived(error: unknown): boolean {
  if (error instanceof SendTransactionError) return true;
  if (!(error instanceof Error)) return false;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return /^429 /.test(error.message) || /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)$/.test(code);
}

async function confirmedOf(
  connection: Connection,
  transactions: readonly SignedTransaction[],
): Promise<[SignedTransaction, Settled][]> {
  const { value } = await connection.getSignatureStatuses(transactions.map(({ signature }) => signature));
  return transactions.flatMap((one, index): [SignedTransaction, Settled][] => {
    const status = value[index];
    // One that is only processed may yet be forked away, and be executed with another outcome.
    const isFirm = status?.confirmationStatus === 'confirmed' || status?.confirmationStatus === 'finalized';
    return status !== null && status !== undefined && isFirm
      ? [[one, { slot: status.slot, err: status.err }]]
      : [];
  });
}

/** How far the chain is, and which transactions are in none of its blocks and can't come into one any more. */
async function tipOf(
  connection: Connection,
  transactions: readonly SignedTransaction[],
): Promise<{ height: number; expired: readonly SignedTransaction[] }> {
  const { absoluteSlot, blockHeight: height = 0 } = await connection.getEpochInfo('confirmed');
  const late = transactions.filter(({ lastValidBlockHeight }) => height > lastValidBlockHeight);
  if (late.length === 0) return { height, expired: [] };
  const { context, value } = await connection.getSignatureStatuses(
    late.map(({ signature }) => signature),
    { searchTransactionHistory: true },
  );
  // Behind one address there may be several nodes, and this one may not have seen the last block in which they could be.
  return {
    height,
    expired: context.slot < absoluteSlot ? [] : late.filter((_, index) => value[index] === null),
  };
}

function unsettled(connection: Connection, signature: string, cause: unknown): MeshidError {
  const url = withoutSecrets(connection.rpcEndpoint);
  return new MeshidError('chain/unsettled', { signature, url }, { cause });
}
