import { RENT_EXEMPT_EPOCH, SYSTEM_PROGRAM, type Account } from '../chain/account.ts';
import type { Block, TransactionRecord } from '../chain/block.ts';
import type { Chain } from '../chain/chain.ts';
import type { ChainObserver } from '../chain/observer.ts';
import type { Commitment } from '../chain/commitment.ts';
import { accountView } from '../rpc/account-view.ts';
import type {
  AccountSubscription,
  ProgramSubscription,
  SignatureSubscription,
  Subscription,
  SubscriptionKind,
} from './subscription.ts';

/** How an account that no longer exists is told to those who subscribed to it. */
const CLOSED: Account = {
  ...{ lamports: 0n, data: new Uint8Array(), owner: SYSTEM_PROGRAM },
  ...{ executable: false, rentEpoch: RENT_EXEMPT_EPOCH },
};

/**
 * Tells subscribers of blocks as they reach each commitment, as Agave does: an account once a block, with the state
 * that the block left; nothing to a program's subscribers about an account that was closed or given away.
 */
export class SubscriptionHub implements ChainObserver {
  readonly #chain: Chain;
  readonly #subscriptions = new Map<SubscriptionKind, Set<Subscription>>();

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  add(subscription: Subscription): void {
    const { kind } = subscription;
    const set = this.#subscriptions.get(kind);
    if (set === undefined) this.#subscriptions.set(kind, new Set([subscription]));
    else set.add(subscription);
    if (kind === 'signature') this.#tellSettled(subscription);
  }

  remove(subscription: Subscription): void {
    this.#subscriptions.get(subscription.kind)?.delete(subscription);
  }

  slotOpened(slot: number, parent: number, root: number): void {
    for (const subscription of this.#of('slot')) subscription.notify({ parent, root, slot });
    this.#updateSlot({ type: 'createdBank', parent, slot });
  }

  blockReached(block: Block, commitment: Commitment): void {
    for (const subscription of this.#of('account'))
      if (subscription.commitment === commitment) this.#tellAccount(subscription, block);
    for (const subscription of this.#of('program'))
      if (subscription.commitment === commitment) this.#tellProgram(subscription, block);
    if (block.transactions.length > 0) this.#tellTransactions(block, commitment);
    if (commitment === 'finalized')
      for (const subscription of this.#of('root')) subscription.notify(block.slot);
    this.#updateSlot({ type: SLOT_UPDATES[commitment], slot: block.slot });
  }

  received(signature: string): void {
    for (const subscription of this.#of('signature'))
      if (subscription.received && subscription.signature === signature)
        subscription.notify(withSlot(this.#chain.bank('processed').slot, 'receivedSignature'));
  }

  #of<K extends SubscriptionKind>(kind: K): Extract<Subscription, { kind: K }>[] {
    const set = this.#subscriptions.get(kind);
    // A copy, since telling may end a subscription. The map's sets hold one kind each.
    return set === undefined ? [] : ([...set] as Extract<Subscription, { kind: K }>[]);
  }

  #tellAccount(subscription: AccountSubscription, block: Block): void {
    const { address, format, told } = subscription;
    // What was told of an abandoned block is corrected with the first block that follows it.
    const forkedAway = told > block.parentSlot && told !== block.slot;
    if (!block.changes.has(address) && !forkedAway) return;
    subscription.told = block.slot;
    const account = block.changes.has(address)
      ? block.changes.get(address)
      : this.#chain.account(address, block);
    subscription.notify(withSlot(block.slot, this.#view(account ?? CLOSED, format, block)));
  }

  #tellProgram({ program, matches, format, notify }: ProgramSubscription, block: Block): void {
    for (const [pubkey, account] of block.changes)
      if (account?.owner === program && matches(account))
        notify(withSlot(block.slot, { pubkey, account: this.#view(account, format, block) }));
  }

  #tellTransactions(block: Block, commitment: Commitment): void {
    const logs = this.#of('logs').filter((subscription) => subscription.commitment === commitment);
    const signatures = this.#of('signature').filter((subscription) => subscription.commitment === commitment);
    if (logs.length === 0 && signatures.length === 0) return;
    for (const record of block.transactions) {
      for (const { mentions, notify } of logs)
        if (mentions === undefined || record.keys.includes(mentions))
          notify(withSlot(block.slot, { signature: record.signature, err: record.error, logs: record.logs }));
      for (const subscription of signatures)
        if (subscription.signature === record.signature)
          this.#tellSignature(subscription, block.slot, record.error);
    }
  }

  #tellSignature(subscription: SignatureSubscription, slot: number, err: TransactionRecord['error']): void {
    this.remove(subscription);
    subscription.notify(withSlot(slot, { err }));
    subscription.ended();
  }

  /** Somebody who subscribes after the transaction was settled would otherwise wait for ever. */
  #tellSettled(subscription: SignatureSubscription): void {
    const entry = this.#chain.history.find(subscription.signature);
    const { slot } = this.#chain.bank(subscription.commitment);
    const closed = Math.min(slot, this.#chain.bank('processed').slot - 1);
    if (entry !== undefined && entry.slot <= closed) this.#tellSignature(subscription, slot, entry.error);
  }

  #updateSlot(update: object): void {
    for (const subscription of this.#of('slotsUpdates'))
      subscription.notify({ ...update, timestamp: Date.now() });
  }

  #view(account: Account, format: AccountSubscription['format'], block: Block): object {
    return accountView(account, format, (address) => this.#chain.account(address, block));
  }
}

const SLOT_UPDATES = { processed: 'frozen', confirmed: 'optimisticConfirmation', finalized: 'root' } as const;

function withSlot(slot: number, value: unknown): object {
  return { context: { slot }, value };
}
