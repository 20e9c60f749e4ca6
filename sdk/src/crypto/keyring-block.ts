import type { CID } from 'multiformats/cid';
import { encodeKey, parseKey } from '../identifiers.ts';
import { rawCidOf } from '../raw-cid.ts';
import { BinaryReader, BinaryWriter } from './binary.ts';
import { cannotOpen, equalBytes, GCM_TAG_BYTES, SECRET_BYTES, sha256, u64Bytes } from './primitives.ts';
import { ENCRYPTION_KEY_BYTES, type EncryptionKeyPair, sealedLength } from './sealing.ts';

/** Whose secret a keyring holds. */
export type KeyringKind = 'person' | 'group' | 'dataset';

/** Who may open a keyring: a person, device or group by its address, or a person's recovery key by the key itself. */
export type HolderKind = 'person' | 'device' | 'group' | 'recovery';

export interface KeyringHolder {
  readonly kind: HolderKind;
  /** Base58: the address of the person or group, the device's key, or the recovery key. */
  readonly id: string;
  /** The X25519 public key that the secret is sealed to. */
  readonly encryptionKey: Uint8Array;
}

/** Somebody who tries to open a keyring, with every key pair that it may have been sealed to (a person's or group's generations). */
export interface KeyringOpener {
  readonly kind: HolderKind;
  readonly id: string;
  readonly keyPairs: readonly EncryptionKeyPair[];
}

/** A keyring as the public block that it is; its digest is what stands on chain. */
export interface Keyring {
  readonly block: Uint8Array;
  readonly digest: Uint8Array;
  readonly cid: CID;
}

/** What anybody can read of a keyring. */
export interface KeyringView {
  readonly kind: KeyringKind;
  /** Base58 address of the person, group or dataset. */
  readonly subject: string;
  /** The generation or epoch. */
  readonly number: bigint;
  /** The person's or group's public key of this generation; the dataset's constant secret, wrapped. */
  readonly extra: Uint8Array;
  readonly holders: readonly KeyringHolder[];
}

/** One holder's entry; `order` is its kind's number and its id, which entries are sorted by. */
export interface HolderEntry {
  readonly holder: KeyringHolder;
  readonly order: Uint8Array;
  readonly sealed: Uint8Array;
}

export interface ParsedKeyring extends KeyringView {
  readonly entries: readonly HolderEntry[];
  /** The older secrets, newest first, each wrapped under the one after it. */
  readonly history: readonly Uint8Array[];
}

export const MAX_KEYRING_BYTES = 256 * 1024;
export const MAX_KEYRING_HOLDERS = 1000;

const HOLDER_KINDS: readonly HolderKind[] = ['person', 'device', 'group', 'recovery'];
const WRAPPED_BYTES = SECRET_BYTES + GCM_TAG_BYTES;
const SEALED_BYTES = sealedLength(SECRET_BYTES);
const HOLDER_BYTES = 1 + 32 + ENCRYPTION_KEY_BYTES + SEALED_BYTES;
const EXTRA_BYTES = {
  person: ENCRYPTION_KEY_BYTES,
  group: ENCRYPTION_KEY_BYTES,
  dataset: WRAPPED_BYTES,
} as const;
export const KEYRING_WHAT = {
  person: 'person keyring',
  group: 'group keyring',
  dataset: 'dataset keyring',
} as const;

/** The CID of a keyring (raw, sha256) from the digest that stands on chain. */
export function keyringCid(digest: Uint8Array): CID {
  return rawCidOf(digest);
}

export function headerOf(kind: KeyringKind): string {
  return `meshid:${kind}-keyring:1\n`;
}

export function bindingOf(kind: KeyringKind, subject: Uint8Array, number: bigint): Uint8Array {
  return Buffer.concat([Buffer.from(headerOf(kind)), subject, u64Bytes(number)]);
}

/** The kind's number and the id: the order of entries, and what a sealed secret is bound to beside its keyring. */
export function holderOrder({ kind, id }: KeyringHolder): Uint8Array {
  return Buffer.concat([Uint8Array.of(HOLDER_KINDS.indexOf(kind) + 1), parseKey(id, kind)]);
}

/** The owner first, and once, whether or not it is among the others too. */
export function withOwner(owner: KeyringHolder, others: readonly KeyringHolder[]): KeyringHolder[] {
  return [owner, ...others.filter(({ kind, id }) => kind !== owner.kind || id !== owner.id)];
}

/** The block of a keyring; `entries` are in ascending order. */
export function encodeKeyring({
  kind,
  subject,
  number,
  extra,
  entries,
  history,
}: Omit<ParsedKeyring, 'holders'>): Uint8Array {
  const writer = new BinaryWriter()
    .text(headerOf(kind))
    .bytes(parseKey(subject, kind))
    .u64(number)
    .bytes(extra)
    .u32(entries.length);
  for (const { order, holder, sealed } of entries)
    writer.bytes(order).bytes(holder.encryptionKey).bytes(sealed);
  writer.u32(history.length);
  for (const wrapped of history) writer.bytes(wrapped);
  return writer.finish();
}

function parse(block: Uint8Array, kind: KeyringKind): ParsedKeyring {
  if (block.length > MAX_KEYRING_BYTES) cannotOpen(KEYRING_WHAT[kind]);
  const reader = new BinaryReader(block, () => cannotOpen(KEYRING_WHAT[kind]));
  reader.expect(headerOf(kind));
  const subject = encodeKey(reader.bytes(32));
  const number = reader.u64();
  const extra = reader.copy(EXTRA_BYTES[kind]);
  const count = reader.u32();
  if (count > MAX_KEYRING_HOLDERS || count * HOLDER_BYTES > reader.left) cannotOpen(KEYRING_WHAT[kind]);
  const entries: HolderEntry[] = [];
  for (let i = 0; i < count; i += 1) {
    const order = reader.copy(1 + 32);
    const holderKind = HOLDER_KINDS[(order[0] ?? 0) - 1];
    // Ascending order makes the form canonical and a holder appear once.
    if (holderKind === undefined || Buffer.compare(entries.at(-1)?.order ?? new Uint8Array(0), order) >= 0)
      cannotOpen(KEYRING_WHAT[kind]);
    const holder = {
      kind: holderKind,
      id: encodeKey(order.subarray(1)),
      encryptionKey: reader.copy(ENCRYPTION_KEY_BYTES),
    };
    entries.push({ order, holder, sealed: reader.copy(SEALED_BYTES) });
  }
  const older = reader.u32();
  if (number < 1n || BigInt(older) >= number || older * WRAPPED_BYTES !== reader.left)
    cannotOpen(KEYRING_WHAT[kind]);
  const history = Array.from({ length: older }, () => reader.copy(WRAPPED_BYTES));
  reader.end();
  return { kind, subject, number, extra, holders: entries.map(({ holder }) => holder), entries, history };
}

/**
 * What a keyring shows to everybody, after checking it against the digest on chain.
 *
 * @throws MeshidError `crypto/cannot-open`
 */
export function readKeyring(kind: KeyringKind, block: Uint8Array, digest: Uint8Array): KeyringView {
  return parseKeyring(kind, block, digest);
}

export function parseKeyring(kind: KeyringKind, block: Uint8Array, digest: Uint8Array): ParsedKeyring {
  if (block.length > MAX_KEYRING_BYTES || !equalBytes(sha256(block), digest)) cannotOpen(KEYRING_WHAT[kind]);
  return parse(block, kind);
}
