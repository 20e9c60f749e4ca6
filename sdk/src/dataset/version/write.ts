import type { CID } from 'multiformats/cid';
import { createChunkCipher, rawCid } from '../../crypto/chunk.ts';
import type { DatasetKeys } from '../../crypto/dataset-keys.ts';
import { MeshidError } from '../../errors.ts';
import { buildDirectory } from './directory.ts';
import { LeafSink, type LeafStore } from './leaf-sink.ts';
import { encryptRoot, type VersionBinding } from './manifest-root.ts';
import type { Version } from './open.ts';
import { isUnreadable } from './pieces.ts';
import { scanFolder, type Skipped } from './scan.ts';
import { type FileStates, type SeenFolder, UnchangedFiles } from './seen-files.ts';
import { VersionWriter, type WriteVersionOptions } from './version-writer.ts';

/** What to publish: a folder, or of a folder only the listed relative paths with the folders that they are in. */
export interface VersionSource {
  readonly folder: string;
  readonly files?: Iterable<string>;
}

export interface WriteVersionInput {
  readonly store: LeafStore;
  readonly keys: DatasetKeys;
  readonly binding: VersionBinding;
  readonly source: VersionSource;
  /** The keyring's block, which the version carries along. */
  readonly keyring: Uint8Array;
  /** The version before: its chunks are recognised, in whichever epoch it was written. */
  readonly previous?: Version;
  /** A version of this very folder: what has not changed since is not read again. */
  readonly seen?: SeenFolder;
}

export interface VersionStats {
  readonly files: number;
  readonly directories: number;
  readonly symlinks: number;
  /** Bytes of all files. */
  readonly bytes: number;
  /** Encrypted leaves, the manifest's pieces included. */
  readonly leaves: number;
  /** Blocks, and their bytes, that the store did not have. */
  readonly newBlocks: number;
  readonly newBytes: number;
}

export interface WrittenVersion {
  /** What to publish on chain. */
  readonly head: CID;
  readonly stats: VersionStats;
  /** What of the folder is not in the version, and why. */
  readonly skipped: readonly Skipped[];
  /** For the next version of this folder, as `seen`. */
  readonly files: FileStates;
}

/**
 * Encrypts a folder into a dataset's store and answers the new version's head.
 *
 * Nothing refers to what was stored until the head is published, so stopping at any moment leaves the dataset as it was.
 *
 * @throws MeshidError `input/invalid`, `file/unsafe-path`, `storage/full`, `storage/failed`
 */
export async function writeVersion(
  input: WriteVersionInput,
  options: WriteVersionOptions = {},
): Promise<WrittenVersion> {
  const { store, keys, binding, source, keyring, previous, seen } = input;
  if (binding.dataset !== keys.dataset)
    throw new MeshidError('input/invalid', {
      what: 'version',
      why: `it is for ${binding.dataset} and the keys are ${keys.dataset}'s`,
    });
  using sink = new LeafSink(store, createChunkCipher(keys, binding.epoch));
  const unchanged = new UnchangedFiles(seen?.files);
  for (const version of new Set([previous, seen?.version]))
    if (version !== undefined)
      await recognise(version, sink, version === seen?.version ? unchanged : undefined);
  using writer = new VersionWriter(keys, sink, unchanged, options);
  for (const look of scanFolder(source.folder, source.files)) {
    if ('skipped' in look) writer.skipped.push(look.skipped);
    else await writer.add(look.found);
  }
  const { manifest, stats } = await writer.finish();
  const root = encryptRoot(keys, { binding, ...manifest });
  const head = await storeDirectory(sink, root, keyring);
  await sink.drain();
  // A version is not told before it survives the power.
  await store.sync?.();
  return {
    head,
    stats: { ...stats, leaves: sink.leaves.size, newBlocks: sink.newBlocks, newBytes: sink.newBytes },
    skipped: writer.skipped,
    files: writer.states,
  };
}

/** A version before that is damaged or not all here costs encrypting again, but stops nobody from publishing. */
async function recognise(
  version: Version,
  sink: LeafSink,
  unchanged: UnchangedFiles | undefined,
): Promise<void> {
  try {
    for await (const entry of version.list()) {
      if (entry.kind !== 'file') continue;
      for (const { leaf } of entry.extents) sink.recognise(leaf);
      unchanged?.know(entry);
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
}

async function storeDirectory(sink: LeafSink, root: Uint8Array, keyring: Uint8Array): Promise<CID> {
  const manifest = { cid: rawCid(root), bytes: root.length };
  const keys = { cid: rawCid(keyring), bytes: keyring.length };
  await sink.block(keys.cid, keyring);
  await sink.block(manifest.cid, root);
  const put = async (cid: CID, block: unknown): Promise<CID> => {
    if (!(block instanceof Uint8Array)) throw new TypeError('a directory is one block');
    await sink.block(cid, block);
    return cid;
  };
  return buildDirectory({ put }, manifest, keys, sink.leaves.values());
}
