import { createHash, randomBytes } from 'node:crypto';
import bs58 from 'bs58';
import type { Account } from './account.ts';
import type { Bank } from './bank.ts';
import type { Block, TransactionRecord } from './block.ts';
import type { BlockStore } from './block-store.ts';
import { Blockhashes } from './blockhashes.ts';
import type { Commitment } from './commitment.ts';
import { accountKeys, execute } from './execution.ts';
import type { History } from './history.ts';
import { loadedDataSize } from './loaded-size.ts';
import { loadAddresses } from './lookup-tables.ts';
import { durableNonce } from './nonce.ts';
import type { ChainObserver } from './observer.ts';
import { RecentBlocks } from './recent-blocks.ts';
import { simulateWith } from './simulation.ts';
import type { Outcome, Simulation, Svm } from './svm.ts';
import { openSysvars, SLOT_HASHES_ENTRIES } from './sysvars.ts';
import { Versions } from './versions.ts';
import { writeAccounts } from './write-accounts.ts';
import type { WireTransaction } from './wire.ts';

interface OpenBlock extends Bank {
  readonly parentSlot: number;
  readonly transactions: TransactionRecord[];
  readonly changes: Map<string, Account | undefined>;
}

export interface ChainOptions {
  /** A block is confirmed when this many slots have followed it; at least 1. */
  readonly confirmationSlots: number;
  readonly finalizationSlots: number;
  /** Seconds since 1970, as this chain counts them. */
  readonly now: () => number;
}

/** What a chain starts from: a genesis block, or the end of what a ledger folder holds. */
export interface ChainStart {
  /** Oldest first, at least one. Of all but the last, only their hashes matter. */
  readonly blocks: readonly Block[];
  readonly history: History;
}

/**
 * One fork of blocks on top of the engine's state. Transactions execute at once into the open block ("processed");
 * closing, confirming and finalizing blocks is its producer's decision.
 *
 * Invariants: the engine's state is the open block's; finalized ≤ confirmed < open; slots are never used twice.
 */
export class Chain {
  readonly history: History;
  readonly #versions = new Versions();
  readonly #blockhashes = new Blockhashes();
  readonly #observers = new Set<ChainObserver>();
  readonly #recent: RecentBlocks;
  readonly svm: Svm;
  readonly blocks: BlockStore;
  readonly options: ChainOptions;
  #open: OpenBlock;

  constructor(svm: Svm, blocks: BlockStore, options: ChainOptions, start: ChainStart) {
    this.svm = svm;
    this.blocks = blocks;
    this.options = options;
    this.history = start.history;
    for (const block of start.blocks) this.#blockhashes.add(block.slot, block.hash, block.height);
    const last = start.blocks.at(-1);
    if (last === undefined) throw new RangeError('a chain starts from at least one block');
    this.#recent = new RecentBlocks(last);
    this.#open = this.#openBlock(last.slot + 1, last);
  }

  observe(observer: ChainObserver): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  bank(commitment: Commitment): Bank {
    if (commitment === 'processed') return this.#open;
    return commitment === 'confirmed' ? this.#recent.confirmed : this.#recent.finalized;
  }

  account(address: string, { slot }: Bank): Account | undefined {
    const version = this.#versions.at(slot, address);
    return version === undefined ? this.svm.account(address) : version.account;
  }

  accountsOf(owner: string, { slot }: Bank): Map<string, Account> {
    const accounts = new Map(this.svm.accountsOf(owner));
    for (const [address, account] of this.#versions.changedSince(slot)) {
      if (account?.owner === owner) accounts.set(address, account);
      else accounts.delete(address);
    }
    return accounts;
  }

