import type { DatasetKeys } from '../../crypto/dataset-keys.ts';
import { deriveKey, hmacSha256, secretKey } from '../../crypto/primitives.ts';
import { keyBytes } from '../../identifiers.ts';
import { hashOf } from './manifest-writer.ts';
import { encodePath } from './path-bytes.ts';

/** A keyed hash of a path, by which the manifest and the segments are cut; nobody without the key can tell where. */
export function createPathHash(keys: DatasetKeys): (path: string) => number {
  const secret = secretKey(deriveKey(keys.constant, 'meshid:path-hash:1', keyBytes(keys.dataset)));
  return (path) => hashOf(hmacSha256(secret, encodePath(path)));
}
