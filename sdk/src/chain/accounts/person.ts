import { type Address, encodeKey, parseAddress, parsePersonId, type PersonId } from '../../identifiers.ts';
import { type Ending, readEnding } from './closing.ts';
import type { Reader } from './reader.ts';

/** Who may take a person over, and how long that takes. */
export interface Recovery {
  readonly authority: Address;
  /** X25519, 32 bytes: a holder of every keyring of the person. */
  readonly key: Uint8Array;
  /** Seconds. */
  readonly delay: bigint;
}

export interface Person extends Ending {
  readonly kind: 'person';
  readonly address: PersonId;
  readonly status: 'active' | 'retired';
  /** A device was lost, and the keyring's next generation is due. */
  readonly keyringDue: boolean;
  readonly founder: Address;
  /** The cluster's genesis hash. */
  readonly cluster: Address;
  readonly authority: Address;
  /** Becomes the authority when it accepts before `until`, Unix seconds. */
  readonly proposal: { readonly authority: Address; readonly until: bigint } | undefined;
  /** As it is written; `recoveryInEffect` knows of a change whose time has come. */
  readonly recovery: Recovery | undefined;
  /** A change of recovery that was asked for; without `recovery` it is to end. Unix seconds. */
  readonly pendingRecovery:
    | { readonly recovery: Recovery | undefined; readonly since: bigint; readonly effectiveAt: bigint }
    | undefined;
  /** A recovery that was started and neither cancelled nor finished. Unix seconds. */
  readonly runningRecovery:
    { readonly newAuthority: Address; readonly startedAt: bigint; readonly finishableAt: bigint } | undefined;
  readonly nextId: bigint;
  /** X25519, 32 bytes. */
  readonly encryptionKey: Uint8Array;
  readonly generation: bigint;
  /** SHA-256, 32 bytes. */
  readonly keyringDigest: Uint8Array;
  readonly activeDevices: number;
  readonly accessSequence: bigint;
  readonly voidBefore: bigint;
  /** Anybody can claim any: show the address beside it. */
  readonly publicName: string | undefined;
}

export function readPerson(address: Address, from: Reader): Person {
  const delay = from.integer('recoveryDelay');
  const since = from.time('pendingSince');
  const newAuthority = from.optionalKey('recoveryNewAuthority');
  const startedAt = from.integer('recoveryStartedAt');
  const proposed = from.optionalKey('proposedAuthority');
  return {
    kind: 'person',
    address: parsePersonId(address),
    status: from.word('status', ['active', 'retired'] as const),
    keyringDue: from.flag('keyringDue'),
    founder: from.key('founder'),
    cluster: parseAddress(encodeKey(from.bytes('cluster'))),
    authority: from.key('authority'),
    proposal: proposed && { authority: proposed, until: from.integer('proposedUntil') },
    recovery: readRecovery(from.optionalKey('recoveryAuthority'), from.bytes('recoveryKey'), delay),
    pendingRecovery:
      since === undefined
        ? undefined
        : {
            recovery: readRecovery(
              from.optionalKey('pendingRecoveryAuthority'),
              from.bytes('pendingRecoveryKey'),
              from.integer('pendingRecoveryDelay'),
            ),
            since,
            effectiveAt: since + delay,
          },
    runningRecovery: newAuthority && { newAuthority, startedAt, finishableAt: startedAt + delay },
    nextId: from.integer('nextId'),
    encryptionKey: from.bytes('encryptionKey'),
    generation: from.integer('generation'),
    keyringDigest: from.bytes('keyringDigest'),
    activeDevices: Number(from.integer('activeDevices')),
    accessSequence: from.integer('accessSequence'),
    voidBefore: from.integer('voidBefore'),
    publicName: from.name('publicName'),
    ...readEnding(from),
  };
}

function readRecovery(authority: Address | undefined, key: Uint8Array, delay: bigint): Recovery | undefined {
  return authority && { authority, key, delay };
}

/** Who may recover the person now. A change whose delay has passed counts, whether or not anybody wrote it down yet. */
export function recoveryInEffect(
  { recovery, pendingRecovery }: Pick<Person, 'recovery' | 'pendingRecovery'>,
  now: bigint,
): Recovery | undefined {
  return pendingRecovery !== undefined && now >= pendingRecovery.effectiveAt
    ? pendingRecovery.recovery
    : recovery;
}
