import { resolve } from 'node:path';
import type { CID } from 'multiformats/cid';
import { createChunkCipher } from '../../crypto/chunk.ts';
import type { DatasetKeys } from '../../crypto/dataset-keys.ts';
import { MeshidError } from '../../errors.ts';
import { eachFile } from './each-file.ts';
import { contentOf } from './entry.ts';
import { FilesBefore } from './files-before.ts';
import { finishVersion } from './finish.ts';
import { LeafSink, type LeafStore } from './leaf-sink.ts';
import type { VersionBinding } from './manifest-root.ts';
import { findNative } from './native.ts';
import type { Version } from './open.ts';
import { createPathHash, pathSecretOf } from './path-hash.ts';
import { scanFolder } from './scan.ts';
import { ScanThread, WORTH_SCANNING_BESIDE } from './scan-thread.ts';
import type { Skipped } from './skipped.ts';
import { type FileStates, type SeenFolder, UnchangedFiles } from './seen-files.ts';
import { TreeRoot } from './tree-root.ts';
import { VersionWriter, type WriteVersionOptions } from './version-writer.ts';

/** What to publish: a folder, or of a folder only the listed relative paths with the folders that they are in. */
export interface VersionSource {
  readonly folder: string;
  readonly files?: Iterable<string>;
  /** Keeps extended attributes too, those that begin with `user.`. */
  readonly attributes?: boolean;
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
  using root = new TreeRoot(resolve(source.folder));
  const newest = previous ?? seen?.version;
  const scan = { root, pathSecret: pathSecretOf(keys) };
  // Looked through while what was in it before is read here.
  using thread = isWorthAThread(source, newest) ? new ScanThread(scan) : undefined;
  using sink = new LeafSink(store, createChunkCipher(keys, binding.epoch));
  const unchanged = new UnchangedFiles(seen?.files);
  const before = new FilesBefore(newest);
  for (const version of new Set([previous, seen?.version]))
    if (version !== undefined)
      await eachFile(version, (entry) => {
        for (const { leaf } of contentOf(entry)) sink.recognise(leaf);
        if (version === seen?.version) unchanged.know(entry);
        if (version === newest) before.count(entry);
      });
  if (source.attributes === true && findNative() === undefined)
    throw new MeshidError('input/invalid', {
      what: 'extended attributes',
      why: "they can't be read on this system",
    });
  using writer = new VersionWriter(
    keys,
    sink,
    { unchanged, before },
    { ...options, attributes: source.attributes === true },
  );
  const pathHash = createPathHash(scan.pathSecret);
  for await (const looks of thread?.looks() ?? [scanFolder({ root, pathHash }, source.files)])
    for (const look of looks)
      if ('skipped' in look) writer.skipped.push(look.skipped);
      else await writer.add(look.found);
  const { manifest, stats } = await writer.finish();
  const head = await finishVersion(sink, keys, { binding, ...manifest }, keyring);
  // A version is not told before it survives the power.
  await store.sync?.();
  return {
    head,
    stats: { ...stats, leaves: sink.leaves.size, newBlocks: sink.newBlocks, newBytes: sink.newBytes },
    skipped: writer.skipped,
    files: writer.states,
  };
}

function isWorthAThread({ files }: VersionSource, newest: Version | undefined): boolean {
  return files === undefined && newest !== undefined && newest.entries >= WORTH_SCANNING_BESIDE;
}
