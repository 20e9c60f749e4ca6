import { MeshidError } from '../errors.ts';
import type { Address } from '../identifiers.ts';
import { type Dataset, readDataset } from './accounts/dataset.ts';
import { type Device, readDevice, readRevokedDevice, type RevokedDevice } from './accounts/device.ts';
import { type Grant, readGrant } from './accounts/grant.ts';
import { type Group, readGroup } from './accounts/group.ts';
import { type Membership, readMembership } from './accounts/membership.ts';
import { type Person, readPerson } from './accounts/person.ts';
import { type Port, readPort } from './accounts/port.ts';
import { type Program, readProgram } from './accounts/program.ts';
import { type Fields, Reader, unreadable } from './accounts/reader.ts';
import { LAYOUT_VERSION, program } from './program.ts';

export type { Dataset } from './accounts/dataset.ts';
export type { Device, RevokedDevice, Role } from './accounts/device.ts';
export type { Grant, PrincipalKind, ResourceKind } from './accounts/grant.ts';
export type { Group } from './accounts/group.ts';
export type { Membership } from './accounts/membership.ts';
export { type Permission, permissionBits, permissionsOf } from './accounts/permissions.ts';
export { type Person, type Recovery, recoveryInEffect } from './accounts/person.ts';
export type { Port } from './accounts/port.ts';
export type { Program } from './accounts/program.ts';

export type RegisterAccount =
  Person | Device | RevokedDevice | Group | Membership | Program | Dataset | Grant | Port;

/** What an account is, by its name in the IDL. */
export type AccountKind = RegisterAccount['kind'];
export type AccountOf<K extends AccountKind> = Extract<RegisterAccount, { kind: K }>;

const READERS: { readonly [K in AccountKind]: (address: Address, from: Reader) => AccountOf<K> } = {
  person: readPerson,
  device: readDevice,
  revokedDevice: readRevokedDevice,
  group: readGroup,
  membership: readMembership,
  program: readProgram,
  dataset: readDataset,
  grant: readGrant,
  port: readPort,
};
const KINDS = Object.keys(READERS) as AccountKind[];

export const DISCRIMINATORS = Object.fromEntries(
  program.idl.accounts.map(({ name, discriminator }) => [name, Buffer.from(discriminator)]),
) as Record<AccountKind, Buffer>;

/**
 * Reads an account of the program.
 *
 * @throws MeshidError `register/unreadable` when it is of another kind, layout or length
 */
export function decodeAccount(address: Address, data: Uint8Array): RegisterAccount {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const kind = KINDS.find((name) => bytes.subarray(0, 8).equals(DISCRIMINATORS[name]));
  if (kind === undefined) throw unreadable(address, 'it is of no kind that is known here');
  if (bytes.length !== program.coder.accounts.size(kind))
    throw unreadable(address, `${bytes.length} bytes are not a ${kind}`);
  // The account's layout, which the IDL gives; the field's type can't be known before.
  const fields = program.coder.accounts.decodeUnchecked<Fields>(kind, bytes);
  if (fields['version'] !== LAYOUT_VERSION)
    throw unreadable(address, 'its layout is of another version; update meshid');
  return READERS[kind](address, new Reader(address, fields));
}

/** @throws MeshidError `register/unreadable`; `device/revoked` where a device is looked for and only its tombstone is left */
export function decodeAs<K extends AccountKind>(kind: K, address: Address, data: Uint8Array): AccountOf<K> {
  const account = decodeAccount(address, data);
  if (isKind(account, kind)) return account;
  if (account.kind === 'revokedDevice' && kind === 'device')
    throw new MeshidError('device/revoked', { device: account.id });
  throw unreadable(address, `it is a ${account.kind} and not a ${kind}`);
}

export function isKind<K extends AccountKind>(account: RegisterAccount, kind: K): account is AccountOf<K> {
  return account.kind === kind;
}
