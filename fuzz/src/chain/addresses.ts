import { createHash } from 'node:crypto';
import bs58 from 'bs58';
import { idl } from './idl.ts';
import { isPoint } from './curve.ts';
import type { Hex } from './layout.ts';

/** An account's address, hexadecimal. */
export type Address = Hex;

export const toHex = (base58: string): Hex => Buffer.from(bs58.decode(base58)).toString('hex');
export const toBase58 = (address: Address): string => bs58.encode(Buffer.from(address, 'hex'));

export const PROGRAM: Address = toHex(idl.address);
export const SYSTEM: Address = '00'.repeat(32);
export const INSTRUCTIONS_SYSVAR: Address = toHex('Sysvar1nstructions1111111111111111111111111');
export const ED25519_PROGRAM: Address = toHex('Ed25519SigVerify111111111111111111111111111');

interface Derived {
  readonly address: Address;
  readonly bump: number;
}

// The same addresses come again in every sequence.
const derived = new Map<string, Derived>();
const origins = new Map<Address, readonly string[]>();
const MARKER = Buffer.from('ProgramDerivedAddress');

/** The program's address for a word and other seeds: the first hash, from bump 255 down, that is no point of the curve. */
export function derive(word: string, ...seeds: readonly Hex[]): Derived {
  const key = [word, ...seeds].join();
  const known = derived.get(key);
  if (known !== undefined) return known;
  const bytes = Buffer.concat([Buffer.from(word), ...seeds.map((seed) => Buffer.from(seed, 'hex'))]);
  for (let bump = 255; bump >= 0; bump--) {
    const input = [bytes, Buffer.of(bump), Buffer.from(PROGRAM, 'hex'), MARKER];
    const hash = createHash('sha256').update(Buffer.concat(input)).digest();
    if (isPoint(hash)) continue;
    const found = { address: hash.toString('hex'), bump };
    derived.set(key, found);
    origins.set(found.address, [word, ...seeds]);
    return found;
  }
  throw new Error(`there is no address for ${key}`);
}

export const EVENT_AUTHORITY: Address = derive('__event_authority').address;

/** An id as it stands in a seed: 8 bytes, the lowest first. */
export function idSeed(id: bigint): Hex {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(id);
  return bytes.toString('hex');
}

/** The word and seeds that an address was derived from here, for showing it to people. */
export const originOf = (address: Address): readonly string[] | undefined => origins.get(address);
