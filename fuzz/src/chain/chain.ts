import type { Address } from './addresses.ts';
import type { Attempt } from './attempt.ts';

export interface ChainAccount {
  readonly owner: Address;
  readonly lamports: bigint;
  readonly data: Buffer;
}

export interface Outcome {
  /** The error that the program, or the runtime, gave; nothing when the chain accepted. */
  readonly error: string | undefined;
  /** How many times the program called itself, which it does for events only. */
  readonly events: number;
  /** The chain's time when it ran. */
  readonly now: bigint;
}

/** Where the register lives. */
export interface Chain {
  /** Whether its time can be moved; otherwise it runs by itself. */
  readonly movesTime: boolean;
  now(): Promise<bigint> | bigint;
  setTime(seconds: bigint): void;
  rent(bytes: number): bigint;
  fund(address: Address, lamports: bigint): Promise<void> | void;
  send(attempt: Attempt): Promise<Outcome> | Outcome;
  account(address: Address): Promise<ChainAccount | undefined> | (ChainAccount | undefined);
  /** Every account of the program. */
  register(): Promise<ReadonlyMap<Address, ChainAccount>> | ReadonlyMap<Address, ChainAccount>;
}
