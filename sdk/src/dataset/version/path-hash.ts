import type { DatasetKeys } from '../../crypto/dataset-keys.ts';
import { deriveKey, hmacSha256, secretKey } from '../../crypto/primitives.ts';
import { keyBytes } from '../../identifiers.ts';
import { encodePath } from './path-bytes.ts';

/** A keyed hash of a path, by which the manifest and the segments are cut; nobody without the key can tell where. */
export type PathHash = (path: string) => number;

/** What a dataset's paths are hashed with. */
export function pathSecretOf({ constant, dataset }: DatasetKeys): Uint8Array {
  return deriveKey(constant, 'meshid:path-hash:1', keyBytes(dataset));
}

export function createPathHash(pathSecret: Uint8Array): PathHash {
  const secret = secretKey(pathSecret);
  return (path) => hashOf(hmacSha256(secret, encodePath(path)));
}

/** The first four bytes as a number. */
export function hashOf(bytes: Uint8Array): number {
  return (((bytes[0] ?? 0) << 24) | ((bytes[1] ?? 0) << 16) | ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0)) >>> 0;
}
