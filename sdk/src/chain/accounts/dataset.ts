import type { CID } from 'multiformats/cid';
import {
  type Address,
  type DatasetId,
  parseDatasetId,
  parsePersonId,
  type PersonId,
} from '../../identifiers.ts';
import { type Ending, readEnding } from './closing.ts';
import type { Reader } from './reader.ts';

export interface Dataset extends Ending {
  readonly kind: 'dataset';
  readonly address: DatasetId;
  readonly status: 'active' | 'retired';
  readonly rotationDue: boolean;
  readonly creator: PersonId;
  readonly id: bigint;
  readonly owner: PersonId;
  /** The newest version's root; nothing before the first. */
  readonly head: CID | undefined;
  readonly sequence: bigint;
  readonly epoch: bigint;
  readonly ownerGeneration: bigint;
  readonly keyringDigest: Uint8Array;
  /** Unix seconds; the earliest expiry among the epoch's readers. */
  readonly epochValidUntil: bigint;
  readonly accessSequence: bigint;
  readonly sealedLabel: Uint8Array;
}

export function readDataset(address: Address, from: Reader): Dataset {
  return {
    kind: 'dataset',
    address: parseDatasetId(address),
    status: from.word('status', ['active', 'retired'] as const),
    rotationDue: from.flag('rotationDue'),
    creator: parsePersonId(from.key('creator')),
    id: from.integer('id'),
    owner: parsePersonId(from.key('owner')),
    head: from.integer('sequence') === 0n ? undefined : from.cid('head'),
    sequence: from.integer('sequence'),
    epoch: from.integer('epoch'),
    ownerGeneration: from.integer('ownerGeneration'),
    keyringDigest: from.bytes('keyringDigest'),
    epochValidUntil: from.integer('epochValidUntil'),
    accessSequence: from.integer('accessSequence'),
    sealedLabel: from.bytes('sealedLabel'),
    ...readEnding(from),
  };
}
