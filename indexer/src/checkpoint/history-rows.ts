import type { Fields } from '../project/decode.ts';

/** A row of `events`. */
export interface StoredEvent {
  readonly signature: string;
  /** Counts the events of one transaction. */
  readonly index: number;
  readonly name: string;
  readonly data: Fields;
  readonly slot: bigint;
  /** 0 for the last transaction of its slot, -1 for the one before. */
  readonly position: number;
  readonly blockTime: bigint | undefined;
  readonly finalised: boolean;
}

/** A row of `history_gaps`: what lies between `until` and `before` is still to be read. */
export interface HistoryGapRow {
  readonly id: bigint;
  readonly until: string | undefined;
  readonly before: string;
  readonly beforeSlot: bigint;
  readonly beforePosition: number;
}
