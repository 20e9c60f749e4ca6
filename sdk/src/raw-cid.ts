import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import * as Digest from 'multiformats/hashes/digest';
import { sha256 } from 'multiformats/hashes/sha2';

/** The multihash code of the one hash that names blocks here. */
export const SHA2_256 = sha256.code;

/** The CID of what has this SHA-256, as raw bytes. */
export function rawCidOf(digest: Uint8Array): CID {
  return CID.createV1(raw.code, Digest.create(SHA2_256, digest));
}
