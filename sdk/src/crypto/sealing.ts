import nacl from 'tweetnacl';
import { MeshidError } from '../errors.ts';
import { cannotOpen, equalBytes, sha256 } from './primitives.ts';

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
  if (recipient.length !== ENCRYPTION_KEY_BYTES || sharesNothing(recipient, ephemeral.secretKey))
    throw new MeshidError('input/invalid', { what: 'encryption key', why: 'it is not a usable X25519 key' });
  const box = nacl.box(
    message,
    nonceOf(ephemeral.publicKey, recipient, context),
    recipient,
    ephemeral.secretKey,
  );
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
  if (sharesNothing(ephemeral, keys.secretKey)) cannotOpen(what);
  const box = sealed.subarray(ENCRYPTION_KEY_BYTES);
  return (
    nacl.box.open(box, nonceOf(ephemeral, keys.publicKey, context), ephemeral, keys.secretKey) ??
    cannotOpen(what)
  );
}

/** tweetnacl's box goes on with an all-zero shared secret, which a low-order key forces. */
function sharesNothing(publicKey: Uint8Array, secretKey: Uint8Array): boolean {
  return equalBytes(nacl.scalarMult(secretKey, publicKey), ZERO);
}

function nonceOf(ephemeral: Uint8Array, recipient: Uint8Array, context: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([DOMAIN, ephemeral, recipient, sha256(context)])).subarray(
    0,
    nacl.box.nonceLength,
  );
}

const DOMAIN = Buffer.from('meshid:sealed:1\0');
const ZERO = new Uint8Array(ENCRYPTION_KEY_BYTES);
