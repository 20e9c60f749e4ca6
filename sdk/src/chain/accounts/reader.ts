import type { BN } from '@coral-xyz/anchor';
import type { PublicKey } from '@solana/web3.js';
import { CID } from 'multiformats/cid';
import { MeshidError } from '../../errors.ts';
import { type Address, parseAddress } from '../../identifiers.ts';

/** As Anchor decodes them by the IDL. */
export type Fields = Readonly<Record<string, number | BN | PublicKey | number[]>>;

const NO_KEY = '11111111111111111111111111111111';

/** Reads the fields that Anchor decoded into domain values. */
export class Reader {
  readonly #address: Address;
  readonly #fields: Fields;

  constructor(address: Address, fields: Fields) {
    this.#address = address;
    this.#fields = fields;
  }

  integer(name: string): bigint {
    return BigInt(String(this.#fields[name]));
  }

  /** A time in Unix seconds; none when it is 0. */
  time(name: string): bigint | undefined {
    const seconds = this.integer(name);
    return seconds === 0n ? undefined : seconds;
  }

  flag(name: string): boolean {
    return this.integer(name) !== 0n;
  }

  key(name: string): Address {
    return parseAddress(String(this.#fields[name]));
  }

  optionalKey(name: string): Address | undefined {
    const key = this.key(name);
    return key === NO_KEY ? undefined : key;
  }

  bytes(name: string): Uint8Array {
    const value = this.#fields[name];
    if (!Array.isArray(value)) throw unreadable(this.#address, `${name} should be bytes`);
    return Uint8Array.from(value);
  }

  /** UTF-8 padded with zeros; none when it is empty. */
  name(name: string): string | undefined {
    const bytes = this.bytes(name);
    const end = bytes.indexOf(0);
    return Buffer.from(end === -1 ? bytes : bytes.subarray(0, end)).toString('utf8') || undefined;
  }

  cid(name: string): CID {
    try {
      return CID.decode(this.bytes(name));
    } catch {
      throw unreadable(this.#address, `${name} is not a CID`);
    }
  }

  word<W extends string>(name: string, words: readonly (W | undefined)[]): W {
    const word = words[Number(this.#fields[name])];
    if (word === undefined)
      throw unreadable(this.#address, `${name} has a value that is not known here; update meshid`);
    return word;
  }
}

export function unreadable(address: Address, why: string): MeshidError {
  return new MeshidError('register/unreadable', { address, why });
}
