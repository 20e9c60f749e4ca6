import type { Block } from './block.ts';
import type { Account } from './account.ts';

/** Keeps closed blocks and finds them again. */
export interface BlockStore {
  put(block: Block): void;
  /** Takes back all blocks after `slot`; `restored` is what that did to accounts. */
  drop(slot: number, restored: ReadonlyMap<string, Account | undefined>): void;
  get(slot: number): Block | undefined;
  /** The slots from `first` to `last`, inclusive, that have a block; at most `limit`. */
  slots(first: number, last: number, limit: number): number[];
  readonly firstSlot: number;
  /** Resolves when all that was put is safe from a crash of this process and of the machine. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Blocks of a chain without a ledger folder: they end with the process. */
export class MemoryBlockStore implements BlockStore {
  readonly firstSlot = 0;
  readonly #blocks: (Block | undefined)[] = [];

  put(block: Block): void {
    this.#blocks[block.slot] = block;
  }

  drop(slot: number): void {
    this.#blocks.length = Math.min(this.#blocks.length, slot + 1);
  }

  get(slot: number): Block | undefined {
    return this.#blocks[slot];
  }

  slots(first: number, last: number, limit: number): number[] {
    const found: number[] = [];
    for (let slot = first; slot <= Math.min(last, this.#blocks.length - 1) && found.length < limit; slot++)
      if (this.#blocks[slot] !== undefined) found.push(slot);
    return found;
  }

  async flush(): Promise<void> {}
  async close(): Promise<void> {}
}
