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
      if (this.left > MOST_AHEAD) yield this.take();
    }
    while (this.left > 0) yield this.take();
  }

  private get left(): number {
    return this.queue.length - this.taken;
  }

  private take(): Entry {
    const next = this.queue[this.taken] as Entry;
    this.taken += 1;
    if (this.taken > MOST_AHEAD) {
      this.queue = this.queue.slice(this.taken);
      this.taken = 0;
    }
    return next;
  }

  /** What follows the entry that was given last, as far as it is known. */
  *next(): Generator<Entry> {
    for (let at = this.taken; at < this.queue.length; at += 1) yield this.queue[at] as Entry;
  }
}
