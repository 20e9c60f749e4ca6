import { abortable } from './abortable.ts';
import type { Clocks } from './authorise.ts';
import type { RegisterSource } from './source.ts';

const FRESH_MS = 10_000;

/** This computer's clock and the chain's, which is asked for now and then and goes on by a clock that nobody sets. */
export class ClockPair {
  #told: { readonly seconds: bigint; readonly at: number } | undefined;

  /**
   * The first source with a clock tells the chain's time; where none has one, this computer's stands for both. A source that can't tell
   * leaves what was known: only one that never could is a failure, since a lone clock may be wrong.
   */
  async read(sources: readonly Pick<RegisterSource, 'now'>[], signal?: AbortSignal): Promise<Clocks> {
    const source = sources.find(({ now }) => now !== undefined);
    if (
      source?.now !== undefined &&
      (this.#told === undefined || performance.now() - this.#told.at > FRESH_MS)
    ) {
      try {
        this.#told = { seconds: await abortable(source.now(), signal), at: performance.now() };
      } catch (error) {
        if (this.#told === undefined) throw error;
      }
    }
    const local = BigInt(Math.floor(Date.now() / 1000));
    if (this.#told === undefined) return { local, chain: local };
    const { seconds, at } = this.#told;
    return { local, chain: seconds + BigInt(Math.floor((performance.now() - at) / 1000)) };
  }
}
