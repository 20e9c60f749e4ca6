import type { Entry } from './entry.ts';

const MOST_AHEAD = 1024;

/** Entries in their order, and those that come next. */
export class EntriesAhead {
  private readonly source: AsyncIterable<Entry>;
  private queue: Entry[] = [];
  private taken = 0;

  constructor(source: AsyncIterable<Entry>) {
    this.source = source;
  }

  async *entries(): AsyncGenerator<Entry> {
    for await (const entry of this.source) {
      this.queue.push(entry);
      if (this.queue.length - this.taken > MOST_AHEAD) yield* this.take(1);
    }
    yield* this.take(this.queue.length - this.taken);
  }

  private *take(count: number): Generator<Entry> {
    for (let left = count; left > 0; left -= 1) {
      const next = this.queue[this.taken];
      this.taken += 1;
      if (next !== undefined) yield next;
    }
    if (this.taken <= MOST_AHEAD) return;
    this.queue = this.queue.slice(this.taken);
    this.taken = 0;
  }

  /** What follows the entry that was given last, as far as it is known. */
  *next(): Generator<Entry> {
    for (let at = this.taken; at < this.queue.length; at += 1) {
      const entry = this.queue[at];
      if (entry !== undefined) yield entry;
    }
  }
}
