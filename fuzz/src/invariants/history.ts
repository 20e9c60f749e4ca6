import type { Address } from '../chain/addresses.ts';
import { PROGRAM } from '../chain/addresses.ts';
import type { ChainAccount } from '../chain/chain.ts';

/** What the chain held after the steps before, and what stood where, ever. The model has no part in it. */
export class History {
  /** Of the register, by address. */
  readonly accounts = new Map<Address, ChainAccount>();
  /** Of everybody. */
  readonly #money: Map<Address, bigint>;
  /** What an address was first used for. */
  readonly uses = new Map<Address, string>();

  constructor(money: ReadonlyMap<Address, bigint>) {
    this.#money = new Map(money);
  }

  lamports(address: Address): bigint {
    return this.#money.get(address) ?? 0n;
  }

  /** A gift from outside. */
  fund(address: Address, lamports: bigint): void {
    this.#money.set(address, this.lamports(address) + lamports);
  }

  remember(address: Address, account: ChainAccount | undefined): void {
    this.#money.set(address, account?.lamports ?? 0n);
    if (account?.owner === PROGRAM) this.accounts.set(address, account);
    else this.accounts.delete(address);
  }
}
