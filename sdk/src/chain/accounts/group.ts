import { type Address, type GroupId, parseGroupId, parsePersonId, type PersonId } from '../../identifiers.ts';
import { type Ending, readEnding } from './closing.ts';
import type { Reader } from './reader.ts';

export interface Group extends Ending {
  readonly kind: 'group';
  readonly address: GroupId;
  readonly status: 'active' | 'retired';
  /** A member was lost: nothing can be granted to the group before its next generation. */
  readonly keyringDue: boolean;
  readonly creator: PersonId;
  readonly id: bigint;
  readonly owner: PersonId;
  /** X25519, 32 bytes: whoever grants to the group seals to it. */
  readonly encryptionKey: Uint8Array;
  readonly generation: bigint;
  /** SHA-256, 32 bytes. */
  readonly keyringDigest: Uint8Array;
  /** Unix seconds; the earliest expiry among the generation's members. */
  readonly keyringValidUntil: bigint;
  readonly accessSequence: bigint;
  /** Under the group's secret. */
  readonly sealedLabel: Uint8Array;
}

export function readGroup(address: Address, from: Reader): Group {
  return {
    kind: 'group',
    address: parseGroupId(address),
    status: from.word('status', ['active', 'retired'] as const),
    keyringDue: from.flag('keyringDue'),
    creator: parsePersonId(from.key('creator')),
    id: from.integer('id'),
    owner: parsePersonId(from.key('owner')),
    encryptionKey: from.bytes('encryptionKey'),
    generation: from.integer('generation'),
    keyringDigest: from.bytes('keyringDigest'),
    keyringValidUntil: from.integer('keyringValidUntil'),
    accessSequence: from.integer('accessSequence'),
    sealedLabel: from.bytes('sealedLabel'),
    ...readEnding(from),
  };
}
