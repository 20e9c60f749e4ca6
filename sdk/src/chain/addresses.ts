import { PublicKey } from '@solana/web3.js';
import {
  type Address,
  type DatasetId,
  type DeviceId,
  type GrantId,
  type GroupId,
  keyBytes,
  type MembershipId,
  parseAddress,
  parseDatasetId,
  parseGrantId,
  parseGroupId,
  parseMembershipId,
  parsePersonId,
  parsePortId,
  parseProgramId,
  type PersonId,
  type PortId,
  type ProgramId,
} from '../identifiers.ts';
import { PROGRAM_ID, SEEDS } from './program.ts';

const PROGRAM = new PublicKey(PROGRAM_ID);

function derive(...seeds: Uint8Array[]): string {
  return PublicKey.findProgramAddressSync(seeds, PROGRAM)[0].toBase58();
}

/** The Person account of the wallet that founded it. */
export function personAddress(founder: Address): PersonId {
  return parsePersonId(derive(SEEDS.person, keyBytes(founder)));
}

/** The Device account of a device's key. */
export function deviceAddress(device: DeviceId): Address {
  return parseAddress(derive(SEEDS.device, keyBytes(device)));
}

function idBytes(id: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(id);
  return bytes;
}

/** The Dataset account that a person creates under one of its ids; so the next ones, each of its kind. */
export function datasetAddress(creator: PersonId, id: bigint): DatasetId {
  return parseDatasetId(derive(SEEDS.dataset, keyBytes(creator), idBytes(id)));
}

export function groupAddress(creator: PersonId, id: bigint): GroupId {
  return parseGroupId(derive(SEEDS.group, keyBytes(creator), idBytes(id)));
}

export function programAddress(creator: PersonId, id: bigint): ProgramId {
  return parseProgramId(derive(SEEDS.program, keyBytes(creator), idBytes(id)));
}

export function portAddress(creator: PersonId, id: bigint): PortId {
  return parsePortId(derive(SEEDS.port, keyBytes(creator), idBytes(id)));
}

/** The Membership account of a principal (a Person account, or a Device account and not the device's key) in a group. */
export function membershipAddress(group: GroupId, principal: Address): MembershipId {
  return parseMembershipId(derive(SEEDS.member, keyBytes(group), keyBytes(principal)));
}

/** The Grant account of a resource and a principal (a Person, Device or Group account, and not a device's key). */
export function grantAddress(resource: Address, principal: Address): GrantId {
  return parseGrantId(derive(SEEDS.grant, keyBytes(resource), keyBytes(principal)));
}
