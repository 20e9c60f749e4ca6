import type { Permit } from '../exchange/authoriser.ts';
import type { Judgement } from './judge.ts';
import type { RegisterSource } from './source.ts';

export interface KeepOptions {
  readonly sources: readonly RegisterSource[];
  readonly maxStalenessMs: number;
  readonly pollMs: number;
  /** Ends every permit. */
  readonly ending: AbortSignal;
  judge(signal: AbortSignal): Promise<Judgement>;
  /** Told once, when the register ended it, or when what is known got too old (and why nothing newer could be read). */
  onEnd(why: { readonly reason: string } | { readonly trouble: unknown }): void;
}

const MOST_BETWEEN_AGES_MS = 250;

/** Looks again on every change and every poll, for as long as the permit is held. */
export function keepPermit({ addresses, readAt }: Judgement, options: KeepOptions): Permit {
  const { sources, maxStalenessMs, pollMs, ending } = options;
  const permit = new AbortController();
  const released = new AbortController();
  const ended = AbortSignal.any([permit.signal, released.signal]);
  let agreedAt = readAt;
  let trouble: unknown;
  const end = (why: Parameters<KeepOptions['onEnd']>[0]): void => {
    if (ended.aborted) return;
    try {
      options.onEnd(why);
    } finally {
      // Whatever listens, access is over.
      permit.abort(new Error('access ended'));
    }
  };
  let looking = false;
  let again = false;
  const look = async (): Promise<void> => {
    again = true;
    if (looking) return;
    looking = true;
    // A change that comes while something is read may be newer than what is read.
    while (again && !ended.aborted) {
      again = false;
      try {
        const next = await options.judge(ended);
        if (!next.decision.allowed) end({ reason: next.decision.reason });
        agreedAt = Math.max(agreedAt, next.readAt);
        trouble = undefined;
      } catch (error) {
        trouble = error;
      }
    }
    looking = false;
  };
  const poll = setInterval(() => void look(), pollMs);
  // A reading that hangs must not hold a permit open.
  const age = setInterval(
    () => {
      if (performance.now() - agreedAt > maxStalenessMs) end({ trouble });
    },
    Math.min(MOST_BETWEEN_AGES_MS, maxStalenessMs / 4),
  );
  const endWith = (): void => permit.abort(ending.reason);
  ending.addEventListener('abort', endWith, { once: true });
  ended.addEventListener(
    'abort',
    () => {
      clearInterval(poll);
      clearInterval(age);
      ending.removeEventListener('abort', endWith);
    },
    { once: true },
  );
  try {
    for (const source of sources) source.watch(addresses, () => void look(), { signal: ended });
  } catch (error) {
    released.abort();
    throw error;
  }
  // What changed between the decision and the watching would be missed.
  void look();
  return { signal: permit.signal, [Symbol.dispose]: () => released.abort() };
}
