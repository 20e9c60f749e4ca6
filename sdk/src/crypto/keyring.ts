import { MeshidError } from '../errors.ts';
import { parseKey } from '../identifiers.ts';
import {
  bindingOf,
  encodeKeyring,
  holderOrder,
  type Keyring,
  KEYRING_WHAT,
  keyringCid,
  type KeyringHolder,
  type KeyringKind,
  type KeyringOpener,
  MAX_KEYRING_BYTES,
  MAX_KEYRING_HOLDERS,
  type ParsedKeyring,
  parseKeyring,
} from './keyring-block.ts';
import {
  cannotOpen,
  decryptGcm,
  deriveKey,
  encryptGcm,
  equalBytes,
  SECRET_BYTES,
  sha256,
} from './primitives.ts';
import { openSealed, seal } from './sealing.ts';

/** The secrets of one subject by generation or epoch, and which of them is wrapped or unwrapped. */
interface WrapPlace {
  readonly kind: KeyringKind;
  readonly subject: string;
  /** The generation or epoch of the secret that wraps. */
  readonly number: bigint;
  readonly label: 'older' | 'constant';
}

function wrappingKey(
  secret: Uint8Array,
  { kind, subject, number, label }: WrapPlace,
): { key: Uint8Array; binding: Uint8Array } {
  const binding = bindingOf(kind, parseKey(subject, kind), number);
  return { key: deriveKey(secret, `meshid:wrap:${label}:1`, binding), binding };
}

/** Wraps a secret under another; each secret wraps one other for each label, so the zero nonce is used once with its key. */
export function wrapUnder(secret: Uint8Array, place: WrapPlace, inner: Uint8Array): Uint8Array {
  const { key, binding } = wrappingKey(secret, place);
  return encryptGcm(key, binding, [inner]);
}

/** @throws MeshidError `crypto/cannot-open` */
export function unwrapUnder(secret: Uint8Array, place: WrapPlace, wrapped: Uint8Array): Uint8Array {
  const { key, binding } = wrappingKey(secret, place);
  return Uint8Array.from(decryptGcm(key, binding, wrapped, KEYRING_WHAT[place.kind]));
}

export interface KeyringContent {
  readonly kind: KeyringKind;
  readonly subject: string;
  /** The newest generation or epoch. */
  readonly number: bigint;
  /** Every secret from `number` down to the oldest that is known. */
  readonly secrets: ReadonlyMap<bigint, Uint8Array>;
  readonly extra: Uint8Array;
}

/**
 * Builds a keyring: the newest secret sealed to each holder, each older secret wrapped under the one after it.
 *
 * @throws MeshidError `keyring/too-many-holders`, `input/invalid` for a holder that is named twice or has an unusable key
 */
export function buildKeyring(
  { kind, subject, number, secrets, extra }: KeyringContent,
  holders: readonly KeyringHolder[],
): Keyring {
  if (holders.length > MAX_KEYRING_HOLDERS)
    throw new MeshidError('keyring/too-many-holders', { holders: holders.length, most: MAX_KEYRING_HOLDERS });
  const binding = bindingOf(kind, parseKey(subject, kind), number);
  const newest = secretOf(secrets, number, kind);
  const ordered = holders
    .map((holder) => ({ holder, order: holderOrder(holder) }))
    .sort((a, b) => Buffer.compare(a.order, b.order));
  const twice = ordered.find(
    ({ order }, index) => index > 0 && equalBytes(order, ordered[index - 1]?.order ?? order),
  );
  if (twice !== undefined)
    throw new MeshidError('input/invalid', { what: 'keyring', why: `${twice.holder.id} is named twice` });
  const entries = ordered.map(({ holder, order }) => ({
    holder,
    order,
    sealed: seal(newest, holder.encryptionKey, Buffer.concat([binding, order])),
  }));
  const history: Uint8Array[] = [];
  for (let newer = number; secrets.has(newer - 1n); newer -= 1n)
    history.push(
      wrapUnder(
        secretOf(secrets, newer, kind),
        { kind, subject, number: newer, label: 'older' },
        secretOf(secrets, newer - 1n, kind),
      ),
    );
  const block = encodeKeyring({ kind, subject, number, extra, entries, history });
  if (block.length > MAX_KEYRING_BYTES)
    throw new MeshidError('keyring/too-many-holders', { holders: holders.length, most: holders.length - 1 });
  const digest = sha256(block);
  return { block, digest, cid: keyringCid(digest) };
}

function secretOf(secrets: ReadonlyMap<bigint, Uint8Array>, number: bigint, kind: KeyringKind): Uint8Array {
  const secret = secrets.get(number);
  if (secret?.length !== SECRET_BYTES)
    throw new MeshidError('input/invalid', { what: `${kind} keys`, why: `secret ${number} is missing` });
  return secret;
}

/**
 * Opens a keyring with the first opener that it holds an entry for, and unwraps its history.
 *
 * @param digest what stands on chain
 * @throws MeshidError `crypto/cannot-open`, or `keyring/not-a-holder` when the block is genuine but names none of the openers
 */
export function openKeyring(
  kind: KeyringKind,
  block: Uint8Array,
  digest: Uint8Array,
  subject: string,
  openers: readonly KeyringOpener[],
): KeyringContent {
  const keyring = parseKeyring(kind, block, digest);
  const { number, extra, history } = keyring;
  if (keyring.subject !== subject) cannotOpen(KEYRING_WHAT[kind]);
  const secrets = new Map([[number, openNewest(keyring, openers)]]);
  for (const [index, wrapped] of history.entries()) {
    const newer = number - BigInt(index);
    secrets.set(
      newer - 1n,
      unwrapUnder(secretOf(secrets, newer, kind), { kind, subject, number: newer, label: 'older' }, wrapped),
    );
  }
  return { kind, subject, number, secrets, extra };
}

function openNewest(
  { kind, subject, number, entries }: ParsedKeyring,
  openers: readonly KeyringOpener[],
): Uint8Array {
  const binding = bindingOf(kind, parseKey(subject, kind), number);
  let named = false;
  for (const { holder, order, sealed } of entries) {
    const opener = openers.find((one) => one.kind === holder.kind && one.id === holder.id);
    if (opener === undefined) continue;
    named = true;
    const keys = opener.keyPairs.find(({ publicKey }) => equalBytes(publicKey, holder.encryptionKey));
    if (keys !== undefined)
      return openSealed(sealed, keys, Buffer.concat([binding, order]), KEYRING_WHAT[kind]);
  }
  if (named) cannotOpen(KEYRING_WHAT[kind]);
  throw new MeshidError('keyring/not-a-holder', { what: KEYRING_WHAT[kind] });
}