  /** The newest block hash that a bank accepts, with the last block height at which one may use it. */
  latestBlockhash(commitment: Commitment): { blockhash: string; lastValidBlockHeight: number } {
    const { hash, height } = this.#recent.upTo(this.bank(commitment).height);
    return { blockhash: hash, lastValidBlockHeight: this.#blockhashes.lastValidHeight(hash) ?? height };
  }

  isBlockhashValid(hash: string, { height }: Bank): boolean {
    return this.#blockhashes.isValid(hash, height);
  }

  blockTime(slot: number): number | undefined {
    return (this.#recent.find(slot) ?? this.blocks.get(slot))?.time;
  }

  /** Why a bank would not even run the transaction. */
  refusal(transaction: WireTransaction, bank: Bank): 'AlreadyProcessed' | 'BlockhashNotFound' | undefined {
    const entry = this.history.find(transaction.signatures[0] ?? '');
    if (entry !== undefined && entry.slot <= bank.slot) return 'AlreadyProcessed';
    const { message } = transaction;
    if (this.isBlockhashValid(message.recentBlockhash, bank)) return undefined;
    const nonce = durableNonce(message, (address) => this.account(address, bank));
    return nonce === undefined ? 'BlockhashNotFound' : undefined;
  }

  /** Executes into the open block. The outcome's error tells why it failed, or why it isn't part of the block. */
  submit(transaction: WireTransaction): Outcome {
    const open = this.#open;
    const error = this.refusal(transaction, open);
    if (error !== undefined) return { ...NOT_RUN, error };
    const { message } = transaction;
    const recent = this.isBlockhashValid(message.recentBlockhash, open);
    const nonce = recent ? undefined : durableNonce(message, (address) => this.svm.account(address));
    const { outcome, record, changes } = execute(this.svm, transaction, nonce);
    if (record === undefined) return outcome;
    for (const change of changes) this.#applied(open, change);
    open.transactions.push(record);
    this.history.add(open.slot, open.transactions.length - 1, record);
    return outcome;
  }

  /** Writes an account past all rules, as a part of the open block. */
  write(address: string, after: Account | undefined): void {
    const before = this.svm.account(address);
    writeAccounts(this.svm, [[address, after]]);
    this.#applied(this.#open, { address, before, after });
  }

  /** Runs on the state of `bank` without leaving anything. */
  simulate(transaction: WireTransaction, bank: Bank, verifySignatures: boolean): Simulation {
    const read = (address: string) => this.account(address, bank);
    const keys = accountKeys(transaction, loadAddresses(transaction.message, read));
    const older = keys.flatMap((key) => {
      const version = this.#versions.at(bank.slot, key);
      return version === undefined ? [] : [[key, version.account] as const];
    });
    return simulateWith(this.svm, transaction.wire, older, verifySignatures);
  }

  /** In bytes, as validators count it: nothing for what failed before it ran, which no field of its error tells more of. */
  loadedDataSize(transaction: WireTransaction, { error }: Outcome, bank: Bank): number {
    if (typeof error === 'string') return 0;
    const { message } = transaction;
    const read = (address: string) => this.account(address, bank);
    const keys = accountKeys(transaction, loadAddresses(message, read));
    return loadedDataSize(keys, message.lookups.length, read);
  }

  /** Ends the open block and opens the next, `skip` slots later. */
  close(skip = 0): Block {
    const { slot, parentSlot, height, time, transactions, changes } = this.#open;
    const parent = this.#recent.latest;
    const hash = createHash('sha256').update(parent.hash).update(`${slot}`).update(randomBytes(32));
    for (const { signature } of transactions) hash.update(signature);
    const block: Block = {
      ...{ slot, parentSlot, height, time, transactions, changes },
      hash: bs58.encode(hash.digest()),
      parentHash: parent.hash,
    };
    this.blocks.put(block);
    this.#recent.add(block);
    this.#blockhashes.add(slot, block.hash, height);
    this.#tell((observer) => observer.blockReached(block, 'processed'));
    this.#open = this.#openBlock(slot + 1 + skip, block);
    this.#tell((observer) => observer.slotOpened?.(this.#open.slot, slot, this.#recent.finalized.slot));
    return block;
  }

  /** Confirms and finalizes what is old enough, of what is stored up to `durable`. */
  settle(durable: number): void {
    const { confirmationSlots, finalizationSlots } = this.options;
    for (const block of this.#recent.confirm(Math.min(durable, this.#open.slot - confirmationSlots)))
      this.#tell((observer) => observer.blockReached(block, 'confirmed'));
    for (const block of this.#recent.finalize(this.#open.slot - finalizationSlots)) {
      this.#versions.finalize(block.slot, block.changes.keys());
      this.#tell((observer) => observer.blockReached(block, 'finalized'));
    }
  }

  /**
   * Abandons the open block and the last `slots` closed ones: their transactions never were. Finalized blocks stay.
   *
   * @throws RangeError when that many can't be taken back
   */
  fork(slots: number): { slot: number; dropped: string[] } {
    const abandoned = [...this.#recent.drop(slots), this.#open];
    const target = this.#recent.latest;
    const dropped = abandoned.flatMap((block) => block.transactions.map(({ signature }) => signature));
    const restored = this.#versions.rollback(target.slot);
    writeAccounts(this.svm, restored);
    this.history.dropAfter(target.slot);
    this.#blockhashes.rollback(target.slot);
    this.blocks.drop(target.slot, restored);
    this.#open = this.#openBlock(this.#open.slot + 1, target);
    this.#tell((observer) => observer.forked?.(target.slot));
    return { slot: target.slot, dropped };
  }

  #openBlock(slot: number, parent: Block): OpenBlock {
    const time = Math.max(parent.time, this.options.now());
    const open: OpenBlock = {
      ...{ slot, time, parentSlot: parent.slot, height: parent.height + 1 },
      transactions: [],
      changes: new Map(),
    };
    const hashes = this.#blockhashes.recent(SLOT_HASHES_ENTRIES);
    for (const change of openSysvars(this.svm, slot, time, hashes)) this.#applied(open, change);
    return open;
  }

  #applied(
    open: OpenBlock,
    change: { address: string; before: Account | undefined; after: Account | undefined },
  ): void {
    this.#versions.record(open.slot, change.address, change.before, change.after);
    open.changes.set(change.address, change.after);
  }

  #tell(event: (observer: ChainObserver) => void): void {
    for (const observer of this.#observers) event(observer);
  }
}

const NOT_RUN: Omit<Outcome, 'error'> = {
  logs: [],
  innerInstructions: [],
  computeUnits: 0,
  returnData: null,
};
