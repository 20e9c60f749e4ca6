import type { Block } from './block.ts';
import type { ChainObserver } from './observer.ts';
import type { Commitment } from './commitment.ts';
import { computeBudget } from './fees.ts';
import { isWritable, parseTransaction } from './wire.ts';

/** How many blocks a validator remembers prices of. */
const REMEMBERED = 150;

interface BlockPrices {
  readonly slot: number;
  readonly lowest: bigint;
  /** The lowest price that got a transaction writing to the account into the block. */
  readonly byAccount: ReadonlyMap<string, bigint>;
}

/** The prices, in micro-lamports for a compute unit, that transactions of recent blocks offered. */
export class PriorityFees implements ChainObserver {
  readonly #blocks: BlockPrices[] = [];

  blockReached(block: Block, commitment: Commitment): void {
    if (commitment !== 'processed') return;
    const byAccount = new Map<string, bigint>();
    let lowest: bigint | undefined;
    for (const { wire } of block.transactions) {
      const { message } = parseTransaction(wire);
      const { price } = computeBudget(message);
      if (lowest === undefined || price < lowest) lowest = price;
      message.staticKeys.forEach((key, i) => {
        const known = byAccount.get(key);
        if (isWritable(message, i, 0) && (known === undefined || price < known)) byAccount.set(key, price);
      });
    }
    this.#blocks.push({ slot: block.slot, lowest: lowest ?? 0n, byAccount });
    if (this.#blocks.length > REMEMBERED) this.#blocks.shift();
  }

  /** For each recent block, the price that would have bought a write to all of `accounts`. */
  recent(accounts: readonly string[]): { slot: number; price: bigint }[] {
    return this.#blocks.map(({ slot, lowest, byAccount }) => ({
      slot,
      price: accounts.reduce(
        (most, key) => max(most, byAccount.get(key) ?? 0n),
        accounts.length === 0 ? lowest : 0n,
      ),
    }));
  }

  forked(slot: number): void {
    while ((this.#blocks.at(-1)?.slot ?? -1) > slot) this.#blocks.pop();
  }
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
