import { setImmediate as nextTurn } from 'node:timers/promises';
import { createChunkCipher } from '../../crypto/chunk.ts';
import type { DatasetKeys } from '../../crypto/dataset-keys.ts';
import { MeshidError } from '../../errors.ts';
import { ComposedLinks } from './composed-links.ts';
import { contentOf, type Entry, EntryOrder } from './entry.ts';
import { finishVersion } from './finish.ts';
import { LeafSink, type LeafStore } from './leaf-sink.ts';
import { ManifestWriter } from './manifest-writer.ts';
import type { VersionBinding } from './manifest-root.ts';
import { createPathHash, pathSecretOf } from './path-hash.ts';
import type { ReadOptions } from './pieces.ts';
import type { WrittenVersion } from './write.ts';

export interface ComposeVersionInput {
  readonly store: LeafStore;
  readonly keys: DatasetKeys;
  readonly binding: VersionBinding;
  /** The keyring's block, which the version carries along. */
  readonly keyring: Uint8Array;
  /** Entries of other versions of the same dataset, in the manifest's order; their leaves are in `store`. */
  readonly entries: AsyncIterable<Entry> | Iterable<Entry>;
}

/**
 * Makes a version of what others hold: their leaves stay as they are, only a manifest is written.
 *
 * @throws MeshidError `version/incomplete` when a leaf is not in the store; `file/unsafe-path` or `version/malformed` for entries out of
 *   order; `storage/full`, `storage/failed`
 */
export async function composeVersion(
  { store, keys, binding, keyring, entries }: ComposeVersionInput,
  { signal }: ReadOptions = {},
): Promise<Pick<WrittenVersion, 'head' | 'stats'>> {
  using sink = new LeafSink(store, createChunkCipher(keys, binding.epoch));
  const manifest = new ManifestWriter(sink);
  const pathHash = createPathHash(pathSecretOf(keys));
  const order = new EntryOrder();
  const links = new ComposedLinks();
  let turns = 0;
  for await (const entry of entries) {
    turns += 1;
    if (turns % 64 === 0) await nextTurn();
    signal?.throwIfAborted();
    order.check(entry);
    await keepLeaves(sink, entry);
    await manifest.add(links.place(entry), pathHash(entry.path));
  }
  const head = await finishVersion(sink, keys, { binding, ...(await manifest.finish()) }, keyring);
  await store.sync?.();
  const { newBlocks, newBytes, leaves } = sink;
  return { head, stats: { ...manifest.counts, leaves: leaves.size, newBlocks, newBytes } };
}

async function keepLeaves(sink: LeafSink, entry: Entry): Promise<void> {
  if (entry.kind !== 'file') return;
  for (const { leaf } of contentOf(entry))
    if (!(await sink.keep([leaf])))
      throw new MeshidError('version/incomplete', { cid: leaf.cid.toString() }, { retryable: true });
}
