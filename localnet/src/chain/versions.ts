import type { Account } from './account.ts';

interface Version {
  readonly slot: number;
  readonly account: Account | undefined;
}

/**
 * The older states of accounts that changed since the finalized slot. An account that isn't here is the same at every
 * commitment, so its only state is the engine's.
 *
 * Invariant: each list is ordered by slot, its first entry is the state at the finalized slot, its last the engine's.
 */
export class Versions {
  readonly #byAddress = new Map<string, Version[]>();

  /** Notes that `slot` left `address` as `after`; `before` is what the engine held until then. */
  record(slot: number, address: string, before: Account | undefined, after: Account | undefined): void {
    const versions = this.#byAddress.get(address);
    const version = { slot, account: after };
    if (versions === undefined) this.#byAddress.set(address, [{ slot: -1, account: before }, version]);
    else if (versions.at(-1)?.slot === slot) versions[versions.length - 1] = version;
    else versions.push(version);
  }

  /** The account as of `slot`; `undefined` when nothing is known here, so the engine's state holds. */
  at(slot: number, address: string): Version | undefined {
    return this.#byAddress.get(address)?.findLast((version) => version.slot <= slot);
  }

  /** The addresses that changed after `slot`, with their state as of it. */
  *changedSince(slot: number): Generator<[string, Account | undefined]> {
    for (const [address, versions] of this.#byAddress) {
      if ((versions.at(-1)?.slot ?? -1) <= slot) continue;
      yield [address, versions.findLast((version) => version.slot <= slot)?.account];
    }
  }

  /** Forgets what was before the newly finalized `slot`. */
  finalize(slot: number, addresses: Iterable<string>): void {
    for (const address of addresses) {
      const versions = this.#byAddress.get(address);
      if (versions === undefined) continue;
      const base = versions.findLastIndex((version) => version.slot <= slot);
      if (base === versions.length - 1) this.#byAddress.delete(address);
      else if (base > 0) versions.splice(0, base);
    }
  }

  /** Takes back everything after `slot` and tells what each account has to be again. */
  rollback(slot: number): Map<string, Account | undefined> {
    const restored = new Map(this.changedSince(slot));
    for (const address of restored.keys()) {
      const kept = this.#byAddress.get(address)?.filter((version) => version.slot <= slot) ?? [];
      if (kept.length <= 1) this.#byAddress.delete(address);
      else this.#byAddress.set(address, kept);
    }
    return restored;
  }
}
