import type { Clocks } from './authorise.ts';
import type { RegisterSource } from './source.ts';

const FRESH_MS = 10_000;

/** This computer's clock and the chain's, which is asked for now and then and goes on by this computer's between. */
export class ClockPair {
  #ahead = 0n;
  #askedAt = Number.NEGATIVE_INFINITY;

  /** What the source can tell is used; a source without a clock, or one that is away, leaves what was known. */
  async read(source: Pick<RegisterSource, 'now'>): Promise<Clocks> {
    const local = (): bigint => BigInt(Math.floor(Date.now() / 1000));
    if (source.now !== undefined && performance.now() - this.#askedAt > FRESH_MS) {
      const told = await source.now().catch(() => undefined);
      if (told !== undefined) {
        this.#ahead = told - local();
        this.#askedAt = performance.now();
      }
    }
    const now = local();
    return { local: now, chain: now + this.#ahead };
  }
}
