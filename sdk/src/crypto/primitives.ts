import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { MeshidError } from '../errors.ts';

export const SECRET_BYTES = 32;
export const DIGEST_BYTES = 32;
export const GCM_TAG_BYTES = 16;
const GCM_NONCE_BYTES = 12;

/**
 * The one failure of everything that is opened here: a wrong key and an altered byte must look the same, whatever noticed it.
 * No cause is kept, because the library's own error would tell them apart.
 */
export function cannotOpen(what: string): never {
  throw new MeshidError('crypto/cannot-open', { what });
}

/** A fresh secret of 32 bytes, in memory of its own. */
export function randomSecret(): Uint8Array {
  return Uint8Array.from(randomBytes(SECRET_BYTES));
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}

/** A secret in the form that Node's ciphers take at once: given bytes, they spend five times as long on a small text. */
export function secretKey(secret: Uint8Array): KeyObject {
  return createSecretKey(secret);
}

export function hmacSha256(key: Uint8Array | KeyObject, ...parts: readonly Uint8Array[]): Uint8Array {
  const hmac = createHmac('sha256', key instanceof Uint8Array ? secretKey(key) : key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** HKDF-SHA-256 (RFC 5869) without salt, 32 bytes. */
export function hkdfSha256(secret: Uint8Array, info: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), info, SECRET_BYTES));
}

/** A key for one purpose: HKDF whose info is `label`, a zero byte, and the context's bytes (each of a fixed length). */
export function deriveKey(secret: Uint8Array, label: string, ...context: readonly Uint8Array[]): Uint8Array {
  return hkdfSha256(secret, Buffer.concat([Buffer.from(`${label}\0`), ...context]));
}

/** Compares in constant time; only the lengths show. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The 8 bytes of an unsigned 64-bit integer, little-endian. */
export function u64Bytes(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

/**
 * AES-256-GCM: the ciphertext followed by its 16-byte tag.
 *
 * `parts` are encrypted as one text. Without a nonce it is twelve zero bytes, which is only safe where a key encrypts one plaintext.
 */
export function encryptGcm(
  key: Uint8Array,
  associated: Uint8Array,
  parts: readonly Uint8Array[],
  nonce?: Uint8Array,
): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', secretKey(key), nonce ?? ZERO_NONCE);
  cipher.setAAD(associated);
  const pieces: Uint8Array[] = parts.map((part) => cipher.update(part));
  pieces.push(cipher.final(), cipher.getAuthTag());
  return Buffer.concat(pieces);
}

/**
 * Opens what `encryptGcm` made.
 *
 * @throws MeshidError `crypto/cannot-open`
 */
export function decryptGcm(
  key: Uint8Array,
  associated: Uint8Array,
  sealed: Uint8Array,
  what: string,
  nonce?: Uint8Array,
): Uint8Array {
  if (sealed.length < GCM_TAG_BYTES || key.length !== SECRET_BYTES) cannotOpen(what);
  const decipher = createDecipheriv('aes-256-gcm', secretKey(key), nonce ?? ZERO_NONCE, {
    authTagLength: GCM_TAG_BYTES,
  });
  decipher.setAAD(associated);
  decipher.setAuthTag(sealed.subarray(sealed.length - GCM_TAG_BYTES));
  const plaintext = decipher.update(sealed.subarray(0, sealed.length - GCM_TAG_BYTES));
  try {
    decipher.final();
  } catch {
    cannotOpen(what);
  }
  return plaintext;
}

const ZERO_NONCE = new Uint8Array(GCM_NONCE_BYTES);
