import type { Address } from '../chain/addresses.ts';
import type { Keys } from '../chain/keys.ts';

/** Everybody who has a key. */
export interface Cast {
  /** Pays the fees and takes no other part. */
  readonly feePayer: Address;
  /** Any of them may become a person, an authority, a recovery authority, or pay. */
  readonly wallets: readonly [Address, ...Address[]];
  /** The wallets that found persons. */
  readonly founders: readonly [Address, ...Address[]];
  readonly deviceKeys: readonly [Address, ...Address[]];
  readonly names: ReadonlyMap<Address, string>;
}

const [FOUNDERS, WALLETS, DEVICES] = [6, 10, 28];

export function gather(keys: Keys): Cast {
  const names = new Map<Address, string>();
  const make = (name: string): Address => {
    const address = keys.make(name);
    names.set(address, name);
    return address;
  };
  const several = (what: string, count: number): readonly [Address, ...Address[]] => [
    make(`${what} 0`),
    ...Array.from({ length: count - 1 }, (_, index) => make(`${what} ${index + 1}`)),
  ];
  const wallets = several('wallet', WALLETS);
  return {
    feePayer: make('fee payer'),
    wallets,
    founders: [wallets[0], ...wallets.slice(1, FOUNDERS)],
    deviceKeys: several('device key', DEVICES),
    names,
  };
}
