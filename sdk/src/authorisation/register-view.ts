import {
  type AccountKind,
  type AccountOf,
  decodeAccount,
  isKind,
  type RegisterAccount,
} from '../chain/index.ts';
import type { Address } from '../identifiers.ts';

/** The raw accounts that are known; `undefined` is one that is known to be absent. */
export type AccessView = ReadonlyMap<Address, Uint8Array | undefined>;

/** Accounts by their addresses. Whatever isn't among them is absent. */
export class RegisterView {
  readonly #read: (address: Address) => RegisterAccount | undefined;

  private constructor(read: (address: Address) => RegisterAccount | undefined) {
    this.#read = read;
  }

  /** Over accounts as they stand on chain, each decoded when it is looked at. */
  static ofRaw(view: AccessView): RegisterView {
    const decoded = new Map<Address, RegisterAccount>();
    return new RegisterView((address) => {
      const known = decoded.get(address);
      const data = view.get(address);
      if (known !== undefined || data === undefined) return known;
      const account = decodeAccount(address, data);
      decoded.set(address, account);
      return account;
    });
  }

  static of(accounts: Iterable<RegisterAccount>): RegisterView {
    const known = new Map<Address, RegisterAccount>();
    for (const account of accounts) known.set(account.address, account);
    return new RegisterView((address) => known.get(address));
  }

  /** Whatever is there. Throws MeshidError `register/unreadable`. */
  at(address: Address): RegisterAccount | undefined {
    return this.#read(address);
  }

  /** The account, when it is there and of that kind. Throws MeshidError `register/unreadable`. */
  find<K extends AccountKind>(kind: K, address: Address): AccountOf<K> | undefined {
    const account = this.at(address);
    return account !== undefined && isKind(account, kind) ? account : undefined;
  }
}
