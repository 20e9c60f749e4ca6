import type { Address } from '../chain/addresses.ts';
import { ACCOUNT_LAYOUTS, encode, type Layout } from '../chain/layout.ts';
import type { Account, Kind, OfKind } from './accounts.ts';

export type Change = ReadonlyMap<Address, Account | undefined>;

const encoded = new WeakMap<Account, Buffer>();

/** The bytes that such an account should have on chain. */
export function bytesOf(account: Account): Buffer {
  const known = encoded.get(account);
  if (known !== undefined) return known;
  const data = encode(layoutOf(account.kind), { ...account });
  encoded.set(account, data);
  return data;
}

export function layoutOf(kind: string): Layout {
  const layout = ACCOUNT_LAYOUTS.get(kind);
  if (layout === undefined) throw new Error(`the IDL has no account ${kind}`);
  return layout;
}

/** What the model holds to be on chain. Accounts are never changed in place. */
export class Register {
  readonly accounts = new Map<Address, Account>();
  /** Of everybody's: wallets too, and addresses that hold money and no account yet. */
  readonly lamports = new Map<Address, bigint>();

  find<K extends Kind>(kind: K, address: Address | null | undefined): OfKind<K> | undefined {
    const account = typeof address === 'string' ? this.accounts.get(address) : undefined;
    return account?.kind === kind ? (account as OfKind<K>) : undefined;
  }

  all<K extends Kind>(kind: K): [Address, OfKind<K>][] {
    const found: [Address, OfKind<K>][] = [];
    for (const [address, account] of this.accounts)
      if (account.kind === kind) found.push([address, account as OfKind<K>]);
    return found;
  }

  balance(address: Address): bigint {
    return this.lamports.get(address) ?? 0n;
  }

  pay(from: Address, to: Address, lamports: bigint): void {
    this.lamports.set(from, this.balance(from) - lamports);
    this.lamports.set(to, this.balance(to) + lamports);
  }

  /** Carries out what an accepted instruction does. Rent is paid by `payer`, and goes back to whoever paid it. */
  apply(change: Change, payer: Address, rent: (bytes: number) => bigint): void {
    for (const [address, after] of change) {
      const before = this.accounts.get(address);
      if (after === undefined) {
        if (before === undefined || before.kind === 'RevokedDevice')
          throw new Error(`${address} can't close`);
        this.pay(address, before.rent_payer, this.balance(address));
        this.accounts.delete(address);
        continue;
      }
      if (before === undefined) {
        const missing = rent(layoutOf(after.kind).bytes) - this.balance(address);
        if (missing > 0n) this.pay(payer, address, missing);
      } else if (before.kind === 'Device' && after.kind === 'RevokedDevice') {
        const spared = rent(layoutOf('Device').bytes) - rent(layoutOf('RevokedDevice').bytes);
        this.pay(address, before.rent_payer, spared);
      }
      this.accounts.set(address, after);
    }
  }
}
