import type { Block } from './block.ts';

/**
 * The finalized block and those that follow it on their fork.
 *
 * Invariant: there is at least one, and the first is the finalized one.
 */
export class RecentBlocks {
  readonly #blocks: Block[];
  #confirmedSlot: number;

  /** Begins with one block, which is finalized. */
  constructor(block: Block) {
    this.#blocks = [block];
    this.#confirmedSlot = block.slot;
  }

  get finalized(): Block {
    return this.#at(0);
  }

  get confirmed(): Block {
    return this.find(this.#confirmedSlot) ?? this.finalized;
  }

  get latest(): Block {
    return this.#at(this.#blocks.length - 1);
  }

  find(slot: number): Block | undefined {
    return this.#blocks.find((block) => block.slot === slot);
  }

  /** The newest block that is not above `height`. */
  upTo(height: number): Block {
    return this.#blocks.findLast((block) => block.height <= height) ?? this.finalized;
  }

  add(block: Block): void {
    this.#blocks.push(block);
  }

  /** Confirms the blocks up to `slot`, one with each step. */
  *confirm(slot: number): Generator<Block> {
    for (const block of this.#blocks.filter((b) => b.slot > this.#confirmedSlot && b.slot <= slot)) {
      this.#confirmedSlot = block.slot;
      yield block;
    }
  }

  /** Finalizes the confirmed blocks up to `slot`, one with each step. */
  *finalize(slot: number): Generator<Block> {
    const last = Math.min(slot, this.#confirmedSlot);
    for (let next = this.#blocks[1]; next !== undefined && next.slot <= last; next = this.#blocks[1]) {
      this.#blocks.shift();
      yield next;
    }
  }

  /**
   * Takes the last `count` blocks back, oldest first.
   *
   * @throws RangeError when some of them are finalized
   */
  drop(count: number): Block[] {
    const most = this.#blocks.length - 1;
    if (count < 0 || count > most) throw new RangeError(`only ${most} blocks can be forked away`);
    const dropped = this.#blocks.splice(this.#blocks.length - count, count);
    this.#confirmedSlot = Math.min(this.#confirmedSlot, this.latest.slot);
    return dropped;
  }

  #at(index: number): Block {
    const block = this.#blocks[index];
    if (block === undefined) throw new RangeError('a chain keeps its finalized block');
    return block;
  }
}
