import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { cannotOpen, GCM_TAG_BYTES, hmacSha256, SECRET_BYTES, secretKey } from './primitives.ts';

/** The most bytes that a leaf has, its tag included: 1 MiB. */
export const MAX_LEAF_BYTES = 1024 * 1024;
/** The most bytes of content that a leaf holds, so that padding keeps it within `MAX_LEAF_BYTES`. */
export const MAX_CHUNK_BYTES = MAX_LEAF_BYTES - 16 * 1024;
export const CHUNK_DOMAIN = Buffer.from('meshid:chunk:1');
const ZERO_NONCE = new Uint8Array(12);
const STEP_BYTES = 64 * 1024;
const ZEROS = new Uint8Array(STEP_BYTES);

/** PADMÉ (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019): at most 12% more. */
export function paddedLength(length: number): number {
  if (length < 2) return length;
  const exponent = 31 - Math.clz32(length);
  const kept = 32 - Math.clz32(exponent);
  const unit = 2 ** Math.max(exponent - kept, 0);
  return Math.ceil(length / unit) * unit;
}

/** Bytes of a leaf with `length` bytes of content. */
export function leafLength(length: number): number {
  return paddedLength(length) + GCM_TAG_BYTES;
}

/**
 * The key of the leaf whose content has this tag: HMAC-SHA-256 under a secret of the epoch. The tag, an HMAC of the content itself, names
 * the content as well as its bytes do, so that these need not be gone through once more.
 */
export function leafKey(secret: KeyObject, tag: Uint8Array): Uint8Array {
  return hmacSha256(secret, tag);
}

/**
 * Writes the ciphertext of a leaf into `leaf`: AES-256-GCM with a zero nonce over the content and zeros up to PADMÉ's length. Each
 * content has its own key, so no nonce repeats.
 *
 * @param leaf of `leafLength(content.length)` bytes; it may begin where the content does, which it then takes the place of
 */
export function encryptLeaf(key: Uint8Array, content: Uint8Array, leaf: Uint8Array): void {
  const cipher = createCipheriv('aes-256-gcm', secretKey(key), ZERO_NONCE);
  cipher.setAAD(CHUNK_DOMAIN);
  // In steps: what a cipher answers is memory of its own, little of which is needed at a time. `set` is slow on memory that is shared.
  for (let at = 0; at < content.length; at += STEP_BYTES)
    cipher.update(content.subarray(at, at + STEP_BYTES)).copy(leaf, at);
  const padded = leaf.length - GCM_TAG_BYTES;
  for (let at = content.length; at < padded; at += STEP_BYTES)
    cipher.update(ZEROS.subarray(0, padded - at)).copy(leaf, at);
  cipher.final();
  leaf.set(cipher.getAuthTag(), padded);
}

/**
 * Opens a leaf. What stands in `into` is believed by nobody before this returns it.
 *
 * @param length of the content, without the padding
 * @param into as long as the leaf; the leaf itself where the content may take its place; memory of its own unless given
 * @throws MeshidError `crypto/cannot-open`
 */
export function decryptLeaf(
  key: Uint8Array,
  length: number,
  leaf: Uint8Array,
  into?: Uint8Array,
): Uint8Array {
  const padded = leaf.length - GCM_TAG_BYTES;
  if (key.length !== SECRET_BYTES || length > MAX_CHUNK_BYTES || leaf.length !== leafLength(length))
    cannotOpen('chunk');
  const decipher = createDecipheriv('aes-256-gcm', secretKey(key), ZERO_NONCE, {
    authTagLength: GCM_TAG_BYTES,
  });
  decipher.setAAD(CHUNK_DOMAIN);
  decipher.setAuthTag(leaf.subarray(padded));
  const content = into ?? Buffer.allocUnsafeSlow(padded);
  for (let at = 0; at < padded; at += STEP_BYTES)
    content.set(decipher.update(leaf.subarray(at, Math.min(at + STEP_BYTES, padded))), at);
  try {
    decipher.final();
  } catch {
    cannotOpen('chunk');
  }
  return content.subarray(0, length);
}
