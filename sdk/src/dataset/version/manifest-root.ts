import { CID } from 'multiformats/cid';
import { BinaryWriter } from '../../crypto/binary.ts';
import { type LeafReference, paddedLength } from '../../crypto/chunk.ts';
import { type DatasetKeys, epochKey } from '../../crypto/dataset-keys.ts';
import {
  cannotOpen,
  decryptGcm,
  deriveKey,
  encryptGcm,
  GCM_TAG_BYTES,
  hmacSha256,
  u64Bytes,
} from '../../crypto/primitives.ts';
import { type DatasetId, encodeKey, keyBytes, parseDatasetId } from '../../identifiers.ts';
import { malformed, manifestReader, readReference, writeReference } from './items.ts';

/** What a version belongs to; a reader refuses it anywhere else. */
export interface VersionBinding {
  readonly dataset: DatasetId;
  readonly sequence: bigint;
  readonly epoch: bigint;
  /** The head of the version before, where there is one. */
  readonly parent: CID | undefined;
}

/** The encrypted root of a manifest: its binding, its totals, and the pieces or the indexes of them. */
export interface ManifestRoot {
  readonly binding: VersionBinding;
  readonly entries: number;
  /** Bytes of all files together. */
  readonly bytes: number;
  /** Levels of index pieces between the root and the pieces with entries. */
  readonly depth: number;
  readonly children: readonly LeafReference[];
}

export const MAX_MANIFEST_DEPTH = 6;
export const MAX_ROOT_BYTES = 256 * 1024;
const HEADER = 'meshid:manifest:1\n';
const NONCE_BYTES = 12;
const HEAD_BYTES = 36;
const OUTER_BYTES = HEADER.length + 8 + NONCE_BYTES;

/** The version's head as it stands on chain: 36 bytes, a binary CIDv1 with sha256. */
export function headBytes(head: CID): Uint8Array {
  return head.version === 1 && head.bytes.length === HEAD_BYTES
    ? head.bytes
    : malformed('its parent is not a CIDv1 with sha256');
}

function associatedData(dataset: DatasetId, epoch: bigint): Uint8Array {
  return Buffer.concat([Buffer.from(HEADER), keyBytes(dataset), u64Bytes(epoch)]);
}

/**
 * Header ‖ epoch ‖ nonce ‖ AES-256-GCM. The nonce is made from the plaintext by HMAC, so the same version always has the same head,
 * and two roots of an epoch share a nonce only when they are equal.
 */
export function encryptRoot(
  keys: DatasetKeys,
  { binding, entries, bytes, depth, children }: ManifestRoot,
): Uint8Array {
  const { dataset, sequence, epoch, parent } = binding;
  const writer = new BinaryWriter().bytes(keyBytes(dataset)).u64(sequence).u64(epoch);
  writer.bytes(parent === undefined ? new Uint8Array(HEAD_BYTES) : headBytes(parent));
  writer.varint(entries).varint(bytes).u8(depth).varint(children.length);
  for (const child of children) writeReference(writer, child);
  const padding = new Uint8Array(paddedLength(writer.length) - writer.length);
  const plaintext = writer.bytes(padding).finish();
  const secret = epochKey(keys, epoch);
  const nonce = hmacSha256(
    deriveKey(secret, 'meshid:manifest-nonce:1', keyBytes(dataset)),
    plaintext,
  ).subarray(0, NONCE_BYTES);
  const key = deriveKey(secret, 'meshid:manifest-key:1', keyBytes(dataset));
  const sealed = encryptGcm(key, associatedData(dataset, epoch), [plaintext], nonce);
  return new BinaryWriter().text(HEADER).u64(epoch).bytes(nonce).bytes(sealed).finish();
}

/**
 * Opens a manifest's root with the key of the epoch that it names.
 *
 * @throws MeshidError `crypto/cannot-open`, `version/malformed`
 */
export function decryptRoot(keys: DatasetKeys, block: Uint8Array): ManifestRoot {
  if (block.length < OUTER_BYTES + GCM_TAG_BYTES || block.length > MAX_ROOT_BYTES * 2) cannotOpen(WHAT);
  if (Buffer.from(block.subarray(0, HEADER.length)).toString('latin1') !== HEADER) cannotOpen(WHAT);
  const epoch = Buffer.from(block.subarray(HEADER.length, HEADER.length + 8)).readBigUInt64LE();
  const secret = keys.epochKeys.get(epoch);
  if (secret === undefined) cannotOpen(WHAT);
  const key = deriveKey(secret, 'meshid:manifest-key:1', keyBytes(keys.dataset));
  const nonce = block.subarray(HEADER.length + 8, OUTER_BYTES);
  return parseRoot(
    decryptGcm(key, associatedData(keys.dataset, epoch), block.subarray(OUTER_BYTES), WHAT, nonce),
  );
}

function parseRoot(plaintext: Uint8Array): ManifestRoot {
  const reader = manifestReader(plaintext);
  const dataset = parseDatasetId(encodeKey(reader.bytes(32)));
  const sequence = reader.u64();
  const epoch = reader.u64();
  const parentBytes = reader.copy(HEAD_BYTES);
  const entries = reader.varint();
  const bytes = reader.varint();
  const depth = reader.u8();
  const count = reader.varint();
  if (depth > MAX_MANIFEST_DEPTH || count < 1 || count * 65 > reader.left)
    malformed('its root has impossible counts');
  const children = Array.from({ length: count }, () => readReference(reader));
  const used = plaintext.length - reader.left;
  if (plaintext.length !== paddedLength(used) || reader.bytes(reader.left).some((byte) => byte !== 0))
    malformed('its root is badly padded');
  return {
    binding: { dataset, sequence, epoch, parent: parentOf(parentBytes) },
    entries,
    bytes,
    depth,
    children,
  };
}

function parentOf(bytes: Uint8Array): CID | undefined {
  if (bytes.every((byte) => byte === 0)) return undefined;
  try {
    return CID.decode(bytes);
  } catch {
    return malformed('its parent is not a CID');
  }
}

const WHAT = 'manifest';
