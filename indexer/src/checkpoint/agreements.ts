/** When the mirror last agreed with its chain: about every account, and about single ones that were read since. */
export class Agreements {
  readonly #now: () => number;
  readonly #accounts = new Map<string, Agreement>();
  #all: Agreement = { slot: -1n, at: -Infinity };
  #newestSlot = -1n;
  #advancedAt = -Infinity;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get newestSlot(): bigint {
    return this.#newestSlot;
  }

  /** The chain was heard at a slot. Only a chain whose slots rise is alive. */
  heard(slot: bigint): void {
    if (slot <= this.#newestSlot) return;
    this.#newestSlot = slot;
    this.#advancedAt = this.#now();
  }

  /** Everything agreed with the chain at `slot`, by an answer that was asked for at `at`. */
  agreedAll(slot: bigint, at: number): void {
    this.heard(slot);
    if (slot < this.#all.slot) return;
    this.#all = { slot, at };
    for (const [address, agreement] of this.#accounts) if (agreement.at <= at) this.#accounts.delete(address);
  }

  agreed(addresses: Iterable<string>, slot: bigint, at: number): void {
    this.heard(slot);
    for (const address of addresses)
      if (slot >= this.slotOf(address)) this.#accounts.set(address, { slot, at });
  }

  /** The slot up to which the mirror is known to be right about an account. */
  slotOf(address: string): bigint {
    const own = this.#accounts.get(address)?.slot ?? -1n;
    return own > this.#all.slot ? own : this.#all.slot;
  }

  /** Milliseconds since all these were last known to be right; infinite when they never were. */
  ageOf(addresses: Iterable<string>): number {
    let oldest = this.#advancedAt;
    for (const address of addresses)
      oldest = Math.min(oldest, Math.max(this.#all.at, this.#accounts.get(address)?.at ?? -Infinity));
    return this.#now() - oldest;
  }

  /** Milliseconds since the whole mirror was last known to be right. */
  get age(): number {
    return this.#now() - Math.min(this.#advancedAt, this.#all.at);
  }

  /** Milliseconds since the chain's slot last rose. */
  get chainAge(): number {
    return this.#now() - this.#advancedAt;
  }
}

interface Agreement {
  readonly slot: bigint;
  /** On the clock of `performance.now()`. */
  readonly at: number;
}
