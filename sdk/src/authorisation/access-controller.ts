import type { BlockAuthoriser, Permit } from '../exchange/authoriser.ts';
import type { DatasetId, DeviceId } from '../identifiers.ts';
import { Judge, type Judgement } from './judge.ts';
import { keepPermit } from './open-permit.ts';
import type { RegisterSource } from './source.ts';

export interface AccessControllerOptions {
  /** All of them have to agree. Asked in this order; each further one confirms what the one before said, at its slot or later. */
  readonly sources: readonly [RegisterSource, ...RegisterSource[]];
  /** What was last read longer ago denies, in milliseconds; 30 s unless given. */
  readonly maxStalenessMs?: number;
  /** Between two looks at what an open permit depends on, in milliseconds; 2 s unless given. */
  readonly pollMs?: number;
  /** For this computer's own user; peers never learn it. */
  readonly onDenied?: (denied: Denied) => void;
}

export interface Denied {
  readonly device: DeviceId;
  readonly dataset: DatasetId;
  readonly reason: string;
  /** Whether the register says so, or could not be read. */
  readonly stale: boolean;
}

const MAX_STALENESS_MS = 30_000;
const POLL_MS = 2_000;

/** Gives permits, and takes them back when the register says otherwise or can't be read for too long. Fails closed. */
export class AccessController implements BlockAuthoriser, AsyncDisposable {
  readonly #sources: AccessControllerOptions['sources'];
  readonly #maxStalenessMs: number;
  readonly #pollMs: number;
  readonly #onDenied: (denied: Denied) => void;
  readonly #judge: Judge;
  readonly #ending = new AbortController();

  constructor({
    sources,
    maxStalenessMs = MAX_STALENESS_MS,
    pollMs = POLL_MS,
    onDenied,
  }: AccessControllerOptions) {
    this.#sources = sources;
    this.#maxStalenessMs = maxStalenessMs;
    this.#pollMs = Math.min(pollMs, maxStalenessMs);
    this.#onDenied = onDenied ?? (() => undefined);
    this.#judge = new Judge(sources, maxStalenessMs);
  }

  async permit(
    device: DeviceId,
    dataset: DatasetId,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<Permit | undefined> {
    const ended = signal === undefined ? this.#ending.signal : AbortSignal.any([signal, this.#ending.signal]);
    const judgement = await this.#judge
      .judge(device, dataset, ended)
      .catch((error: unknown) => this.#whyOf(error));
    // Whoever went away isn't refused; and nothing would end a permit that begins after the end of all.
    if (ended.aborted && !isLate(ended.reason)) return undefined;
    if (typeof judgement === 'string') {
      this.#onDenied({ device, dataset, reason: judgement, stale: true });
      return undefined;
    }
    const { decision, readAt } = judgement;
    if (!decision.allowed) {
      this.#onDenied({ device, dataset, reason: decision.reason, stale: false });
      return undefined;
    }
    if (performance.now() - readAt > this.#maxStalenessMs) {
      this.#onDenied({ device, dataset, reason: this.#tooOld(), stale: true });
      return undefined;
    }
    return this.#keep(device, dataset, judgement);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort(new Error('access ended'));
    await Promise.all(this.#sources.map(async (source) => source.close()));
  }

  #keep(device: DeviceId, dataset: DatasetId, judgement: Judgement): Permit {
    return keepPermit(judgement, {
      sources: this.#sources,
      maxStalenessMs: this.#maxStalenessMs,
      pollMs: this.#pollMs,
      ending: this.#ending.signal,
      judge: async (signal) => this.#judge.judge(device, dataset, signal),
      onEnd: (why) => {
        const [reason, stale] = 'reason' in why ? [why.reason, false] : [this.#whyOf(why.trouble), true];
        this.#onDenied({ device, dataset, reason, stale });
      },
    });
  }

  /** What has no error of its own, or only one of being late, is told by the limit that it passed. */
  #whyOf(error: unknown): string {
    return error instanceof Error && !isLate(error) ? error.message : this.#tooOld();
  }

  #tooOld(): string {
    return `what is known of the register is older than ${this.#maxStalenessMs / 1000} s: the index or the chain is away or behind`;
  }
}

function isLate(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}
