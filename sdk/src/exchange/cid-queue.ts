import type { CID } from 'multiformats/cid';

/** The blocks that are still wanted: first what was left over, then what the source names. */
export class CidQueue {
  readonly #source: Iterator<CID> | AsyncIterator<CID>;
  #waiting: CID[] = [];
  #left: CID[] = [];
  #ended = false;

  constructor(cids: Iterable<CID> | AsyncIterable<CID>) {
    this.#source = Symbol.asyncIterator in cids ? cids[Symbol.asyncIterator]() : cids[Symbol.iterator]();
  }

  /** At most so many; fewer only at the end. */
  async next(most: number): Promise<CID[]> {
    while (this.#waiting.length < most && !this.#ended) await this.#pull();
    return this.#waiting.splice(0, most);
  }

  /** Keeps a block for the next peer. */
  leave(cid: CID): void {
    this.#left.push(cid);
  }

  /** Begins with what was left, for the next peer. */
  restart(): void {
    this.#waiting = [...this.#left, ...this.#waiting];
    this.#left = [];
  }

  async finished(): Promise<boolean> {
    if (this.#waiting.length === 0 && this.#left.length === 0 && !this.#ended) await this.#pull();
    return this.#waiting.length === 0 && this.#left.length === 0;
  }

  async close(): Promise<void> {
    if (!this.#ended) await this.#source.return?.();
    this.#ended = true;
  }

  async #pull(): Promise<void> {
    const next = await this.#source.next();
    if (next.done === true) this.#ended = true;
    else this.#waiting.push(next.value);
  }
}
