import { PublicKey } from '@solana/web3.js';
import { readFileSync } from 'node:fs';

interface Idl {
  readonly constants: readonly { readonly name: string; readonly value: string }[];
}

const MOST_IDS = 12;
const idl = JSON.parse(
  readFileSync(new URL('../../sdk/program/meshid.json', import.meta.url), 'utf8'),
) as Idl;
const PREFIXES = idl.constants
  .filter(({ name }) => name.endsWith('_SEED'))
  .map(({ value }) => Buffer.from(JSON.parse(value) as number[]));

/** By which seeds an address was made: a prefix of the program's, then one or two of the accounts, or one and an id. */
export function findSeeds(program: PublicKey, address: string, accounts: readonly PublicKey[]): Uint8Array[] {
  const made = (seeds: Uint8Array[]): boolean =>
    PublicKey.findProgramAddressSync(seeds, program)[0].toBase58() === address;
  const keys = accounts.map((account) => account.toBytes());
  const ids = Array.from({ length: MOST_IDS }, (_, id) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(id));
    return bytes;
  });
  for (const prefix of PREFIXES)
    for (const key of keys) {
      if (made([prefix, key])) return [prefix, key];
      for (const last of [...keys, ...ids]) if (made([prefix, key, last])) return [prefix, key, last];
    }
  throw new Error(`${address} is made of no seeds that are known`);
}
