import type { BN } from '@coral-xyz/anchor';
import type { PublicKey } from '@solana/web3.js';
import { CID } from 'multiformats/cid';
import { MeshidError } from '../errors.ts';
import {
  type Address,
  type DatasetId,
  type DeviceId,
  encodeKey,
  type GrantId,
  parseAddress,
  parseDatasetId,
  parseDeviceId,
  parseGrantId,
  parsePersonId,
  type PersonId,
} from '../identifiers.ts';
import { LAYOUT_VERSION, PERMISSION_BITS, program } from './program.ts';

export interface Person {
  readonly kind: 'person';
  readonly address: PersonId;
  readonly status: 'active' | 'retired';
  /** A device was lost, and the keyring's next generation is due. */
  readonly keyringDue: boolean;
  readonly founder: Address;
  /** The cluster's genesis hash. */
  readonly cluster: Address;
  readonly authority: Address;
  readonly nextId: bigint;
  /** X25519, 32 bytes. */
  readonly encryptionKey: Uint8Array;
  readonly generation: bigint;
  /** SHA-256, 32 bytes. */
  readonly keyringDigest: Uint8Array;
  readonly activeDevices: number;
  readonly accessSequence: bigint;
  readonly voidBefore: bigint;
}

export interface Device {
  readonly kind: 'device';
  readonly address: Address;
  readonly id: DeviceId;
  readonly status: 'active' | 'suspended' | 'revoked';
  readonly role: 'member' | 'admin';
  readonly person: PersonId;
  readonly encryptionKey: Uint8Array;
  /** Under the person's secret. */
  readonly sealedName: Uint8Array;
  readonly enrolledSequence: bigint;
}

