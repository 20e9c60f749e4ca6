import type { Block } from './block.ts';
import type { Commitment } from './commitment.ts';

/** Hears of what happens to a chain, while it happens. */
export interface ChainObserver {
  slotOpened?(slot: number, parent: number, root: number): void;
  /** Each block reaches each commitment once, in order. */
  blockReached(block: Block, commitment: Commitment): void;
  /** All blocks after `slot` are gone. */
  forked?(slot: number): void;
}
