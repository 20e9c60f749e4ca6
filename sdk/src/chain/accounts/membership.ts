import {
  type Address,
  type GroupId,
  type MembershipId,
  parseGroupId,
  parseMembershipId,
  parsePersonId,
  type PersonId,
} from '../../identifiers.ts';
import { type Ending, readEnding } from './closing.ts';
import { type Role, ROLE_NAMES } from './device.ts';
import { MEMBER_NAMES } from './grant.ts';
import type { Reader } from './reader.ts';

export interface Membership extends Ending {
  readonly kind: 'membership';
  readonly address: MembershipId;
  readonly status: 'active' | 'removed';
  /** An admin adds and removes ordinary members. */
  readonly role: Role;
  readonly principalKind: 'person' | 'device';
  readonly group: GroupId;
  /** The Person or Device account. */
  readonly principal: Address;
  /** Who added it. */
  readonly granter: PersonId;
  /** Unix seconds; 0 for never. */
  readonly expiresAt: bigint;
  /** Tells this membership from an earlier one at its address. */
  readonly serial: bigint;
}

export function readMembership(address: Address, from: Reader): Membership {
  return {
    kind: 'membership',
    address: parseMembershipId(address),
    status: from.word('status', ['active', 'removed'] as const),
    role: from.word('role', ROLE_NAMES),
    principalKind: from.word('principalKind', MEMBER_NAMES),
    group: parseGroupId(from.key('group')),
    principal: from.key('principal'),
    granter: parsePersonId(from.key('granter')),
    expiresAt: from.integer('expiresAt'),
    serial: from.integer('serial'),
    ...readEnding(from),
  };
}
