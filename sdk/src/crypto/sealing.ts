import nacl from 'tweetnacl';
import { MeshidError } from '../errors.ts';
import { decryptBox, encryptBox } from './box.ts';
import { cannotOpen, sha256 } from './primitives.ts';

/** An X25519 key pair. The public half may be on chain; the secret half never leaves its computer unsealed. */
export interface EncryptionKeyPair {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

export const ENCRYPTION_KEY_BYTES = nacl.box.publicKeyLength;
const OVERHEAD_BYTES = nacl.box.publicKeyLength + nacl.box.overheadLength;

/** The number of bytes that `seal` makes of `length` bytes. */
export function sealedLength(length: number): number {
  return length + OVERHEAD_BYTES;
}

export function createEncryptionKeyPair(): EncryptionKeyPair {
  return nacl.box.keyPair();
}

/** @throws MeshidError `input/invalid` when the secret has not 32 bytes */
export function encryptionKeyPairFromSecret(secretKey: Uint8Array): EncryptionKeyPair {
  if (secretKey.length !== nacl.box.secretKeyLength)
    throw new MeshidError('input/invalid', { what: 'encryption key', why: 'it should be 32 bytes' });
  return nacl.box.keyPair.fromSecretKey(secretKey);
}

/**
 * Seals `message` to `recipient` with a fresh key pair: the ephemeral public key (32 bytes), then NaCl's box.
 *
 * `context` is bound as associated data: the nonce is the first 24 bytes of
 * SHA-256("meshid:sealed:1" ‖ 0 ‖ ephemeral ‖ recipient ‖ SHA-256(context)), as in libsodium's sealed boxes with the context added.
 *
 * @throws MeshidError `input/invalid` for a recipient's key of the wrong length or low order (its shared secret is zero, so
 * anybody could open the box)
 */
export function seal(message: Uint8Array, recipient: Uint8Array, context: Uint8Array): Uint8Array {
  const ephemeral = nacl.box.keyPair();
  const nonce = nonceOf(ephemeral.publicKey, recipient, context);
  const box = encryptBox(message, nonce, recipient, ephemeral.secretKey);
  if (box === undefined)
    throw new MeshidError('input/invalid', { what: 'encryption key', why: 'it is not a usable X25519 key' });
  ephemeral.secretKey.fill(0);
  return Buffer.concat([ephemeral.publicKey, box]);
}

/**
 * Opens what `seal` made for this key pair and this context.
 *
 * @throws MeshidError `crypto/cannot-open`
 */
export function openSealed(
  sealed: Uint8Array,
  keys: EncryptionKeyPair,
  context: Uint8Array,
  what: string,
): Uint8Array {
  if (sealed.length < OVERHEAD_BYTES) cannotOpen(what);
  const ephemeral = sealed.subarray(0, ENCRYPTION_KEY_BYTES);
  const box = sealed.subarray(ENCRYPTION_KEY_BYTES);
  const nonce = nonceOf(ephemeral, keys.publicKey, context);
  return decryptBox(box, nonce, ephemeral, keys.secretKey) ?? cannotOpen(what);
}

function nonceOf(ephemeral: Uint8Array, recipient: Uint8Array, context: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([DOMAIN, ephemeral, recipient, sha256(context)])).subarray(
    0,
    nacl.box.nonceLength,
  );
}

const DOMAIN = Buffer.from('meshid:sealed:1\0');
