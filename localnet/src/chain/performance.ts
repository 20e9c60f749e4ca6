import type { Block } from './block.ts';
import type { Commitment } from './commitment.ts';
import type { ChainObserver } from './observer.ts';

/** Seconds. */
const PERIOD = 60;
/** As many as a validator tells of. */
export const MOST_SAMPLES = 720;

export interface Sample {
  /** The last of the period. */
  readonly slot: number;
  readonly slots: number;
  readonly transactions: number;
  /** How long the period was, which the chain's blocks end where they end. */
  readonly seconds: number;
}

/** How many slots and transactions passed in each minute since this process started, of confirmed blocks: no fork takes them back. */
export class Performance implements ChainObserver {
  readonly #samples: Sample[] = [];
  #began: { readonly slot: number; readonly time: number } | undefined;
  #transactions = 0;

  blockReached({ slot, time, transactions }: Block, commitment: Commitment): void {
    if (commitment !== 'confirmed') return;
    this.#began ??= { slot: slot - 1, time };
    this.#transactions += transactions.length;
    const seconds = time - this.#began.time;
    if (seconds < PERIOD) return;
    this.#samples.unshift({
      slot,
      slots: slot - this.#began.slot,
      transactions: this.#transactions,
      seconds,
    });
    this.#samples.length = Math.min(this.#samples.length, MOST_SAMPLES);
    this.#began = { slot, time };
    this.#transactions = 0;
  }

  /** The latest first. */
  recent(most: number): readonly Sample[] {
    return this.#samples.slice(0, most);
  }
}
