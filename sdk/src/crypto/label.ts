import { randomBytes } from 'node:crypto';
import { MeshidError } from '../errors.ts';
import { type DatasetId, type DeviceId, keyBytes, type PortId } from '../identifiers.ts';
import type { DatasetKeys } from './dataset-keys.ts';
import type { PersonKeys } from './person-keys.ts';
import { cannotOpen, decryptGcm, deriveKey, encryptGcm, GCM_TAG_BYTES } from './primitives.ts';

/** A sealed label always has this many bytes, so that its length tells nothing. */
export const SEALED_LABEL_BYTES = 96;
const VERSION = 1;
const NONCE_BYTES = 12;
const TEXT_BYTES = SEALED_LABEL_BYTES - 1 - NONCE_BYTES - GCM_TAG_BYTES;
/** The most UTF-8 bytes of a label: one byte of the text says how many there are. */
export const MAX_LABEL_BYTES = TEXT_BYTES - 1;

/**
 * version (1) ‖ random nonce (12) ‖ AES-256-GCM(length (1) ‖ UTF-8 ‖ zeros, 67 bytes together) ‖ tag (16).
 *
 * @throws MeshidError `input/invalid` for an empty or too long label, a lone surrogate, or a control character
 */
function sealLabel(secret: Uint8Array, purpose: string, subject: Uint8Array, label: string): Uint8Array {
  const bytes = Buffer.from(label);
  if (bytes.length === 0 || bytes.length > MAX_LABEL_BYTES || !label.isWellFormed() || /\p{Cc}/u.test(label))
    throw new MeshidError('input/invalid', {
      what: 'label',
      why: `it should be 1 to ${MAX_LABEL_BYTES} bytes of text in UTF-8`,
    });
  const text = Buffer.alloc(TEXT_BYTES);
  text.writeUInt8(bytes.length);
  bytes.copy(text, 1);
  const nonce = randomBytes(NONCE_BYTES);
  const box = encryptGcm(deriveKey(secret, `meshid:${purpose}:1`, subject), subject, [text], nonce);
  return Buffer.concat([Uint8Array.of(VERSION), nonce, box]);
}

function openLabel(secret: Uint8Array, purpose: string, subject: Uint8Array, sealed: Uint8Array): string {
  if (sealed.length !== SEALED_LABEL_BYTES || sealed[0] !== VERSION) cannotOpen('label');
  const key = deriveKey(secret, `meshid:${purpose}:1`, subject);
  const text = decryptGcm(
    key,
    subject,
    sealed.subarray(1 + NONCE_BYTES),
    'label',
    sealed.subarray(1, 1 + NONCE_BYTES),
  );
  const length = text[0] ?? 0;
  if (length > MAX_LABEL_BYTES) cannotOpen('label');
  return Buffer.from(text.subarray(1, 1 + length)).toString();
}

/** A dataset's label for the chain, under its constant secret: readable in every epoch, 96 bytes. */
export function sealDatasetLabel(keys: DatasetKeys, label: string): Uint8Array {
  return sealLabel(keys.constant, 'dataset-label', keyBytes(keys.dataset), label);
}

/** @throws MeshidError `crypto/cannot-open` */
export function openDatasetLabel(
  keys: Pick<DatasetKeys, 'constant'> & { dataset: DatasetId },
  sealed: Uint8Array,
): string {
  return openLabel(keys.constant, 'dataset-label', keyBytes(keys.dataset), sealed);
}

/** A device's name for the chain, under its person's newest secret, 96 bytes. */
export function sealDeviceName(keys: PersonKeys, device: DeviceId, name: string): Uint8Array {
  return sealUnderPerson(keys, 'device-name', keyBytes(device), name);
}

/**
 * Opens a device's name, whichever generation it was sealed in.
 *
 * @throws MeshidError `crypto/cannot-open`
 */
export function openDeviceName(keys: PersonKeys, device: DeviceId, sealed: Uint8Array): string {
  return openUnderPerson(keys, 'device-name', keyBytes(device), sealed);
}

/** A port's label for the chain, under its person's newest secret, 96 bytes. */
export function sealPortLabel(keys: PersonKeys, port: PortId, label: string): Uint8Array {
  return sealUnderPerson(keys, 'port-label', keyBytes(port), label);
}

/**
 * Opens a port's label, whichever generation it was sealed in.
 *
 * @throws MeshidError `crypto/cannot-open`
 */
export function openPortLabel(keys: PersonKeys, port: PortId, sealed: Uint8Array): string {
  return openUnderPerson(keys, 'port-label', keyBytes(port), sealed);
}

function sealUnderPerson(keys: PersonKeys, purpose: string, subject: Uint8Array, label: string): Uint8Array {
  const secret = keys.secrets.get(keys.generation);
  if (secret === undefined)
    throw new MeshidError('input/invalid', { what: 'person keys', why: 'the newest secret is missing' });
  return sealLabel(secret, purpose, subject, label);
}

function openUnderPerson(keys: PersonKeys, purpose: string, subject: Uint8Array, sealed: Uint8Array): string {
  for (const secret of [...keys.secrets.values()].reverse()) {
    try {
      return openLabel(secret, purpose, subject, sealed);
    } catch {
      // Another generation's: the next one is tried.
    }
  }
  return cannotOpen('label');
}
