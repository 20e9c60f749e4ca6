import nacl from 'tweetnacl';
import { equalBytes } from './primitives.ts';

/**
 * NaCl's box (curve25519xsalsa20poly1305), or undefined for a public key of the wrong length or of low order: its shared secret is all
 * zero, so anybody could open the box, and tweetnacl would go on.
 */
export function encryptBox(
  message: Uint8Array,
  nonce: Uint8Array,
  publicKey: Uint8Array,
  secretKey: Uint8Array,
): Uint8Array | undefined {
  return isUsable(publicKey, secretKey) ? nacl.box(message, nonce, publicKey, secretKey) : undefined;
}

/** What is in a box, or undefined for another key, an altered byte, or a public key of low order, which anybody could have sent from. */
export function decryptBox(
  box: Uint8Array,
  nonce: Uint8Array,
  publicKey: Uint8Array,
  secretKey: Uint8Array,
): Uint8Array | undefined {
  if (!isUsable(publicKey, secretKey)) return undefined;
  return nacl.box.open(box, nonce, publicKey, secretKey) ?? undefined;
}

function isUsable(publicKey: Uint8Array, secretKey: Uint8Array): boolean {
  if (publicKey.length !== nacl.box.publicKeyLength) return false;
  return !equalBytes(nacl.scalarMult(secretKey, publicKey), ZERO);
}

const ZERO = new Uint8Array(nacl.scalarMult.groupElementLength);
