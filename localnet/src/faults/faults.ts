import type { Account } from '../chain/account.ts';
import type { Chain } from '../chain/chain.ts';
import type { Producer } from '../producer.ts';
import type { Choice, NotificationFaults } from './notification-faults.ts';

/** Warping makes each block until this many; what lies beyond is skipped, as it proves nothing more. */
const MAX_WARPED_BLOCKS = 1_000;

/** The clock of a chain, which tests may move. */
export class ChainClock {
  #offset = 0;
  #stoppedAt: number | undefined;
  now(): number {
    return (this.#stoppedAt ?? Math.floor(Date.now() / 1000)) + this.#offset;
  }
  stop(): void {
    this.#stoppedAt ??= Math.floor(Date.now() / 1000);
  }
  move(seconds: number): void {
    this.#offset += seconds;
  }
}

/** What tests may do to a local chain. Never part of an ordinary one's wire. */
export interface Faults {
  /** Loses notifications: all, none, a share at random, or those that a function picks. */
  dropNotifications(choice: Choice): void;
  duplicateNotifications(choice: Choice): void;
  /** The chosen ones arrive after the one that follows them. */
  reorderNotifications(choice: Choice): void;
  delayNotifications(milliseconds: number): void;
  /** Abandons the open block and the last `slots` closed ones; tells the signatures that are gone. */
  fork(slots: number): Promise<{ slot: number; dropped: string[] }>;
  /** From now on only `warp` moves the clock. */
  stopClock(): void;
  /** Writes an account past all rules, as a part of the open block. Without lamports there is none. */
  setAccount(address: string, account: Account): void;
  /** Moves the clock, then makes `slots` blocks at once. Neither goes back. */
  warp(by: { readonly seconds?: number; readonly slots?: number }): Promise<{ slot: number; time: number }>;
}

export function createFaults(
  chain: Chain,
  producer: Producer,
  clock: ChainClock,
  notifications: NotificationFaults,
): Faults {
  return {
    dropNotifications: (choice) => notifications.dropNotifications(choice),
    duplicateNotifications: (choice) => notifications.duplicateNotifications(choice),
    reorderNotifications: (choice) => notifications.reorderNotifications(choice),
    delayNotifications: (milliseconds) => notifications.delayNotifications(milliseconds),
    stopClock: () => clock.stop(),
    setAccount: (address, account) => chain.write(address, account.lamports === 0n ? undefined : account),
    async fork(slots) {
      // Blocks on their way to being confirmed are settled first: they are not there to be dropped half-way.
      await producer.settled();
      return chain.fork(slots);
    },
    async warp({ seconds = 0, slots = 1 }) {
      clock.move(seconds);
      const blocks = Math.min(slots, MAX_WARPED_BLOCKS);
      for (let i = 1; i < blocks; i++) await producer.produce();
      await producer.produce(slots - blocks);
      const { slot, time } = chain.bank('processed');
      return { slot, time };
    },
  };
}
