import type { Account } from '../chain/account.ts';
import type { Block } from '../chain/block.ts';
import { REMEMBERED } from '../chain/blockhashes.ts';
import { History } from '../chain/history.ts';
import type { JournalRecord } from './records.ts';

/** Which slots have a block, and where. Both lists rise together. */
export class Places {
  readonly #slots: number[] = [];
  readonly #offsets: number[] = [];

  add(slot: number, offset: number): void {
    this.#slots.push(slot);
    this.#offsets.push(offset);
  }

  find(slot: number): number | undefined {
    const i = this.#from(slot);
    return this.#slots[i] === slot ? this.#offsets[i] : undefined;
  }

  slots(first: number, last: number, limit: number): number[] {
    return this.#slots.slice(this.#from(first), Math.min(this.#from(last + 1), this.#from(first) + limit));
  }

  get first(): number {
    return this.#slots[0] ?? 0;
  }

  dropAfter(slot: number): void {
    this.#slots.length = this.#offsets.length = this.#from(slot + 1);
  }

  /** The place of the first slot that is not below `slot`. */
  #from(slot: number): number {
    let low = 0;
    let high = this.#slots.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#slots[middle] ?? 0) < slot) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export type WriteAccounts = (changes: ReadonlyMap<string, Account | undefined>) => void;

/** Puts a chain together again from what its journal tells. Accounts go straight to the engine, so none is held twice. */
export class Replay {
  readonly history = new History();
  readonly places = new Places();
  /** The newest blocks; their transactions are in the journal. */
  readonly blocks: Block[] = [];
  readonly #write: WriteAccounts;

  constructor(write: WriteAccounts) {
    this.#write = write;
  }

  apply(record: JournalRecord, offset: number): void {
    if (record.kind === 'fork') {
      this.#write(record.restored);
      this.history.dropAfter(record.slot);
      this.places.dropAfter(record.slot);
      while ((this.blocks.at(-1)?.slot ?? -1) > record.slot) this.blocks.pop();
      return;
    }
    const { block } = record;
    this.#write(block.changes);
    block.transactions.forEach((transaction, index) => this.history.add(block.slot, index, transaction));
    this.places.add(block.slot, offset);
    this.blocks.push({ ...block, transactions: [], changes: new Map() });
    if (this.blocks.length > REMEMBERED) this.blocks.shift();
  }
}
