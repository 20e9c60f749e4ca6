import type { HistoryGapRow, StoredEvent } from '../checkpoint/history-rows.ts';
import type { HistoryChange } from '../checkpoint/work.ts';
import type { Database } from '../database/open.ts';
import type { Decoder } from '../project/decode.ts';
import { eventsIn } from '../project/transaction.ts';
import type { ChainReads, ListedTransaction } from './chain-reads.ts';

/** As many as getSignaturesForAddress gives. */
export const PAGE = 1_000;
const FETCHES_AT_ONCE = 8;
const STATUSES_PER_CALL = 256;
/** An unfinalised tail longer than this is listed in pieces until its end. */
const TAIL_PAGES = 50;

interface Placed extends ListedTransaction {
  readonly position: number;
}

/**
 * Reads the history: each transaction that mentions the program, and the events in it. The newest finalised transaction is
 * the one boundary between what is there and what is new; whatever doesn't fit a page between them is a gap, kept in the database
 * and closed page by page, so that nothing is skipped and a restart goes on where it stopped.
 */
export class History {
  readonly #database: Database;
  readonly #reads: ChainReads;
  readonly #decoder: Decoder;
  /** Transactions above the head that were read, with the slot that they were in then. */
  readonly #read = new Map<string, bigint>();

  constructor(database: Database, reads: ChainReads, decoder: Decoder) {
    this.#database = database;
    this.#reads = reads;
    this.#decoder = decoder;
  }

  /** What is new above the head. Collecting the same twice is harmless. */
  async collect(signal: AbortSignal): Promise<HistoryChange> {
    const { prisma } = this.#database;
    const cursor = await prisma.cursor.findUniqueOrThrow({ where: { id: 1 } });
    const head = cursor.historyHead ?? undefined;
    const { listed, gap } = await this.#tail(head, signal);
    const fresh = listed.filter(
      ({ signature, slot, failed }) => !failed && this.#read.get(signature) !== slot,
    );
    const { events, missing } = await this.#events(fresh, signal);
    const unfinished = listed.findLastIndex(({ signature }) => missing.has(signature));
    const next = listed.slice(unfinished + 1).find(({ finalised }) => finalised)?.signature;
    return {
      events,
      ...(next !== undefined && { head: next }),
      // Without a head above it, the gap would be opened again.
      ...(gap !== undefined && next !== undefined && { gapOpened: { ...gap, until: head } }),
      ...(await this.#settled(cursor.finalizedSlot, listed, signal)),
    };
  }

  /** Remembers what was committed, so that it isn't read again. */
  applied({ events = [], dropped = [], head }: HistoryChange): void {
    for (const { signature, slot } of events) this.#read.set(signature, slot);
    for (const signature of dropped) this.#read.delete(signature);
    if (head !== undefined && this.#read.size > 10 * PAGE) this.#read.clear();
  }

  /** The next page of the newest gap; undefined when there is none. */
  async fillGap(signal: AbortSignal): Promise<HistoryChange | undefined> {
    const gap = await this.#database.prisma.historyGap.findFirst({ orderBy: { id: 'desc' } });
    if (gap === null) return undefined;
    const until = gap.until ?? undefined;
    const page = await this.#reads.transactions({ until, before: gap.before, limit: PAGE, signal });
    const listed = place(page, { slot: gap.beforeSlot, position: gap.beforePosition });
    const { events, missing } = await this.#events(
      listed.filter(({ failed }) => !failed),
      signal,
    );
    if (missing.size > 0) throw new Error(`${missing.size} listed transactions can't be read yet`);
    const last = listed.at(-1);
    const rest =
      page.length < PAGE || last === undefined
        ? undefined
        : { before: last.signature, beforeSlot: last.slot, beforePosition: last.position };
    return { events, gapMoved: { id: gap.id, ...(rest !== undefined && { rest }) } };
  }

  /** Everything above the head, newest first; or down to a finalised transaction below which there is a gap. */
  async #tail(
    head: string | undefined,
    signal: AbortSignal,
  ): Promise<{ listed: Placed[]; gap?: Omit<HistoryGapRow, 'id' | 'until'> }> {
    const listed: Placed[] = [];
    for (let page = 0; page < TAIL_PAGES; page++) {
      const last = listed.at(-1);
      const next = await this.#reads.transactions({
        until: head,
        before: last?.signature,
        limit: PAGE,
        signal,
      });
      listed.push(...place(next, last));
      if (next.length < PAGE) break;
      const bottom = listed.at(-1);
      if (bottom?.finalised === true)
        return {
          listed,
          gap: { before: bottom.signature, beforeSlot: bottom.slot, beforePosition: bottom.position },
        };
    }
    return { listed };
  }

  async #events(
    transactions: readonly Placed[],
    signal: AbortSignal,
  ): Promise<{ events: StoredEvent[]; missing: Set<string> }> {
    const events: StoredEvent[] = [];
    const missing = new Set<string>();
    const queue = [...transactions];
    const work = async () => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        const { signature, slot, position, blockTime, finalised } = next;
        const transaction = await this.#reads.transaction(signature, signal);
        if (transaction === null) missing.add(signature);
        else
          for (const [index, { name, fields: data }] of eventsIn(
            transaction,
            this.#reads.programId,
            this.#decoder,
          ).entries())
            events.push({ signature, index, name, data, slot, position, blockTime, finalised });
      }
    };
    await Promise.all(Array.from({ length: FETCHES_AT_ONCE }, work));
    return { events, missing };
  }

  /** Which events can't be dropped any more, and which were. */
  async #settled(
    finalizedSlot: bigint,
    listed: readonly Placed[],
    signal: AbortSignal,
  ): Promise<Pick<HistoryChange, 'finalised' | 'dropped'>> {
    const rows = await this.#database.prisma.event.findMany({
      where: { finalised: false, slot: { lte: finalizedSlot } },
      select: { signature: true, slot: true },
      distinct: ['signature'],
      orderBy: { slot: 'asc' },
      take: STATUSES_PER_CALL,
    });
    if (rows.length === 0) return {};
    const known = new Map(listed.map((transaction) => [transaction.signature, transaction]));
    const unlisted = rows.filter(({ signature }) => !known.has(signature));
    const statuses =
      unlisted.length === 0
        ? []
        : await this.#reads.statuses(
            unlisted.map(({ signature }) => signature),
            signal,
          );
    const found = new Map(unlisted.map(({ signature }, i) => [signature, statuses[i]]));
    const status = (signature: string) => known.get(signature) ?? found.get(signature);
    return {
      finalised: rows
        .filter(({ signature }) => status(signature)?.finalised === true)
        .map(({ signature }) => signature),
      dropped: rows
        .filter(({ signature }) => status(signature) === undefined)
        .map(({ signature }) => signature),
    };
  }
}

/** Gives each its place among its slot's; `above` is the one that was listed before. */
function place(
  transactions: readonly ListedTransaction[],
  above?: { slot: bigint; position: number },
): Placed[] {
  let last = above;
  return transactions.map((transaction) => {
    const position: number = last?.slot === transaction.slot ? last.position - 1 : 0;
    last = { slot: transaction.slot, position };
    return { ...transaction, position };
  });
}
