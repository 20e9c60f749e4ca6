import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from '../chain/account.ts';
import type { Block } from '../chain/block.ts';
import type { BlockStore } from '../chain/block-store.ts';
import { Journal } from './journal.ts';
import { lockFolder, type Lock } from './lock.ts';
import { Replay, type Places, type WriteAccounts } from './replay.ts';

const CACHED_BLOCKS = 64;

/** A folder's chain as it was left. */
export interface OpenedLedger {
  readonly ledger: Ledger;
  readonly genesisHash: string;
  /** Nothing yet, for a chain that begins. */
  readonly kept: Replay;
}

/** A chain's blocks in a folder. */
export class Ledger implements BlockStore {
  readonly #journal: Journal;
  readonly #lock: Lock;
  readonly #places: Places;
  /** The blocks used last, the newest use at the end. */
  readonly #cache = new Map<number, Block>();

  private constructor(journal: Journal, lock: Lock, places: Places) {
    this.#journal = journal;
    this.#lock = lock;
    this.#places = places;
  }

  /**
   * Opens a folder, or begins one with `genesisHash`. A damaged file is refused, unless `repair` says to go on from
   * before the damage; the file as it was is set aside then. `write` gets the accounts, in the order of their changes.
   *
   * @throws MeshidError `localnet/ledger-in-use`, `-damaged`, `-version`, `-unwritable`
   */
  static async open(
    folder: string,
    genesisHash: string,
    repair: boolean,
    write: WriteAccounts,
  ): Promise<OpenedLedger> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = await lockFolder(folder);
    try {
      const path = join(folder, 'journal');
      const kept = new Replay(write);
      const opened = existsSync(path)
        ? Journal.open(path, repair, (record, offset) => kept.apply(record, offset))
        : { journal: await Journal.create(path, genesisHash), genesisHash };
      return { ledger: new Ledger(opened.journal, lock, kept.places), genesisHash: opened.genesisHash, kept };
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  get firstSlot(): number {
    return this.#places.first;
  }

  put(block: Block): void {
    this.#places.add(block.slot, this.#journal.append({ kind: 'block', block }));
    this.#remember(block);
  }

  drop(slot: number, restored: ReadonlyMap<string, Account | undefined>): void {
    this.#journal.append({ kind: 'fork', slot, restored });
    this.#places.dropAfter(slot);
    for (const cached of this.#cache.keys()) if (cached > slot) this.#cache.delete(cached);
  }

  get(slot: number): Block | undefined {
    const cached = this.#cache.get(slot);
    if (cached !== undefined) return cached;
    const offset = this.#places.find(slot);
    const record = offset === undefined ? undefined : this.#journal.read(offset);
    if (record?.kind !== 'block') return undefined;
    this.#remember(record.block);
    return record.block;
  }

  slots(first: number, last: number, limit: number): number[] {
    return this.#places.slots(first, last, limit);
  }

  flush(): Promise<void> {
    return this.#journal.sync();
  }

  async close(): Promise<void> {
    await this.#journal.close();
    await this.#lock.release();
  }

  #remember(block: Block): void {
    this.#cache.set(block.slot, block);
    const oldest = this.#cache.size > CACHED_BLOCKS ? this.#cache.keys().next().value : undefined;
    if (oldest !== undefined) this.#cache.delete(oldest);
  }
}
