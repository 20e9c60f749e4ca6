/** Ten calls a poll at most. */
const MOST = 1_000;
const COOLS_AFTER_MS = 60_000;

/**
 * Accounts that somebody decides with just now: they are read from the chain every second, so a lost notification costs a
 * decision no more than that.
 */
export class HotAccounts {
  /** Oldest question first. */
  readonly #asked = new Map<string, number>();

  ask(addresses: Iterable<string>): void {
    const now = performance.now();
    for (const address of addresses) {
      this.#asked.delete(address);
      this.#asked.set(address, now);
    }
    for (const address of this.#asked.keys()) {
      if (this.#asked.size <= MOST) break;
      this.#asked.delete(address);
    }
  }

  addresses(): string[] {
    const since = performance.now() - COOLS_AFTER_MS;
    for (const [address, at] of this.#asked) {
      if (at >= since) break;
      this.#asked.delete(address);
    }
    return [...this.#asked.keys()];
  }
}
