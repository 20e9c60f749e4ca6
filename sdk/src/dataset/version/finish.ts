import type { CID } from 'multiformats/cid';
import { rawCid } from '../../crypto/chunk.ts';
import type { DatasetKeys } from '../../crypto/dataset-keys.ts';
import { buildDirectory } from './directory.ts';
import type { LeafSink } from './leaf-sink.ts';
import { encryptRoot, type ManifestRoot } from './manifest-root.ts';

/**
 * Stores the manifest's root and the directory around it, and waits until all of the version is stored.
 *
 * @param keyring its block, which the version carries along
 * @returns the version's head
 */
export async function finishVersion(
  sink: LeafSink,
  keys: DatasetKeys,
  manifest: ManifestRoot,
  keyring: Uint8Array,
): Promise<CID> {
  const head = await storeDirectory(sink, encryptRoot(keys, manifest), keyring);
  await sink.drain();
  return head;
}

async function storeDirectory(sink: LeafSink, root: Uint8Array, keyring: Uint8Array): Promise<CID> {
  const manifest = { cid: rawCid(root), bytes: root.length };
  const keys = { cid: rawCid(keyring), bytes: keyring.length };
  await sink.block(keys.cid, keyring);
  await sink.block(manifest.cid, root);
  return buildDirectory(async (cid, block) => sink.block(cid, block), manifest, keys, sink.leaves.values());
}
