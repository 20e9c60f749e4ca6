import { performance } from 'node:perf_hooks';
import type { Chain } from './chain/chain.ts';

/** Ends a block every `slotMs`, stores it, and settles what is stored. */
export class Producer {
  readonly #chain: Chain;
  readonly #slotMs: number;
  readonly #fail: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #due = 0;
  #storing: Promise<void> = Promise.resolve();

  /** `fail` hears of a disk that can't be written: a chain that can't keep what it confirms has to end. */
  constructor(chain: Chain, slotMs: number, fail: (error: unknown) => void) {
    this.#chain = chain;
    this.#slotMs = slotMs;
    this.#fail = fail;
  }

  start(): void {
    this.#due = performance.now() + this.#slotMs;
    this.#schedule();
  }

  /** Ends the open block now; resolves when it is stored and settled. */
  produce(skip = 0): Promise<void> {
    const { slot } = this.#chain.close(skip);
    // One after the other: blocks become confirmed in their order.
    this.#storing = this.#storing.then(() => this.#chain.blocks.flush()).then(() => this.#chain.settle(slot));
    return this.#storing;
  }

  /** Resolves when all blocks that were ended are stored and settled. */
  settled(): Promise<void> {
    return this.#storing;
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#storing;
  }

  #schedule(): void {
    const wait = Math.max(0, this.#due - performance.now());
    this.#timer = setTimeout(() => {
      // A process that was stopped for long goes on from now; it doesn't make up for the slots it missed.
      this.#due = Math.max(this.#due + this.#slotMs, performance.now());
      try {
        this.produce().catch(this.#fail);
        this.#schedule();
      } catch (error) {
        this.#fail(error);
      }
    }, wait);
  }
}
