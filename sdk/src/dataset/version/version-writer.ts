import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DatasetKeys } from '../../crypto/dataset-keys.ts';
import { deriveKey, hmacSha256, secretKey } from '../../crypto/primitives.ts';
import { keyBytes } from '../../identifiers.ts';
import { createGear, createWindow, readChunks } from './chunker.ts';
import { type Entry, type Extent, type FileEntry, MODE_BITS } from './entry.ts';
import { EntryQueue } from './entry-queue.ts';
import { FileCutter, WORTH_CUTTING_BYTES } from './file-cutter.ts';
import { chunkerOf } from './gear.ts';
import type { Coming, LeafSink } from './leaf-sink.ts';
import { hashOf, ManifestWriter } from './manifest-writer.ts';
import type { Found, Skipped } from './scan.ts';
import { MAX_PACKED_BYTES, SegmentPacker } from './segment.ts';
import { type FileState, stateOf, type UnchangedFiles } from './seen-files.ts';
import { readLargeFile, readSmallFile } from './source-file.ts';

export interface WriteProgress {
  readonly files: number;
  readonly bytes: number;
  readonly path: string;
}

export interface WriteVersionOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: WriteProgress) => void;
}

/** A stretch of a file, with its leaf to come. */
interface Chunk {
  readonly coming: Coming;
  readonly length: number;
}

/** Up to here reading a file at once takes about a millisecond; longer ones are read by other threads. */
const SYNCHRONOUS_BYTES = 1024 * 1024;

/** One run through a folder: reads what was found, packs or cuts it, and lists it in the manifest. */
export class VersionWriter implements Disposable {
  readonly skipped: Skipped[] = [];
  /** How the files were when they were read, or seen to be as before. */
  readonly states = new Map<string, FileState>();
  private readonly counts = { files: 0, directories: 0, symlinks: 0, bytes: 0 };
  private readonly sink: LeafSink;
  private readonly manifest: ManifestWriter;
  private readonly segment: SegmentPacker;
  private readonly queue: EntryQueue;
  private readonly chunker;
  private readonly cutter;
  private readonly window = createWindow();
  /** For what is read after all while the other window's content still waits to be packed. */
  private readonly lateWindow = createWindow();
  private readonly options: WriteVersionOptions;
  private readonly pathSecret;
  private readonly unchanged: UnchangedFiles;
  private turns = 0;

  constructor(keys: DatasetKeys, sink: LeafSink, unchanged: UnchangedFiles, options: WriteVersionOptions) {
    const dataset = keyBytes(keys.dataset);
    this.sink = sink;
    this.unchanged = unchanged;
    this.options = options;
    this.manifest = new ManifestWriter(sink);
    const gear = createGear(keys.constant, dataset);
    this.chunker = chunkerOf(gear);
    this.cutter = new FileCutter(gear);
    this.pathSecret = secretKey(deriveKey(keys.constant, 'meshid:path-hash:1', dataset));
    this.queue = new EntryQueue(
      async (entry, pathHash) => this.list(entry, pathHash),
      () => sink.flush(),
    );
    this.segment = new SegmentPacker(sink, async (entry, pathHash) => this.queue.push(entry, pathHash));
  }

