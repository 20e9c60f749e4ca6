import type { BN, IdlEvents } from '@coral-xyz/anchor';
import { PublicKey } from '@solana/web3.js';
import { CID } from 'multiformats/cid';
import type { Meshid } from '../../program/meshid.ts';
import { type Address, parseAddress } from '../identifiers.ts';
import { type Role, ROLE_NAMES } from './accounts/device.ts';
import { type Permission, permissionsOf } from './accounts/permissions.ts';
import { program } from './program.ts';

type OnChain = IdlEvents<Meshid>;

/** Fields that are something else in the domain than their type on chain says. */
interface Special {
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
  readonly head: CID;
}
type ValueOf<T> = T extends PublicKey
  ? Address
  : T extends boolean
    ? boolean
    : T extends number | BN
      ? bigint
      : Uint8Array;
type FieldOf<Name, T> = Name extends keyof Special ? Special[Name] : ValueOf<T>;

/** What happened on chain: each change of the register tells of itself by exactly one. */
export type RegisterEvent = {
  readonly [Name in keyof OnChain]: { readonly name: Name } & {
    readonly [Field in keyof OnChain[Name]]: FieldOf<Field, OnChain[Name][Field]>;
  };
}[keyof OnChain];
export type RegisterEventName = RegisterEvent['name'];
export type RegisterEventOf<Name extends RegisterEventName> = Extract<RegisterEvent, { name: Name }>;

/** Anchor's own, before the event in the data of the instruction that the program sends itself. */
const TAG_BYTES = 8;

/**
 * The event in the data of an inner instruction of the program. What isn't one, or can't be read, is nothing: only its own program
 * can send it, and a newer one may tell of more.
 */
export function decodeEvent(data: Uint8Array): RegisterEvent | undefined {
  try {
    const decoded = program.coder.events.decode(Buffer.from(data).subarray(TAG_BYTES).toString('base64'));
    if (decoded === null) return undefined;
    const fields = Object.entries(decoded.data as Record<string, unknown>).map(([name, value]) => [
      name,
      toDomain(name, value),
    ]);
    return { name: decoded.name, ...Object.fromEntries(fields) } as RegisterEvent;
  } catch {
    return undefined;
  }
}

function toDomain(name: string, value: unknown): unknown {
  if (name === 'role') return ROLE_NAMES[Number(value)];
  if (name === 'permissions') return permissionsOf(Number(value));
  if (name === 'head') return CID.decode(Uint8Array.from(value as number[]));
  if (value instanceof PublicKey) return parseAddress(value.toBase58());
  if (typeof value === 'boolean') return value;
  return Array.isArray(value) ? Uint8Array.from(value as number[]) : BigInt(String(value));
}
