import bs58 from 'bs58';
import { MeshidError } from './errors.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** The base58 address of any account on chain, 32 bytes. */
export type Address = Branded<'Address'>;
/** The address of a Person account. */
export type PersonId = Address & Branded<'Address' & 'PersonId'>;
/** A device's ed25519 public key in base58 (not the address of its Device account); its libp2p peer id holds the same key. */
export type DeviceId = Branded<'DeviceId'>;
/** The address of a Dataset account. */
export type DatasetId = Address & Branded<'Address' & 'DatasetId'>;
/** The address of a Grant account. */
export type GrantId = Address & Branded<'Address' & 'GrantId'>;
/** The address of a Group account. */
export type GroupId = Address & Branded<'Address' & 'GroupId'>;
/** The address of a Membership account. */
export type MembershipId = Address & Branded<'Address' & 'MembershipId'>;
/** The address of a Program account: a published workload, and not a Solana program. */
export type ProgramId = Address & Branded<'Address' & 'ProgramId'>;
/** The address of a Port account. */
export type PortId = Address & Branded<'Address' & 'PortId'>;

const KEY_BYTES = 32;
const BASE58_MAX_CHARACTERS = 44;

/**
 * Reads a base58 key of 32 bytes.
 *
 * @throws MeshidError `input/invalid`
 */
export function parseKey(text: string, what: string): Uint8Array {
  // Decoding costs quadratic time, so the length is checked before.
  const bytes = text.length <= BASE58_MAX_CHARACTERS ? bs58.decodeUnsafe(text) : undefined;
  if (bytes?.length !== KEY_BYTES)
    throw new MeshidError('input/invalid', {
      what: `${what} "${text.slice(0, 64)}"`,
      why: 'it should be 32 bytes in base58',
    });
  return bytes;
}

function checked(text: string, what: string): string {
  parseKey(text, what);
  return text;
}

/** Each checks its text and brands it; they throw MeshidError `input/invalid`. */
export const parseAddress = (text: string): Address => checked(text, 'address') as Address;
export const parsePersonId = (text: string): PersonId => checked(text, 'person') as PersonId;
export const parseDeviceId = (text: string): DeviceId => checked(text, 'device') as DeviceId;
export const parseDatasetId = (text: string): DatasetId => checked(text, 'dataset') as DatasetId;
export const parseGrantId = (text: string): GrantId => checked(text, 'grant') as GrantId;
export const parseGroupId = (text: string): GroupId => checked(text, 'group') as GroupId;
export const parseMembershipId = (text: string): MembershipId => checked(text, 'membership') as MembershipId;
export const parseProgramId = (text: string): ProgramId => checked(text, 'program') as ProgramId;
export const parsePortId = (text: string): PortId => checked(text, 'port') as PortId;

/** The 32 bytes of an id. */
export function keyBytes(id: Address | DeviceId): Uint8Array {
  return bs58.decode(id);
}

/** The base58 form of 32 bytes. */
export function encodeKey(bytes: Uint8Array): string {
  if (bytes.length !== KEY_BYTES)
    throw new MeshidError('input/invalid', {
      what: 'key',
      why: `it has ${bytes.length} bytes instead of 32`,
    });
  return bs58.encode(bytes);
}
