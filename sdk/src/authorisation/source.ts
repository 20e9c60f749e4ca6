import type { Address, GroupId } from '../identifiers.ts';

/** Accounts as they were together. */
export interface Snapshot {
  readonly slot: bigint;
  /** When they were last known to agree with the chain, on `performance.now()`'s clock. */
  readonly readAt: number;
  readonly accounts: ReadonlyMap<Address, Uint8Array | undefined>;
}

export interface SourceReadOptions {
  /** As new as this at least. */
  readonly minSlot?: bigint;
  readonly signal?: AbortSignal;
}

/** Where the register is read: the chain itself, or one's own mirror of it. */
export interface RegisterSource {
  readonly name: 'chain' | 'mirror';
  /** @throws MeshidError `chain/away`, `index/away` and others */
  read(addresses: readonly Address[], options?: SourceReadOptions): Promise<Snapshot>;
  /**
   * Groups that hold, or held, a grant on a resource. Only a hint of what to read: it may miss the newest, and says nothing of what holds.
   *
   * @throws as `read` does
   */
  grantedGroups(resource: Address, options?: Pick<SourceReadOptions, 'signal'>): Promise<readonly GroupId[]>;
  /** Calls back when one of them may have changed; it may miss changes and call without one. Ends with the signal. */
  watch(addresses: readonly Address[], onChange: () => void, options: { signal: AbortSignal }): void;
  /** The cluster's time, Unix seconds. */
  now?(): Promise<bigint>;
  /** Ends every watch. */
  close(): Promise<void>;
}
