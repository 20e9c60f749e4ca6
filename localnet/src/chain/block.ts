import type { Account } from './account.ts';
import type { InnerInstruction } from './svm.ts';
import type { TransactionError } from './transaction-error.ts';

export interface TokenBalance {
  readonly accountIndex: number;
  readonly mint: string;
  readonly owner: string;
  readonly programId: string;
  readonly amount: bigint;
  readonly decimals: number;
}

/** A transaction that a block includes, whether it succeeded or failed after paying its fee. */
export interface TransactionRecord {
  readonly signature: string;
  readonly wire: Uint8Array;
  readonly error: TransactionError | null;
  readonly fee: bigint;
  /** By account: static keys, then those loaded from tables. */
  readonly preBalances: readonly bigint[];
  readonly postBalances: readonly bigint[];
  readonly preTokenBalances: readonly TokenBalance[];
  readonly postTokenBalances: readonly TokenBalance[];
  readonly logs: readonly string[];
  readonly innerInstructions: readonly (readonly InnerInstruction[])[];
  readonly computeUnits: number;
  readonly returnData: { readonly programId: string; readonly data: Uint8Array } | null;
  readonly loaded: LoadedAddresses;
  /** All accounts that it mentions: the message's own, then the loaded ones. */
  readonly keys: readonly string[];
  /** Its memos as lists of signatures show them. */
  readonly memo: string | null;
}

export interface LoadedAddresses {
  readonly writable: readonly string[];
  readonly readonly: readonly string[];
}

export interface Block {
  readonly slot: number;
  readonly parentSlot: number;
  /** How many blocks stand before this one on its fork. Slots that were skipped don't count. */
  readonly height: number;
  readonly hash: string;
  readonly parentHash: string;
  /** Seconds since 1970. */
  readonly time: number;
  readonly transactions: readonly TransactionRecord[];
  /** Each account that the block changed, as the block left it; `undefined` where it was closed. */
  readonly changes: ReadonlyMap<string, Account | undefined>;
}
