import type { TransactionRecord } from './block.ts';
import type { TransactionError } from './transaction-error.ts';

/** Where a transaction stands, and what lists of transactions tell of it. */
export interface TransactionEntry {
  readonly signature: string;
  readonly slot: number;
  /** Its place in its block. */
  readonly index: number;
  readonly error: TransactionError | null;
  readonly memo: string | null;
}

/** Finds transactions by signature and by the accounts that they mention, in blocks and in the open block. */
export class History {
  readonly #bySignature = new Map<string, TransactionEntry>();
  readonly #byAddress = new Map<string, TransactionEntry[]>();

  add(slot: number, index: number, record: TransactionRecord): void {
    const { signature, error, memo, keys } = record;
    const entry: TransactionEntry = { signature, slot, index, error, memo };
    this.#bySignature.set(signature, entry);
    for (const address of keys) {
      const entries = this.#byAddress.get(address);
      if (entries === undefined) this.#byAddress.set(address, [entry]);
      else entries.push(entry);
    }
  }

  find(signature: string): TransactionEntry | undefined {
    return this.#bySignature.get(signature);
  }

  /** Oldest first. */
  mentioning(address: string): readonly TransactionEntry[] {
    return this.#byAddress.get(address) ?? [];
  }

  get size(): number {
    return this.#bySignature.size;
  }

  /** Forgets what a fork took back. */
  dropAfter(slot: number): void {
    for (const [signature, entry] of this.#bySignature)
      if (entry.slot > slot) this.#bySignature.delete(signature);
    for (const [address, entries] of this.#byAddress) {
      const kept = entries.findLastIndex((entry) => entry.slot <= slot) + 1;
      if (kept === 0) this.#byAddress.delete(address);
      else entries.length = kept;
    }
  }
}
