import { setTimeout as delay } from 'node:timers/promises';
import { AccountWatcher } from '../chain/account-watcher.ts';
import type { Chain } from '../chain/index.ts';
import { isMeshidError } from '../errors.ts';
import type { Address } from '../identifiers.ts';
import { abortable } from './abortable.ts';
import type { SourceReadOptions, RegisterSource, Snapshot } from './source.ts';

const BEHIND_MS = 5_000;
const BEHIND_RETRY_MS = 100;

/** The register as an RPC node shows it. */
export class ChainSource implements RegisterSource {
  readonly name = 'chain';
  readonly #chain: Chain;
  readonly #watcher: AccountWatcher;

  constructor(chain: Chain) {
    this.#chain = chain;
    this.#watcher = new AccountWatcher(chain.wsUrl);
  }

  async read(addresses: readonly Address[], { minSlot, signal }: SourceReadOptions = {}): Promise<Snapshot> {
    const options = minSlot === undefined ? {} : { minSlot };
    const deadline = performance.now() + BEHIND_MS;
    for (;;) {
      const readAt = performance.now();
      try {
        return { ...(await abortable(this.#chain.read(addresses, options), signal)), readAt };
      } catch (error) {
        // Another source's node may be a few slots ahead of this one.
        if (!isMeshidError(error, 'chain/behind') || performance.now() > deadline) throw error;
        await delay(BEHIND_RETRY_MS, undefined, signal === undefined ? {} : { signal });
      }
    }
  }

  watch(addresses: readonly Address[], onChange: () => void, { signal }: { signal: AbortSignal }): void {
    if (signal.aborted) return;
    const stop = this.#watcher.watch(addresses, onChange);
    signal.addEventListener('abort', stop, { once: true });
  }

  async now(): Promise<bigint> {
    return this.#chain.now();
  }

  async close(): Promise<void> {
    this.#watcher.close();
  }
}
