import type { Entry } from './entry.ts';

/** Entries that may wait for the leaves of one before them. */
const MOST_WAITING = 4096;

/** Hands entries on in the order in which they came, each once its leaves are known. */
export class EntryQueue {
  private readonly take: (entry: Entry, pathHash: number) => Promise<void>;
  /** Lets what is waited for be finished. */
  private readonly hurry: () => void;
  private last: Promise<void> = Promise.resolve();
  private waiting = 0;

  constructor(take: (entry: Entry, pathHash: number) => Promise<void>, hurry: () => void) {
    this.take = take;
    this.hurry = hurry;
  }

  async push(entry: Entry | Promise<Entry>, pathHash: number): Promise<void> {
    // What nothing is waited for before needs no turn of its own.
    if (this.waiting === 0 && !(entry instanceof Promise)) return this.take(entry, pathHash);
    this.waiting += 1;
    this.last = this.last.then(async () => {
      await this.take(await entry, pathHash);
      this.waiting -= 1;
    });
    // Whoever pushes or drains hears of a failure.
    this.last.catch(() => undefined);
    if (this.waiting > MOST_WAITING) await this.drain();
  }

  async drain(): Promise<void> {
    this.hurry();
    await this.last;
  }
}
