import type { PublicKey } from '@solana/web3.js';
import type { TransactionError } from '../../../localnet/src/chain/transaction-error.ts';
import { LiteSvmRuntime } from './litesvm.ts';
import { LocalnetRuntime } from './localnet.ts';
import { SurfpoolRuntime } from './surfpool.ts';

export interface Account {
  readonly lamports: bigint;
  readonly data: Uint8Array;
  readonly owner: PublicKey;
  readonly executable: boolean;
}

/** What became of a transaction. */
export interface Ran {
  readonly error: TransactionError | null;
  /** Every instruction that another one called, by the place of its program among the transaction's accounts. */
  readonly inner: readonly { readonly programIdIndex: number; readonly data: Uint8Array }[];
  readonly computeUnits: number;
}

/** A Solana runtime with the program on it, as far as the program's tests need one. Nothing here waits: each answer is there at once. */
export interface Runtime {
  /** Seconds since 1970. They stand still while nobody moves them. */
  readonly now: bigint;
  /** What a block hash must be for `run`. */
  blockhash(): string;
  /** Some runtimes' clocks only go forward. */
  setTime(seconds: bigint): void;
  run(wire: Uint8Array): Ran;
  account(at: PublicKey): Account | undefined;
  /** Writes an account past all rules. */
  write(at: PublicKey, account: Account): void;
  /** What an account of this length must hold. */
  rent(length: number): bigint;
}

const RUNTIMES = { surfpool: SurfpoolRuntime, localnet: LocalnetRuntime };

/** LiteSVM in this process, or where `MESHID_CHAIN` says so the local chain or Surfpool, over RPC. */
export function openRuntime(): Runtime {
  const chain = process.env['MESHID_CHAIN'];
  return chain === 'surfpool' || chain === 'localnet' ? new RUNTIMES[chain]() : new LiteSvmRuntime();
}
