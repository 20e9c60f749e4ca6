import type { CID } from 'multiformats/cid';
import { keyBytes } from '../identifiers.ts';
import { rawCidOf } from '../raw-cid.ts';
import { type DatasetKeys, epochKey } from './dataset-keys.ts';
import {
  decryptLeaf,
  encryptLeaf,
  leafKey,
  leafLength,
  MAX_CHUNK_BYTES,
  MAX_LEAF_BYTES,
  paddedLength,
} from './leaf.ts';
import { deriveKey, hmacSha256, secretKey, sha256 } from './primitives.ts';

export { leafLength, MAX_CHUNK_BYTES, MAX_LEAF_BYTES, paddedLength };

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
  /** What its leaves' keys and its tags are made with. */
  readonly secrets: { readonly chunk: Uint8Array; readonly tag: Uint8Array };
  /** @param tag of the content, where it is known already */
  encrypt(content: Uint8Array, tag?: Uint8Array): EncryptedChunk;
  /** The deduplication tag, the same in every epoch of the dataset. */
  tag(content: Uint8Array): Uint8Array;
}

/** The CID of a ciphertext leaf or keyring: raw, sha256. */
export function rawCid(block: Uint8Array): CID {
  return rawCidOf(sha256(block));
}

/** The cipher of an epoch, the newest unless named. */
export function createChunkCipher(keys: DatasetKeys, epoch = keys.epoch): ChunkCipher {
  const dataset = keyBytes(keys.dataset);
  const secrets = {
    chunk: deriveKey(epochKey(keys, epoch), 'meshid:chunk-key:2', dataset),
    tag: deriveKey(keys.constant, 'meshid:chunk-tag:1', dataset),
  };
  const chunkSecret = secretKey(secrets.chunk);
  const tagSecret = secretKey(secrets.tag);
  const tagOf = (content: Uint8Array): Uint8Array => hmacSha256(tagSecret, content);
  return {
    secrets,
    encrypt(content, tag = tagOf(content)) {
      const key = leafKey(chunkSecret, tag);
      const ciphertext = new Uint8Array(leafLength(content.length));
      encryptLeaf(key, content, ciphertext);
      return { cid: rawCid(ciphertext), key, length: content.length, ciphertext };
    },
    tag: tagOf,
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
  return decryptLeaf(key, length, ciphertext);
}
