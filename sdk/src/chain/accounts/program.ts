import {
  type Address,
  parsePersonId,
  parseProgramId,
  type PersonId,
  type ProgramId,
} from '../../identifiers.ts';
import { type Ending, readEnding } from './closing.ts';
import type { Reader } from './reader.ts';

/** A published workload. */
export interface Program extends Ending {
  readonly kind: 'program';
  readonly address: ProgramId;
  readonly status: 'active' | 'retired';
  /** Whether somebody sits in front of it, or it runs to its end by itself. */
  readonly class: 'interactive' | 'batch';
  readonly creator: PersonId;
  readonly id: bigint;
  readonly owner: PersonId;
  /** SHA-256 of the bundle, 32 bytes. */
  readonly bundleDigest: Uint8Array;
  /** 1 is the first. */
  readonly bundleVersion: bigint;
  readonly accessSequence: bigint;
  /** Anybody can claim any: show the address beside it. */
  readonly slug: string | undefined;
}

export function readProgram(address: Address, from: Reader): Program {
  return {
    kind: 'program',
    address: parseProgramId(address),
    status: from.word('status', ['active', 'retired'] as const),
    class: from.word('class', ['interactive', 'batch'] as const),
    creator: parsePersonId(from.key('creator')),
    id: from.integer('id'),
    owner: parsePersonId(from.key('owner')),
    bundleDigest: from.bytes('bundleDigest'),
    bundleVersion: from.integer('bundleVersion'),
    accessSequence: from.integer('accessSequence'),
    slug: from.name('slug'),
    ...readEnding(from),
  };
}
