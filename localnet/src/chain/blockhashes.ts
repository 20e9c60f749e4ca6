/** A transaction may name a block hash until it is this many blocks old. */
export const MAX_AGE = 150;
/** How many hashes a validator remembers, the expired ones included. */
export const REMEMBERED = 300;

/** The recent block hashes of the current fork. */
export class Blockhashes {
  readonly #heights = new Map<string, number>();
  readonly #queue: { readonly slot: number; readonly hash: string }[] = [];

  add(slot: number, hash: string, height: number): void {
    this.#heights.set(hash, height);
    this.#queue.push({ slot, hash });
    if (this.#queue.length > REMEMBERED) {
      const oldest = this.#queue.shift();
      if (oldest !== undefined) this.#heights.delete(oldest.hash);
    }
  }

  /** The height of the last block that may include a transaction with this hash; `undefined` when the hash is unknown. */
  lastValidHeight(hash: string): number | undefined {
    const height = this.#heights.get(hash);
    return height === undefined ? undefined : height + MAX_AGE;
  }

  /** Whether a block at `height`, whose ancestors reach up to `slot`, accepts the hash. */
  isValid(hash: string, height: number): boolean {
    const last = this.lastValidHeight(hash);
    // `last - MAX_AGE` is the hash's own height: a block doesn't accept hashes of blocks that follow it.
    return last !== undefined && height <= last && last - MAX_AGE <= height;
  }

  /** Newest first, as the SlotHashes sysvar has them. */
  recent(count: number): { readonly slot: number; readonly hash: string }[] {
    return this.#queue.slice(-count).reverse();
  }

  rollback(slot: number): void {
    while ((this.#queue.at(-1)?.slot ?? -1) > slot) {
      const dropped = this.#queue.pop();
      if (dropped !== undefined) this.#heights.delete(dropped.hash);
    }
  }
}
