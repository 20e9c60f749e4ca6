import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createChunkCipher, rawCid } from '../../crypto/chunk.ts';
import type { DatasetKeys } from '../../crypto/dataset-keys.ts';
import { deriveKey, hmacSha256 } from '../../crypto/primitives.ts';
import { MeshidError } from '../../errors.ts';
import { keyBytes } from '../../identifiers.ts';
import { createChunker, createWindow, readChunks } from './chunker.ts';
import { buildDirectory } from './directory.ts';
import { type Entry, type Extent, MODE_BITS } from './entry.ts';
import { LeafSink } from './leaf-sink.ts';
import { encryptRoot, type VersionBinding } from './manifest-root.ts';
import { hashOf, ManifestWriter } from './manifest-writer.ts';
import type { Version } from './open.ts';
import { type Found, scanFolder, type Skipped } from './scan.ts';
import { MAX_PACKED_BYTES, SegmentPacker } from './segment.ts';
import { readLargeFile, readSmallFile } from './source-file.ts';

/** What to publish: a folder, or of a folder only the listed relative paths with the folders that they are in. */
export interface VersionSource {
  readonly folder: string;
  readonly files?: Iterable<string>;
}

export interface WriteVersionInput {
  readonly store: Pick<Blockstore, 'has' | 'put'>;
  readonly keys: DatasetKeys;
  readonly binding: VersionBinding;
  readonly source: VersionSource;
  /** The keyring's block, which the version carries along. */
  readonly keyring: Uint8Array;
  /** The version before: its chunks are recognised, in whichever epoch it was written. */
  readonly previous?: Version;
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
}

export interface WriteProgress {
  readonly files: number;
  readonly bytes: number;
  readonly path: string;
}

export interface WriteVersionOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: WriteProgress) => void;
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
  const { store, keys, binding, source, keyring, previous } = input;
  if (binding.dataset !== keys.dataset)
    throw new MeshidError('input/invalid', {
      what: 'version',
      why: `it is for ${binding.dataset} and the keys are ${keys.dataset}'s`,
    });
  const sink = new LeafSink(store, createChunkCipher(keys, binding.epoch));
  if (previous !== undefined) for await (const leaf of previous.leaves()) sink.recognise(leaf);
  const writer = new VersionWriter(keys, sink, options);
  for (const look of scanFolder(source.folder, source.files)) {
    if ('skipped' in look) writer.skipped.push(look.skipped);
    else await writer.add(look.found);
  }
  const { manifest, stats } = await writer.finish();
  const root = encryptRoot(keys, { binding, ...manifest });
  const head = await storeDirectory(sink, root, keyring);
  await sink.drain();
  return {
    head,
    stats: { ...stats, leaves: sink.leaves.size, newBlocks: sink.newBlocks, newBytes: sink.newBytes },
    skipped: writer.skipped,
  };
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

/** One run through a folder. */
class VersionWriter {
  readonly skipped: Skipped[] = [];
  private readonly counts = { files: 0, directories: 0, symlinks: 0, bytes: 0 };
  private readonly sink: LeafSink;
  private readonly manifest: ManifestWriter;
  private readonly segment: SegmentPacker;
  private readonly chunker;
  private readonly window = createWindow();
  private readonly options: WriteVersionOptions;
  private readonly pathSecret: Uint8Array;
  private turns = 0;

  constructor(keys: DatasetKeys, sink: LeafSink, options: WriteVersionOptions) {
    const dataset = keyBytes(keys.dataset);
    this.sink = sink;
    this.options = options;
    this.manifest = new ManifestWriter(sink);
    this.chunker = createChunker(keys.constant, dataset);
    this.pathSecret = deriveKey(keys.constant, 'meshid:path-hash:1', dataset);
    this.segment = new SegmentPacker(sink, (entry, pathHash) => this.manifest.add(entry, pathHash));
  }

  async add(found: Found): Promise<void> {
    // Small files are read synchronously, so others get their turn here.
    this.turns += 1;
    if (this.turns % 64 === 0) await nextTurn();
    this.options.signal?.throwIfAborted();
    const { path, stat } = found;
    if (found.kind === 'file') await this.addFile(found);
    else if (found.kind === 'directory') {
      this.counts.directories += 1;
      await this.write({ kind: 'directory', ...attributes(found) });
    } else {
      this.counts.symlinks += 1;
      await this.write({
        kind: 'symlink',
        path,
        mode: 0o777,
        mtimeNs: stat.mtimeNs,
        target: found.target ?? '',
      });
    }
    this.options.onProgress?.({ files: this.counts.files, bytes: this.counts.bytes, path });
  }

  private pathHash(path: string): number {
    return hashOf(hmacSha256(this.pathSecret, Buffer.from(path)));
  }

  /** Through the segment, which holds back what comes after a small file until that file's leaf is known. */
  private async write(entry: Entry): Promise<void> {
    await this.segment.pass(entry, this.pathHash(entry.path));
  }

  private async addFile(found: Found): Promise<void> {
    if (found.stat.size <= MAX_PACKED_BYTES) {
      const outcome = readSmallFile(found.absolute, found.path, MAX_PACKED_BYTES);
      if ('skipped' in outcome) return void this.skipped.push(outcome.skipped);
      const { stat, content } = outcome.read;
      if (content !== undefined) {
        this.count(content.length);
        await this.segment.pack(
          { kind: 'file', ...attributes({ path: found.path, stat }), size: content.length, extents: [] },
          content,
          this.pathHash(found.path),
        );
        return;
      }
    }
    await this.addLargeFile(found);
  }

  private async addLargeFile({ absolute, path }: Found): Promise<void> {
    await this.segment.flush();
    const outcome = await readLargeFile(absolute, path, async (handle) => {
      const content: Extent[] = [];
      let bytes = 0;
      for await (const chunk of readChunks(handle, this.window, this.chunker)) {
        this.options.signal?.throwIfAborted();
        content.push({ leaf: await this.sink.chunk(chunk), offset: 0, length: chunk.length });
        bytes += chunk.length;
        this.options.onProgress?.({ files: this.counts.files, bytes: this.counts.bytes + bytes, path });
      }
      return { content, bytes };
    });
    if ('skipped' in outcome) return void this.skipped.push(outcome.skipped);
    const { stat, content } = outcome.read;
    this.count(Number(stat.size));
    await this.write({
      kind: 'file',
      ...attributes({ path, stat }),
      size: Number(stat.size),
      extents: content,
    });
  }

  private count(bytes: number): void {
    this.counts.files += 1;
    this.counts.bytes += bytes;
  }

  async finish() {
    await this.segment.flush();
    const pieces = await this.manifest.finish();
    return {
      manifest: { ...pieces, entries: this.manifest.entries, bytes: this.manifest.bytes },
      stats: this.counts,
    };
  }
}

function attributes({ path, stat }: Pick<Found, 'path' | 'stat'>): {
  path: string;
  mode: number;
  mtimeNs: bigint;
} {
  return { path, mode: Number(stat.mode) & MODE_BITS, mtimeNs: stat.mtimeNs };
}
