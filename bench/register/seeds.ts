import { PublicKey } from '@solana/web3.js';
import { readFileSync } from 'node:fs';

interface Idl {
  readonly constants: readonly { readonly name: string; readonly value: string }[];
}

const MOST_IDS = 12;
const idl = JSON.parse(
  readFileSync(new URL('../../sdk/program/meshid.json', import.meta.url), 'utf8'),
) as Idl;
const PREFIXES = new Map(
  idl.constants
    .filter(({ name }) => name.endsWith('_SEED'))
    .map(({ name, value }) => [name, Buffer.from(JSON.parse(value) as number[])]),
);
/** Of two numbers one gives an address that no key has, so that many are tried on the average. */
const EXPECTED_TRIES = 2;

/** By which seeds an address was made: a prefix of the program's, then one or two of the accounts, or one and an id. */
export function findSeeds(program: PublicKey, address: string, accounts: readonly PublicKey[]): Uint8Array[] {
  const made = (seeds: Uint8Array[]): boolean =>
    PublicKey.findProgramAddressSync(seeds, program)[0].toBase58() === address;
  const keys = accounts.map((account) => account.toBytes());
  const ids = Array.from({ length: MOST_IDS }, (_, id) => idBytes(BigInt(id)));
  for (const prefix of PREFIXES.values())
    for (const key of keys) {
      if (made([prefix, key])) return [prefix, key];
      for (const last of [...keys, ...ids]) if (made([prefix, key, last])) return [prefix, key, last];
    }
  throw new Error(`${address} is made of no seeds that are known`);
}

function idBytes(id: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(id);
  return bytes;
}

/** How many numbers have to be tried, from 255 down, until one gives an address of these seeds. */
export function triesFor(program: PublicKey, seeds: Uint8Array[]): number {
  const [, bump] = PublicKey.findProgramAddressSync(seeds, program);
  return 256 - bump;
}

/** What an address is made of: the name of a prefix in the IDL, then accounts and ids. */
export type Made = readonly [prefix: string, ...parts: (string | bigint)[]];

/** What is measured is created at addresses that take the expected number of tries: chance would otherwise decide between figures. */
export function takesExpectedTries(program: PublicKey, [name, ...parts]: Made): boolean {
  const prefix = PREFIXES.get(name);
  if (prefix === undefined) throw new Error(`the IDL has no ${name}`);
  const rest = parts.map((part) =>
    typeof part === 'bigint' ? idBytes(part) : new PublicKey(part).toBytes(),
  );
  return triesFor(program, [prefix, ...rest]) === EXPECTED_TRIES;
}
