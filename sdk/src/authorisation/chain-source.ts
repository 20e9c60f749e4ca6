import { PublicKey } from '@solana/web3.js';
import type { Chain } from '../chain/index.ts';
import { keepReconnecting } from '../chain/web-socket.ts';
import type { Address } from '../identifiers.ts';
import type { SourceReadOptions, RegisterSource, Snapshot } from './source.ts';

/** The register as an RPC node shows it. */
export class ChainSource implements RegisterSource {
  readonly name = 'chain';
  readonly #chain: Chain;
  readonly #ending = new AbortController();

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  async read(addresses: readonly Address[], { minSlot }: SourceReadOptions = {}): Promise<Snapshot> {
    const readAt = performance.now();
    const { slot, accounts } = await this.#chain.read(addresses, minSlot === undefined ? {} : { minSlot });
    return { slot, accounts, readAt };
  }

  watch(addresses: readonly Address[], onChange: () => void, { signal }: { signal: AbortSignal }): void {
    const { connection } = this.#chain;
    const ended = AbortSignal.any([signal, this.#ending.signal]);
    if (ended.aborted) return;
    keepReconnecting(connection, true);
    const ids = addresses.map((address) =>
      connection.onAccountChange(new PublicKey(address), () => onChange(), { commitment: 'confirmed' }),
    );
    ended.addEventListener(
      'abort',
      () => {
        for (const id of ids) connection.removeAccountChangeListener(id).catch(() => undefined);
      },
      { once: true },
    );
  }

  async now(): Promise<bigint> {
    return this.#chain.now();
  }

  async close(): Promise<void> {
    this.#ending.abort();
    keepReconnecting(this.#chain.connection, false);
  }
}