  async add(found: Found): Promise<void> {
    // Small files are read synchronously, so others get their turn here.
    this.turns += 1;
    if (this.turns % 64 === 0) await nextTurn();
    this.options.signal?.throwIfAborted();
    const { path, stat } = found;
    if (found.kind === 'file') await this.addFile(found);
    else if (found.kind === 'directory') await this.write({ kind: 'directory', ...attributes(found) });
    else {
      const { mtimeNs } = stat;
      await this.write({ kind: 'symlink', path, mode: 0o777, mtimeNs, target: found.target ?? '' });
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

  /** A file whose chunks are being made. */
  private async writeChunked(entry: Omit<FileEntry, 'extents'>, chunks: readonly Chunk[]): Promise<void> {
    const listed = Promise.all(
      chunks.map(async ({ coming, length }): Promise<Extent> => ({
        leaf: await coming.leaf,
        offset: 0,
        length,
      })),
    ).then((extents) => ({ ...entry, extents }));
    // The sink tells.
    listed.catch(() => undefined);
    await this.segment.pass(listed, this.pathHash(entry.path));
  }

  private async list(entry: Entry, pathHash: number): Promise<void> {
    await this.manifest.add(entry, pathHash);
    if (entry.kind === 'directory') this.counts.directories += 1;
    else if (entry.kind === 'symlink') this.counts.symlinks += 1;
    else {
      this.counts.files += 1;
      this.counts.bytes += entry.size;
    }
  }

  private async addFile(found: Found): Promise<void> {
    const before = this.unchanged.find(found.path, found.stat);
    if (before === undefined || !(await this.keepFile(found, before)))
      await this.readFile(found, this.window);
  }

  /** Lists a file with the content that it had in the version before; false when that has to be read. */
  private async keepFile(found: Found, { size, extents }: FileEntry): Promise<boolean> {
    const entry = { kind: 'file', ...attributes(found), size, extents } as const;
    const [extent] = extents;
    if (extent !== undefined && size <= MAX_PACKED_BYTES) {
      if (extents.length > 1) return false;
      const unread = { extent, read: async () => this.readFile(found, this.lateWindow) };
      await this.segment.packUnread(entry, unread, this.pathHash(found.path));
    } else {
      if (!(await this.sink.keep(extents.map(({ leaf }) => leaf)))) return false;
      if (extents.length > 0) await this.segment.flush();
      await this.write(entry);
    }
    this.states.set(found.path, stateOf(found.stat));
    return true;
  }

  private async readFile(found: Found, window: Buffer): Promise<void> {
    if (found.stat.size > SYNCHRONOUS_BYTES) return this.addLargeFile(found, window);
    const outcome = await readSmallFile(found.absolute, found.path, window);
    if ('skipped' in outcome) return void this.skipped.push(outcome.skipped);
    const { stat, content } = outcome.read;
    if (content === undefined) return this.addLargeFile(found, window);
    this.states.set(found.path, stateOf(stat));
    const entry = { kind: 'file', ...attributes({ path: found.path, stat }), size: content.length } as const;
    if (content.length <= MAX_PACKED_BYTES)
      await this.segment.pack({ ...entry, extents: [] }, content, this.pathHash(entry.path));
    else {
      await this.segment.flush();
      const chunks: Chunk[] = [];
      for (let start = 0; start < content.length;) {
        const cut = this.chunker(content, start, content.length);
        chunks.push(await this.store(content.subarray(start, cut)));
        start = cut;
      }
      await this.writeChunked(entry, chunks);
    }
  }

  private async store(chunk: Uint8Array): Promise<Chunk> {
    this.options.signal?.throwIfAborted();
    const coming = await this.sink.chunk(chunk);
    // Of a file that changes meanwhile nobody waits for it; the sink tells a failure.
    coming.leaf.catch(() => undefined);
    return { coming, length: chunk.length };
  }

  private async addLargeFile({ absolute, path, stat: seen }: Found, window: Buffer): Promise<void> {
    await this.segment.flush();
    const outcome = await readLargeFile(absolute, path, async (handle) => {
      const content: Chunk[] = [];
      let bytes = 0;
      const chunks =
        seen.size >= WORTH_CUTTING_BYTES
          ? this.cutter.chunks(handle.fd)
          : readChunks(handle, window, this.chunker);
      for await (const chunk of chunks) {
        content.push(await this.store(chunk));
        bytes += chunk.length;
        this.options.onProgress?.({ files: this.counts.files, bytes: this.counts.bytes + bytes, path });
      }
      return { content, bytes };
    });
    if ('skipped' in outcome) return void this.skipped.push(outcome.skipped);
    const { stat, content } = outcome.read;
    this.states.set(path, stateOf(stat));
    await this.writeChunked(
      { kind: 'file', ...attributes({ path, stat }), size: Number(stat.size) },
      content,
    );
  }

  async finish() {
    await this.segment.flush();
    await this.queue.drain();
    const pieces = await this.manifest.finish();
    await this.sink.drain();
    this.sink[Symbol.dispose]();
    this[Symbol.dispose]();
    return {
      manifest: { ...pieces, entries: this.manifest.entries, bytes: this.manifest.bytes },
      stats: this.counts,
    };
  }

  [Symbol.dispose](): void {
    this.cutter[Symbol.dispose]();
  }
}

function attributes({ path, stat }: Pick<Found, 'path' | 'stat'>): {
  path: string;
  mode: number;
  mtimeNs: bigint;
} {
  return { path, mode: Number(stat.mode) & MODE_BITS, mtimeNs: stat.mtimeNs };
}
