import type { HistoryGapRow, StoredEvent } from './history-rows.ts';

/** An account as the chain told of it; `data` is undefined when it doesn't exist. */
export interface Observation {
  readonly address: string;
  readonly slot: bigint;
  readonly data: Buffer | undefined;
  /**
   * For an answer to a question: the mirror's revision when it was asked. Whatever was written later at the same slot may be
   * newer than the answer. A notification has none: it may have been held up, doubled or overtaken.
   */
  readonly asOf?: bigint;
}

/** What is to be written in one transaction. Everything is optional. */
export interface Work {
  readonly observations?: readonly Observation[];
  /** A slot that the chain was heard at. */
  readonly slot?: bigint;
  readonly finalizedSlot?: bigint;
  /** Rows that a read at finalised commitment agreed with, each as of its revision. */
  readonly finalised?: readonly { readonly address: string; readonly revision: bigint }[];
  readonly history?: HistoryChange;
}

export interface HistoryChange {
  readonly events?: readonly StoredEvent[];
  /** Transactions that the chain doesn't have any more. */
  readonly dropped?: readonly string[];
  /** Transactions that it can't drop any more. */
  readonly finalised?: readonly string[];
  /** The newest finalised transaction that the history is complete up to. */
  readonly head?: string;
  readonly gapOpened?: Omit<HistoryGapRow, 'id'>;
  /** A gap moved on; one without `before` is closed. */
  readonly gapMoved?: { readonly id: bigint; readonly rest?: Omit<HistoryGapRow, 'id' | 'until'> };
}

export interface Commit {
  readonly revision: bigint;
  readonly slot: bigint;
  /** Accounts that changed. */
  readonly addresses: readonly string[];
  /** Accounts of which something contradictory was heard: they have to be read again. */
  readonly doubts: readonly string[];
  /** Accounts of which an answer was older than what is known: the chain, or the node that answered, has to catch up. */
  readonly late: readonly string[];
}
