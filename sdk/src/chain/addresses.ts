import { PublicKey } from '@solana/web3.js';
import {
  type Address,
  type DatasetId,
  type DeviceId,
  type GrantId,
  keyBytes,
  parseAddress,
  parseDatasetId,
  parseGrantId,
  parsePersonId,
  type PersonId,
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

/** The Dataset account that a person creates under one of its ids. */
export function datasetAddress(creator: PersonId, id: bigint): DatasetId {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(id);
  return parseDatasetId(derive(SEEDS.dataset, keyBytes(creator), bytes));
}

/** The Grant account of a resource and a principal (a Person account, or a Device account and not the device's key). */
export function grantAddress(resource: Address, principal: Address): GrantId {
  return parseGrantId(derive(SEEDS.grant, keyBytes(resource), keyBytes(principal)));
}
