import type { Address } from '../identifiers.ts';
import { AccountSocket } from './account-socket.ts';

const RETRY_MS = 500;
/** Watches come and go with transfers; a connection is kept for the next. */
const IDLE_MS = 5_000;

/**
 * Tells when accounts may have changed, over one WebSocket that is there while anybody watches. After each connection everything
 * counts as changed, since anything may have been missed.
 *
 * web3.js's own subscriptions do neither that nor end: its socket connects again for ever, whoever closed it, and writes to the console.
 */
export class AccountWatcher {
  readonly #url: string;
  readonly #watchers = new Map<Address, Set<() => void>>();
  #socket: AccountSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(url: string) {
    this.#url = url;
  }

  /** Returns what ends the watch. Nothing is told after `close`. */
  watch(addresses: readonly Address[], onChange: () => void): () => void {
    if (this.#closed) return () => undefined;
    // The same function may watch twice.
    const told = (): void => onChange();
    for (const address of addresses) {
      const watchers = this.#watchers.get(address) ?? new Set();
      this.#watchers.set(address, watchers.add(told));
      this.#socket?.add(address);
    }
    if (this.#socket === undefined) this.#connect();
    return () => {
      for (const address of addresses) this.#forget(address, told);
      if (this.#watchers.size === 0) this.#rest();
    };
  }

  close(): void {
    this.#closed = true;
    this.#watchers.clear();
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #connect(): void {
    clearTimeout(this.#timer);
    const tell = (address: Address): void => {
      for (const told of [...(this.#watchers.get(address) ?? [])]) told();
    };
    const socket = new AccountSocket(this.#url, {
      onStanding: tell,
      onChange: tell,
      onEnd: () => {
        this.#socket = undefined;
        clearTimeout(this.#timer);
        if (!this.#closed && this.#watchers.size > 0)
          this.#timer = setTimeout(() => this.#connect(), RETRY_MS);
      },
    });
    this.#socket = socket;
    for (const address of this.#watchers.keys()) socket.add(address);
  }

  #forget(address: Address, told: () => void): void {
    const watchers = this.#watchers.get(address);
    if (watchers === undefined) return;
    watchers.delete(told);
    if (watchers.size > 0) return;
    this.#watchers.delete(address);
    this.#socket?.remove(address);
  }

  /** Nobody watches: the connection ends unless somebody comes soon. */
  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#watchers.size === 0) this.#socket?.close();
    }, IDLE_MS);
    this.#timer.unref();
  }
}
