import { createPrivateKey, createPublicKey, randomBytes, sign, verify } from 'node:crypto';
import nacl from 'tweetnacl';
import { MeshidError } from '../errors.ts';
import { type DeviceId, encodeKey, parseDeviceId } from '../identifiers.ts';
import { createEncryptionKeyPair, encryptionKeyPairFromSecret, type EncryptionKeyPair } from './sealing.ts';

/** A computer's two keys: ed25519 to sign and to be known by, X25519 to be sealed to. */
export interface DeviceKey {
  readonly id: DeviceId;
  readonly publicKey: Uint8Array;
  /** The ed25519 seed, 32 bytes; secret. */
  readonly seed: Uint8Array;
  readonly encryption: EncryptionKeyPair;
}

/** What is kept of a device's keys: two secrets of 32 bytes, for a file that only its user may read. */
export interface DeviceSecrets {
  readonly seed: Uint8Array;
  readonly encryptionSecret: Uint8Array;
}

const SEED_BYTES = 32;
export const SIGNATURE_BYTES = 64;

export function createDeviceKey(): DeviceKey {
  return restoreDeviceKey({
    seed: randomBytes(SEED_BYTES),
    encryptionSecret: createEncryptionKeyPair().secretKey,
  });
}

/** @throws MeshidError `input/invalid` when a secret has not 32 bytes */
export function restoreDeviceKey({ seed, encryptionSecret }: DeviceSecrets): DeviceKey {
  if (seed.length !== SEED_BYTES)
    throw new MeshidError('input/invalid', { what: 'device seed', why: 'it should be 32 bytes' });
  const { publicKey } = nacl.sign.keyPair.fromSeed(seed);
  return {
    id: parseDeviceId(encodeKey(publicKey)),
    publicKey,
    seed: Uint8Array.from(seed),
    encryption: encryptionKeyPairFromSecret(encryptionSecret),
  };
}

export function exportDeviceKey(key: DeviceKey): DeviceSecrets {
  return { seed: key.seed, encryptionSecret: key.encryption.secretKey };
}

/** The device's ed25519 signature (RFC 8032), 64 bytes. */
export function signAsDevice(key: DeviceKey, message: Uint8Array): Uint8Array {
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, key.seed]),
    format: 'der',
    type: 'pkcs8',
  });
  return sign(null, message, privateKey);
}

/** Whether `signature` is `publicKey`'s over `message`; by Node's OpenSSL, since tweetnacl accepts S + L. */
export function verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== SIGNATURE_BYTES) return false;
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
}

// The DER headers that RFC 8410 gives an ed25519 private key (one asymmetric key, version 0) and public key.
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
