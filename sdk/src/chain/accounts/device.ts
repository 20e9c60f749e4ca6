import {
  type Address,
  type DeviceId,
  parseDeviceId,
  parsePersonId,
  type PersonId,
} from '../../identifiers.ts';
import { type Ending, readEnding } from './closing.ts';
import type { Reader } from './reader.ts';

export type Role = 'member' | 'admin';
/** By their numbers on chain. */
export const ROLE_NAMES: readonly Role[] = ['member', 'admin'];

export interface Device extends Ending {
  readonly kind: 'device';
  readonly address: Address;
  readonly id: DeviceId;
  readonly status: 'active' | 'suspended' | 'revoked';
  readonly role: Role;
  readonly person: PersonId;
  readonly encryptionKey: Uint8Array;
  /** Under the person's secret. */
  readonly sealedName: Uint8Array;
  readonly enrolledSequence: bigint;
  /** Unix seconds. */
  readonly enrolledAt: bigint;
  /** When it last became active, or an admin, Unix seconds: a recovery is cancelled with it only when that is a delay ago. */
  readonly trustedSince: bigint;
  /** Jobs that it takes at a time. */
  readonly slots: number;
}

export function readDevice(address: Address, from: Reader): Device {
  return {
    kind: 'device',
    address,
    id: parseDeviceId(from.key('key')),
    status: from.word('status', ['active', 'suspended', 'revoked'] as const),
    role: from.word('role', ROLE_NAMES),
    person: parsePersonId(from.key('person')),
    encryptionKey: from.bytes('encryptionKey'),
    sealedName: from.bytes('sealedName'),
    enrolledSequence: from.integer('enrolledSequence'),
    enrolledAt: from.integer('enrolledAt'),
    trustedSince: from.integer('trustedSince'),
    slots: Number(from.integer('slots')),
    ...readEnding(from),
  };
}

/** What is left of a revoked device whose account was shrunk: its key stays refused for ever. */
export interface RevokedDevice {
  readonly kind: 'revokedDevice';
  readonly address: Address;
  readonly id: DeviceId;
  readonly person: PersonId;
  /** When it was revoked, Unix seconds. */
  readonly endedAt: bigint;
}

export function readRevokedDevice(address: Address, from: Reader): RevokedDevice {
  return {
    kind: 'revokedDevice',
    address,
    id: parseDeviceId(from.key('key')),
    person: parsePersonId(from.key('person')),
    endedAt: from.integer('endedAt'),
  };
}
