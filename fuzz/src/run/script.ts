import { type Address, originOf, PROGRAM, SYSTEM, toBase58 } from '../chain/addresses.ts';
import type { Value } from '../chain/layout.ts';
import type { Deed } from '../plan/command.ts';

type Names = ReadonlyMap<Address, string>;

/** Deeds as lines that people can read: who did what with which accounts. */
export function script(deeds: readonly Deed[], names: Names): string {
  return deeds.map((deed, index) => `${String(index + 1).padStart(3)}. ${line(deed, names)}`).join('\n');
}

function line(deed: Deed, names: Names): string {
  if (deed.does === 'wait') return `the time becomes ${deed.until}`;
  if (deed.does === 'fund') return `${deed.lamports} lamports come to ${nameOf(deed.address, names)}`;
  const { instruction, accounts, args, signers, preceding } = deed.attempt;
  const named = Object.entries(accounts).map(
    ([slot, at]) => `${slot}: ${at === null ? 'none' : nameOf(at, names)}`,
  );
  const given = Object.entries(args).map(([name, value]) => `${name}: ${short(value, names)}`);
  const before = preceding === undefined ? '' : `\n     after ${JSON.stringify(preceding, withBigints)}`;
  return [
    instruction,
    `     with ${named.join(', ')}`,
    ...(given.length > 0 ? [`     saying ${given.join(', ')}`] : []),
    `     signed by ${signers.map((signer) => nameOf(signer, names)).join(', ')}${before}`,
  ].join('\n');
}

const withBigints = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;

function nameOf(address: Address, names: Names): string {
  const name = names.get(address);
  if (name !== undefined) return name;
  if (address === SYSTEM) return 'the System program';
  if (address === PROGRAM) return 'the program';
  const origin = originOf(address);
  if (origin === undefined) return toBase58(address);
  const [word, ...seeds] = origin;
  const told = seeds.map((seed) => (seed.length === 64 ? nameOf(seed, names) : String(idOf(seed))));
  return `${word}(${told.join(', ')})`;
}

const idOf = (seed: string): bigint => Buffer.from(seed, 'hex').readBigUInt64LE();

function short(value: Value, names: Names): string {
  if (typeof value !== 'string') return String(value);
  if (/^0*$/.test(value)) return 'zeros';
  return names.get(value) ?? (value.length > 16 ? `${value.slice(0, 8)}…` : value);
}
