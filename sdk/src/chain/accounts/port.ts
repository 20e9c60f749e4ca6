import { type Address, parsePersonId, parsePortId, type PersonId, type PortId } from '../../identifiers.ts';
import { type Ending, readEnding } from './closing.ts';
import type { Reader } from './reader.ts';

/** An application port that a device offers. */
export interface Port extends Ending {
  readonly kind: 'port';
  readonly address: PortId;
  readonly status: 'shared' | 'unshared';
  /** Who owns it. */
  readonly creator: PersonId;
  readonly id: bigint;
  /** The Device account. */
  readonly device: Address;
  readonly number: number;
  /** The application's; nothing when none was named. */
  readonly protocol: string | undefined;
  readonly accessSequence: bigint;
  /** Under the person's secret. */
  readonly sealedLabel: Uint8Array;
}

export function readPort(address: Address, from: Reader): Port {
  return {
    kind: 'port',
    address: parsePortId(address),
    status: from.word('status', ['shared', 'unshared'] as const),
    creator: parsePersonId(from.key('creator')),
    id: from.integer('id'),
    device: from.key('device'),
    number: Number(from.integer('number')),
    protocol: from.name('protocol'),
    accessSequence: from.integer('accessSequence'),
    sealedLabel: from.bytes('sealedLabel'),
    ...readEnding(from),
  };
}
