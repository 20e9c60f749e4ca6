import { isMeshidError, MeshidError } from '@meshid/sdk';
import type { Agreements } from '../checkpoint/agreements.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Observation } from '../checkpoint/work.ts';
import type { ChainReads } from './chain-reads.ts';
import type { History } from './history.ts';
import type { HotAccounts } from './hot-accounts.ts';
import type { Mirror } from './mirror.ts';
import { Subscriptions } from './socket.ts';

export interface Intervals {
  /** Between reads of the accounts that are being asked for, and of the slot. */
  readonly pollMs: number;
  /** Between comparisons of everything; stretched when one takes long. */
  readonly reconcileMs: number;
  /** Between looks at the history that nothing prompted. */
  readonly historyMs: number;
}

export const INTERVALS: Intervals = { pollMs: 1_000, reconcileMs: 10_000, historyMs: 5_000 };

/** A comparison of everything may take at most this share of the time. */
const RECONCILE_SHARE = 1 / 10;
/** How long rows wait for their events, so that both go in one transaction; a revocation must not wait longer. */
const HISTORY_BUDGET_MS = 150;
const RECONNECT_MS = { first: 100, most: 5_000 };

export interface FollowOptions {
  readonly reads: ChainReads;
  readonly wsUrl: string;
  readonly genesisHash: string;
  readonly checkpoint: Checkpoint;
  readonly agreements: Agreements;
  readonly mirror: Mirror;
  readonly history: History;
  readonly hot: HotAccounts;
  readonly databaseName: string;
  readonly intervals: Intervals;
  readonly log: (message: string) => void;
}

/**
 * Keeps the mirror at the chain's side: subscribes and buffers, compares everything, then replays what was buffered. Because no
 * subscription promises delivery (and none tells of a closed account), it also reads on its own: accounts in use every
 * second, everything every ten.
 */
export class Follower {
  readonly #options: FollowOptions;
  /** Accounts that were told of and wait to be written; while there is no snapshot they only wait. */
  #told: Observation[] = [];
  #wake = Promise.withResolvers<undefined>();
  #following = false;
  #heardAt = -Infinity;

  constructor(options: FollowOptions) {
    this.#options = options;
  }

  /** Subscribed, and past the snapshot. */
  get following(): boolean {
    return this.#following;
  }

  /** Milliseconds since the subscription said anything. */
  get notificationAge(): number {
    return performance.now() - this.#heardAt;
  }

  /**
   * Runs until `signal` aborts; a chain that goes away is awaited.
   *
   * @throws MeshidError for what waiting doesn't mend: another chain, another writer, a lost database
   */
  async run(signal: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const ended = AbortSignal.any([signal, failed.signal]);
    const loops = [this.#subscribed(ended), this.#polled(ended), this.#written(ended)];
    try {
      await Promise.all(loops);
    } catch (error) {
      failed.abort();
      await Promise.allSettled(loops);
      if (!signal.aborted) throw error;
    }
  }

  async #subscribed(signal: AbortSignal): Promise<void> {
    let wait = RECONNECT_MS.first;
    while (!signal.aborted) {
      try {
        await this.#session(signal, () => (wait = RECONNECT_MS.first));
      } catch (error) {
        this.#survive(error, signal);
      } finally {
        this.#following = false;
      }
      await pause(wait, signal);
      wait = Math.min(2 * wait, RECONNECT_MS.most);
    }
  }

