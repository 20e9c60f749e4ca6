import { isMeshidError, MeshidError } from '@meshid/sdk';
import type { Agreements } from './checkpoint/agreements.ts';
import type { Chain, Checkpoint } from './checkpoint/checkpoint.ts';
import type { Database } from './database/open.ts';
import { readAccounts, type AccountJson } from './queries/accounts.ts';
import * as rendezvous from './queries/rendezvous.ts';
import type { Follower } from './source/follow.ts';
import { pause } from './source/follow.ts';
import type { HotAccounts } from './source/hot-accounts.ts';
import type { Mirror } from './source/mirror.ts';

/** Not heard of for this long, the chain counts as away. */
const LAGGING_AFTER_MS = 5_000;
const MIN_SLOT_WAIT_MS = 5_000;
const KEYRING_WAIT_MS = 3_000;
const KEYRING_RETRY_MS = 50;

export interface MirroredParts {
  readonly chain: Chain;
  readonly database: Database;
  readonly checkpoint: Checkpoint;
  readonly agreements: Agreements;
  readonly mirror: Mirror;
  readonly hot: HotAccounts;
  readonly follower: Follower;
  /** Aborts when the index ends. */
  readonly ending: AbortSignal;
}

/** A mirror as its readers see it: what it knows, and how old that is. */
export class Mirrored {
  readonly database: Database;
  readonly checkpoint: Checkpoint;
  readonly agreements: Agreements;
  readonly ending: AbortSignal;
  readonly #parts: MirroredParts;

  constructor(parts: MirroredParts) {
    this.#parts = parts;
    this.database = parts.database;
    this.checkpoint = parts.checkpoint;
    this.agreements = parts.agreements;
    this.ending = parts.ending;
  }

  /** Whether notifications are not coming, or the chain's slots do not rise. */
  get lagging(): boolean {
    const { follower, agreements } = this.#parts;
    return (
      !follower.following ||
      follower.notificationAge > LAGGING_AFTER_MS ||
      agreements.chainAge > LAGGING_AFTER_MS
    );
  }

  /** Milliseconds since everything here was last known to agree with the chain. */
  age(): number {
    return finite(this.agreements.age);
  }

  async status(): Promise<Record<string, unknown>> {
    const { chain, database, follower, agreements } = this.#parts;
    const { slot, finalizedSlot, revision } = await database.prisma.cursor.findUniqueOrThrow({
      where: { id: 1 },
    });
    return {
      ...chain,
      ...{ slot: slot.toString(), finalizedSlot: finalizedSlot.toString(), cursor: revision.toString() },
      ...{ lagging: this.lagging, readAgeMs: this.age() },
      ...{ lastNotificationAgeMs: finite(follower.notificationAge), chainAgeMs: finite(agreements.chainAge) },
      version: 1,
    };
  }

  /**
   * Accounts of one state of the database. With `minSlot`, what isn't known to be as new is read from the chain first.
   *
   * @throws MeshidError `index/behind` when the chain doesn't reach that slot in time
   */
  async accounts(
    addresses: readonly string[],
    minSlot?: bigint,
  ): Promise<{ slot: string; accounts: (AccountJson | null)[]; readAgeMs: number }> {
    const { hot, agreements, database } = this.#parts;
    hot.ask(addresses);
    if (minSlot !== undefined) await this.#reach(addresses, minSlot);
    // Before the rows are read: what is read is at least as new as this says.
    const readAgeMs = finite(agreements.ageOf(addresses));
    const { slot, accounts } = await readAccounts(database.prisma, addresses);
    return {
      slot: slot.toString(),
      accounts: addresses.map((address) => accounts.get(address) ?? null),
      readAgeMs,
    };
  }

  /** Whoever has just sent the transaction that names a keyring may come here before the notification did. */
  async putKeyring(digest: string, block: Uint8Array): Promise<void> {
    const deadline = performance.now() + KEYRING_WAIT_MS;
    for (;;) {
      try {
        await rendezvous.putKeyring(this.database.prisma, digest, block);
        return;
      } catch (error) {
        if (!isMeshidError(error) || !error.retryable || performance.now() > deadline || this.ending.aborted)
          throw error;
        await pause(KEYRING_RETRY_MS, this.ending);
      }
    }
  }

  async #reach(addresses: readonly string[], minSlot: bigint): Promise<void> {
    const { agreements, mirror, ending } = this.#parts;
    const behind = () => addresses.filter((address) => agreements.slotOf(address) < minSlot);
    const signal = AbortSignal.any([ending, AbortSignal.timeout(MIN_SLOT_WAIT_MS)]);
    try {
      await mirror.refresh(behind(), { minSlot, signal });
    } catch (error) {
      if (!signal.aborted && !isMeshidError(error, 'index/chain-away')) throw error;
    }
    if (behind().length > 0)
      throw new MeshidError(
        'index/behind',
        { slot: agreements.newestSlot.toString(), wanted: minSlot.toString() },
        { retryable: true },
      );
  }
}

/** JSON has no infinity, which would become null and be read as fresh. */
function finite(milliseconds: number): number {
  return Math.min(Math.ceil(milliseconds), Number.MAX_SAFE_INTEGER);
}
