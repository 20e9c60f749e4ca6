import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import * as Digest from 'multiformats/hashes/digest';
import { sha256 as sha256Code } from 'multiformats/hashes/sha2';
import { keyBytes } from '../identifiers.ts';
import { type DatasetKeys, epochKey } from './dataset-keys.ts';
import {
  cannotOpen,
  decryptGcm,
  deriveKey,
  encryptGcm,
  GCM_TAG_BYTES,
  hmacSha256,
  secretKey,
  sha256,
} from './primitives.ts';

/** The most bytes that a leaf has, its tag included: 1 MiB. */
export const MAX_LEAF_BYTES = 1024 * 1024;
/** The most bytes of content that a leaf holds, so that padding keeps it within `MAX_LEAF_BYTES`. */
export const MAX_CHUNK_BYTES = MAX_LEAF_BYTES - 16 * 1024;

/** What the encrypted manifest says about a leaf. */
export interface LeafReference {
  readonly cid: CID;
  readonly key: Uint8Array;
  /** Bytes of content, before the padding. */
  readonly length: number;
}

export interface EncryptedChunk extends LeafReference {
  readonly ciphertext: Uint8Array;
}

/** Encrypts the chunks of one dataset under one epoch. */
export interface ChunkCipher {
  encrypt(content: Uint8Array): EncryptedChunk;
  /** The deduplication tag, the same in every epoch of the dataset. */
  tag(content: Uint8Array): Uint8Array;
}

/** The CID of a ciphertext leaf or keyring: raw, sha256. */
export function rawCid(block: Uint8Array): CID {
  return CID.createV1(raw.code, Digest.create(sha256Code.code, sha256(block)));
}

/** PADMÉ (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019): at most 12% more. */
export function paddedLength(length: number): number {
  if (length < 2) return length;
  const exponent = 31 - Math.clz32(length);
  const kept = 32 - Math.clz32(exponent);
  const unit = 2 ** Math.max(exponent - kept, 0);
  return Math.ceil(length / unit) * unit;
}

/**
 * The cipher of an epoch, the newest unless named: key = HMAC-SHA-256(HKDF(epoch key, "chunk", dataset), content), then
 * AES-256-GCM with a zero nonce over the content and zeros up to PADMÉ's length. Each content has its own key, so no nonce repeats.
 */
export function createChunkCipher(keys: DatasetKeys, epoch = keys.epoch): ChunkCipher {
  const dataset = keyBytes(keys.dataset);
  const chunkSecret = secretKey(deriveKey(epochKey(keys, epoch), 'meshid:chunk-key:1', dataset));
  const tagSecret = secretKey(deriveKey(keys.constant, 'meshid:chunk-tag:1', dataset));
  return {
    encrypt(content) {
      const key = hmacSha256(chunkSecret, content);
      const padding = new Uint8Array(paddedLength(content.length) - content.length);
      const ciphertext = encryptGcm(key, CHUNK_DOMAIN, [content, padding]);
      return { cid: rawCid(ciphertext), key, length: content.length, ciphertext };
    },
    tag: (content) => hmacSha256(tagSecret, content),
  };
}

/**
 * Opens a leaf with the key that the manifest gives it; returns its content without the padding.
 *
 * @throws MeshidError `crypto/cannot-open`
 */
export function decryptChunk(
  { key, length }: Pick<LeafReference, 'key' | 'length'>,
  ciphertext: Uint8Array,
): Uint8Array {
  if (length > MAX_CHUNK_BYTES || ciphertext.length !== paddedLength(length) + GCM_TAG_BYTES)
    cannotOpen('chunk');
  return decryptGcm(key, CHUNK_DOMAIN, ciphertext, 'chunk').subarray(0, length);
}

const CHUNK_DOMAIN = Buffer.from('meshid:chunk:1');
