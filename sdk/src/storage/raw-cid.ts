import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import * as Digest from 'multiformats/hashes/digest';
import { sha256 as sha256Code } from 'multiformats/hashes/sha2';

/** The CID of what has this SHA-256, as raw bytes. */
export function rawCidOf(digest: Uint8Array): CID {
  return CID.createV1(raw.code, Digest.create(sha256Code.code, digest));
}