  async #session(signal: AbortSignal, onLive: () => void): Promise<void> {
    const { reads, wsUrl, mirror, log, genesisHash, databaseName } = this.#options;
    const found = await reads.genesisHash(signal);
    if (found !== genesisHash)
      throw new MeshidError('index/other-chain', { database: databaseName, kept: genesisHash, found });
    const socket = await Subscriptions.connect(wsUrl, signal);
    this.#told = [];
    try {
      await socket.subscribe('slotSubscribe', [], () => (this.#heardAt = performance.now()));
      const options = { commitment: 'confirmed', encoding: 'base64' };
      await socket.subscribe('programSubscribe', [reads.programId, options], (result) => this.#tell(result));
      await socket.subscribe(
        'logsSubscribe',
        [{ mentions: [reads.programId] }, { commitment: 'confirmed' }],
        () => this.#wake.resolve(undefined),
      );
      // The node that answers calls may be another one, and behind the one that notifies.
      const since = await reads.slot('confirmed', signal);
      const mended = await mirror.reconcile({ minSlot: since, signal });
      this.#following = true;
      this.#wake.resolve(undefined);
      onLive();
      log(`following ${new URL(wsUrl).origin} from slot ${since}; ${mended} accounts were new or different`);
      await aborted(AbortSignal.any([signal, socket.ended]));
      if (!signal.aborted) throw socket.ended.reason;
    } finally {
      socket.close();
    }
  }

  #tell(result: unknown): void {
    this.#heardAt = performance.now();
    const { context, value } = result as { context: { slot: number }; value: unknown };
    const { address, data } = this.#options.reads.programAccount(value);
    this.#told.push({ address, slot: BigInt(context.slot), data });
    this.#wake.resolve(undefined);
  }

  /** Writes what was told, with the history that belongs to it. */
  async #written(signal: AbortSignal): Promise<void> {
    const { checkpoint, mirror, agreements, history, intervals } = this.#options;
    for (;;) {
      await Promise.race([this.#wake.promise, pause(intervals.historyMs, signal)]);
      if (signal.aborted) return;
      if (!this.#following) {
        await pause(20, signal);
        continue;
      }
      this.#wake = Promise.withResolvers();
      const observations = this.#told;
      this.#told = [];
      try {
        // Accounts don't wait for a history that can't be read.
        const collecting = history.collect(signal).catch((error: unknown) => this.#survive(error, signal));
        const change = await within(HISTORY_BUDGET_MS, collecting, signal);
        const { doubts } = await checkpoint.submit({
          observations,
          ...(change !== undefined && { history: change }),
        });
        for (const { slot } of observations) agreements.heard(slot);
        await mirror.refresh(doubts, { signal });
        const collected = change ?? (await collecting);
        if (collected === undefined) continue;
        if (change === undefined) await checkpoint.submit({ history: collected });
        history.applied(collected);
        const gap = await history.fillGap(signal);
        if (gap !== undefined) {
          await checkpoint.submit({ history: gap });
          this.#wake.resolve(undefined);
        }
      } catch (error) {
        this.#survive(error, signal);
        await pause(intervals.pollMs, signal);
      }
    }
  }

  async #polled(signal: AbortSignal): Promise<void> {
    const { reads, checkpoint, mirror, hot, agreements, intervals } = this.#options;
    let reconcileAt = performance.now() + intervals.reconcileMs;
    for (;;) {
      await pause(intervals.pollMs, signal);
      if (signal.aborted) return;
      try {
        const [slot, finalizedSlot] = await Promise.all([
          reads.slot('confirmed', signal),
          reads.slot('finalized', signal),
        ]);
        agreements.heard(slot);
        await checkpoint.submit({ slot, finalizedSlot });
        await mirror.refresh(hot.addresses(), { signal });
        await mirror.settle(finalizedSlot, signal);
        if (performance.now() < reconcileAt) continue;
        const started = performance.now();
        await mirror.reconcile({ minSlot: slot, signal });
        const took = performance.now() - started;
        reconcileAt = performance.now() + Math.max(intervals.reconcileMs, took / RECONCILE_SHARE);
      } catch (error) {
        this.#survive(error, signal);
      }
    }
  }

  /** Waiting mends a chain that is away and little else. */
  #survive(error: unknown, signal: AbortSignal): void {
    if (signal.aborted) return;
    const fatal: MeshidError['code'][] = ['index/other-chain', 'index/other-writer', 'index/database-away'];
    if (fatal.some((code) => isMeshidError(error, code))) throw error;
    this.#options.log(error instanceof Error ? error.message : String(error));
  }
}

/** Resolves after a while, or when `signal` aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** The result where it comes in time, and undefined otherwise. */
async function within<T>(
  milliseconds: number,
  promise: Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const done = new AbortController();
  try {
    return await Promise.race([
      promise,
      pause(milliseconds, AbortSignal.any([signal, done.signal])).then(() => undefined),
    ]);
  } finally {
    done.abort();
  }
}