export interface Dataset {
  readonly kind: 'dataset';
  readonly address: DatasetId;
  readonly status: 'active' | 'retired';
  readonly rotationDue: boolean;
  readonly creator: PersonId;
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

export type Permission = keyof typeof PERMISSION_BITS;

export interface Grant {
  readonly kind: 'grant';
  readonly address: GrantId;
  readonly status: 'active' | 'revoked';
  readonly resourceKind: 'dataset' | 'port' | 'device' | 'group';
  readonly resource: Address;
  readonly principalKind: 'person' | 'device' | 'group';
  /** The Person or Device account. */
  readonly principal: Address;
  readonly permissions: ReadonlySet<Permission>;
  /** Unix seconds; 0 for at once. */
  readonly notBefore: bigint;
  /** Unix seconds; 0 for never. */
  readonly expiresAt: bigint;
  /** Only inside jobs of this program. */
  readonly viaProgram: Address | undefined;
  readonly granter: Address;
  readonly serial: bigint;
  readonly parent: Address | undefined;
  readonly parentSerial: bigint;
}

export type RegisterAccount = Person | Device | Dataset | Grant;

type Kind = RegisterAccount['kind'];
type Decoded<K extends Kind> = Extract<RegisterAccount, { kind: K }>;

/**
 * Reads an account of the program.
 *
 * @throws MeshidError `register/unreadable` when it is of another kind, layout or length
 */
export function decodeAccount(address: Address, data: Uint8Array): RegisterAccount {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const kind = KINDS.find((name) => bytes.subarray(0, 8).equals(DISCRIMINATORS[name]));
  if (kind === undefined) throw unreadable(address, 'it is of no kind that is known here');
  if (bytes.length !== program.coder.accounts.size(kind))
    throw unreadable(address, `${bytes.length} bytes are not a ${kind}`);
  // The account's layout, which the IDL gives; the field's type can't be known before.
  const fields = program.coder.accounts.decodeUnchecked<Fields>(kind, bytes);
  if (fields['version'] !== LAYOUT_VERSION)
    throw unreadable(address, 'its layout is of another version; update meshid');
  return DECODERS[kind](address, new Reader(address, fields));
}

/** @throws MeshidError `register/unreadable` */
export function decodeAs<K extends Kind>(kind: K, address: Address, data: Uint8Array): Decoded<K> {
  const account = decodeAccount(address, data);
  if (!isKind(account, kind)) throw unreadable(address, `it is a ${account.kind} and not a ${kind}`);
  return account;
}

function isKind<K extends Kind>(account: RegisterAccount, kind: K): account is Decoded<K> {
  return account.kind === kind;
}

const KINDS: readonly Kind[] = ['person', 'device', 'dataset', 'grant'];
export const DISCRIMINATORS = Object.fromEntries(
  program.idl.accounts.map(({ name, discriminator }) => [name, Buffer.from(discriminator)]),
) as Record<Kind, Buffer>;

const STATUS = {
  person: ['active', 'retired'],
  device: ['active', 'suspended', 'revoked'],
  dataset: ['active', 'retired'],
  grant: ['active', 'revoked'],
} as const;
const RESOURCES = [undefined, 'dataset', 'port', 'device', 'group'] as const;
const PRINCIPALS = [undefined, 'person', 'device', 'group'] as const;

const DECODERS: { [K in Kind]: (address: Address, from: Reader) => Decoded<K> } = {
  person: (address, from) => ({
    kind: 'person',
    address: parsePersonId(address),
    status: from.word('status', STATUS.person),
    keyringDue: from.flag('keyringDue'),
    founder: from.key('founder'),
    cluster: parseAddress(encodeKey(from.bytes('cluster'))),
    authority: from.key('authority'),
    nextId: from.integer('nextId'),
    encryptionKey: from.bytes('encryptionKey'),
    generation: from.integer('generation'),
    keyringDigest: from.bytes('keyringDigest'),
    activeDevices: Number(from.integer('activeDevices')),
    accessSequence: from.integer('accessSequence'),
    voidBefore: from.integer('voidBefore'),
  }),
  device: (address, from) => ({
    kind: 'device',
    address,
    id: parseDeviceId(from.key('key')),
    status: from.word('status', STATUS.device),
    role: from.word('role', ['member', 'admin'] as const),
    person: parsePersonId(from.key('person')),
    encryptionKey: from.bytes('encryptionKey'),
    sealedName: from.bytes('sealedName'),
    enrolledSequence: from.integer('enrolledSequence'),
  }),
  dataset: (address, from) => ({
    kind: 'dataset',
    address: parseDatasetId(address),
    status: from.word('status', STATUS.dataset),
    rotationDue: from.flag('rotationDue'),
    creator: parsePersonId(from.key('creator')),
    owner: parsePersonId(from.key('owner')),
    head: from.integer('sequence') === 0n ? undefined : from.cid('head'),
    sequence: from.integer('sequence'),
    epoch: from.integer('epoch'),
    ownerGeneration: from.integer('ownerGeneration'),
    keyringDigest: from.bytes('keyringDigest'),
    epochValidUntil: from.integer('epochValidUntil'),
    accessSequence: from.integer('accessSequence'),
    sealedLabel: from.bytes('sealedLabel'),
  }),
  grant: (address, from) => ({
    kind: 'grant',
    address: parseGrantId(address),
    status: from.word('status', STATUS.grant),
    resourceKind: from.word('resourceKind', RESOURCES),
    resource: from.key('resource'),
    principalKind: from.word('principalKind', PRINCIPALS),
    principal: from.key('principal'),
    permissions: permissionsOf(Number(from.integer('permissions'))),
    notBefore: from.integer('notBefore'),
    expiresAt: from.integer('expiresAt'),
    viaProgram: from.optionalKey('viaProgram'),
    granter: from.key('granter'),
    serial: from.integer('serial'),
    parent: from.optionalKey('parent'),
    parentSerial: from.integer('parentSerial'),
  }),
};

export function permissionsOf(bits: number): ReadonlySet<Permission> {
  const names = Object.entries(PERMISSION_BITS).filter(([, bit]) => (bits & bit) !== 0);
  return new Set(names.map(([name]) => name as Permission));
}

export function permissionBits(permissions: Iterable<Permission>): number {
  let bits = 0;
  for (const permission of permissions) bits |= PERMISSION_BITS[permission];
  return bits;
}

type Fields = Readonly<Record<string, number | BN | PublicKey | number[]>>;

const NO_KEY = '11111111111111111111111111111111';

/** Reads the fields that Anchor decoded into domain values. */
class Reader {
  readonly #address: Address;
  readonly #fields: Fields;

  constructor(address: Address, fields: Fields) {
    this.#address = address;
    this.#fields = fields;
  }

  integer(name: string): bigint {
    return BigInt(String(this.#fields[name]));
  }

  flag(name: string): boolean {
    return this.integer(name) !== 0n;
  }

  key(name: string): Address {
    return parseAddress(String(this.#fields[name]));
  }

  optionalKey(name: string): Address | undefined {
    const key = this.key(name);
    return key === NO_KEY ? undefined : key;
  }

  bytes(name: string): Uint8Array {
    const value = this.#fields[name];
    if (!Array.isArray(value)) throw unreadable(this.#address, `${name} should be bytes`);
    return Uint8Array.from(value);
  }

  cid(name: string): CID {
    try {
      return CID.decode(this.bytes(name));
    } catch {
      throw unreadable(this.#address, `${name} is not a CID`);
    }
  }

  word<W extends string>(name: string, words: readonly (W | undefined)[]): W {
    const word = words[Number(this.#fields[name])];
    if (word === undefined)
      throw unreadable(this.#address, `${name} has a value that is not known here; update meshid`);
    return word;
  }
}

function unreadable(address: Address, why: string): MeshidError {
  return new MeshidError('register/unreadable', { address, why });
}
