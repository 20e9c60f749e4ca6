import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DatasetKeys } from '../../crypto/dataset-keys.ts';
import { readAttributes } from './attributes.ts';
import { createWindow } from './chunker.ts';
import { type Chunked, ContentChunks } from './content-chunks.ts';
import { type Attribute, contentOf, type FileEntry, MODE_BITS } from './entry.ts';
import { EntryQueue } from './entry-queue.ts';
import type { FilesBefore } from './files-before.ts';
import { HardLinks } from './hard-links.ts';
import type { LeafSink } from './leaf-sink.ts';
import { ManifestWriter } from './manifest-writer.ts';
import type { Found } from './scan.ts';
import { MAX_PACKED_BYTES, MAX_UNSOUGHT_BYTES, SegmentPacker } from './segment.ts';
import { type FileState, stateOf, type UnchangedFiles } from './seen-files.ts';
import type { Skipped } from './skipped.ts';
import { readLargeFile, readSmallFile } from './source-file.ts';
import { hasHoles } from './sparse.ts';

export interface WriteProgress {
  readonly files: number;
  readonly bytes: number;
  readonly path: string;
}

export interface WriteVersionOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: WriteProgress) => void;
}

interface WriterOptions extends WriteVersionOptions {
  /** Whether extended attributes are kept. */
  readonly attributes: boolean;
}

/** Up to here reading a file at once takes about a millisecond; longer ones are read by other threads. */
const SYNCHRONOUS_BYTES = 1024 * 1024;

/** One run through a folder: reads what was found, packs or cuts it, and lists it in the manifest. */
export class VersionWriter implements Disposable {
  readonly skipped: Skipped[] = [];
  /** How the files were when they were read, or seen to be as before. */
  readonly states = new Map<string, FileState>();
  private readonly sink: LeafSink;
  private readonly manifest: ManifestWriter;
  private readonly segment: SegmentPacker;
  private readonly queue: EntryQueue;
  private readonly chunks: ContentChunks;
  private readonly window = createWindow();
  /** For what is read after all while the other window's content still waits to be packed. */
  private readonly lateWindow = createWindow();
  private readonly options: WriterOptions;
  private readonly unchanged: UnchangedFiles;
  private readonly links = new HardLinks();
  private readonly before: FilesBefore;
  private turns = 0;

  constructor(
    keys: DatasetKeys,
    sink: LeafSink,
    { unchanged, before }: { unchanged: UnchangedFiles; before: FilesBefore },
    options: WriterOptions,
  ) {
    this.sink = sink;
    this.unchanged = unchanged;
    this.before = before;
    this.options = options;
    this.manifest = new ManifestWriter(sink);
    this.chunks = new ContentChunks(keys, sink, options.signal);
    this.queue = new EntryQueue(
      async (entry, pathHash) => this.manifest.add(entry, pathHash),
      () => sink.flush(),
    );
    this.segment = new SegmentPacker(sink, async (entry, pathHash) => this.queue.push(entry, pathHash));
  }

  async add(found: Found): Promise<void> {
    // Small files are read synchronously, so others get their turn here.
    this.turns += 1;
    if (this.turns % 64 === 0) await nextTurn();
    this.options.signal?.throwIfAborted();
    const { kind, path, pathHash, stat, target } = found;
    if (kind === 'file') await this.addFile(found);
    else if (kind === 'directory') await this.segment.pass({ kind, ...this.base(found) }, pathHash);
    else await this.segment.pass({ kind, path, mode: 0o777, mtimeNs: stat.mtimeNs, target }, pathHash);
    this.progress(path);
  }

  /** @param reading bytes of the file that is being read, so far */
  private progress(path: string, reading = 0): void {
    const { files, bytes } = this.manifest.counts;
    this.options.onProgress?.({ files, bytes: bytes + reading, path });
  }

  /** Lists a file once its leaves are known. */
  private async writeChunked(
    entry: Omit<FileEntry, 'extents'>,
    pathHash: number,
    { extents }: Chunked,
  ): Promise<void> {
    const listed = extents.then((known) => ({ ...entry, extents: known }));
    // The sink tells.
    listed.catch(() => undefined);
    await this.segment.pass(listed, pathHash);
  }

  private async addFile(found: Found): Promise<void> {
    if (await this.addLink(found)) return;
    const before = this.unchanged.find(found.path, found.stat);
    if (before === undefined || !(await this.keepFile(found, before)))
      await this.readFile(found, this.window);
  }

  /** Lists a further name of a file that was read; false when it is the first, or the first couldn't be kept. */
  private async addLink({ path, pathHash, stat }: Found): Promise<boolean> {
    const link = await this.links.find(path, stat, async () => this.segment.flush());
    const state = this.states.get(link?.linkTo ?? path);
    if (link === undefined || state === undefined) return false;
    this.states.set(path, state);
    await this.segment.pass(link, pathHash);
    return true;
  }

  /** Lists a file with the content that it had in the version before; false when that has to be read. */
  private async keepFile(found: Found, before: FileEntry): Promise<boolean> {
    const { size, extents } = before;
    const [extent, ...more] = extents;
    if (
      extent?.leaf !== undefined &&
      size <= MAX_PACKED_BYTES &&
      more.every(({ leaf }) => leaf !== undefined)
    ) {
      if (more.length > 0) return false;
      const entry = { ...this.file(found, size), extents };
      if (this.before.isWorthKeeping(extent) && (await this.sink.keep([extent.leaf]))) {
        await this.segment.pass(entry, found.pathHash);
        this.states.set(found.path, stateOf(found.stat));
        return true;
      }
      // Whether it was read must not tell which copies are found.
      if (size > MAX_UNSOUGHT_BYTES) return false;
      const unread = { extent, read: async () => this.readFile(found, this.lateWindow) };
      await this.segment.packUnread(entry, unread, found.pathHash);
    } else {
      if (!(await this.sink.keep(contentOf(before).map(({ leaf }) => leaf)))) return false;
      if (extents.length > 0) await this.segment.flush();
      await this.segment.pass({ ...this.file(found, size), extents }, found.pathHash);
    }
    this.states.set(found.path, stateOf(found.stat));
    return true;
  }

  private async readFile(found: Found, window: Buffer): Promise<void> {
    if (found.stat.size > SYNCHRONOUS_BYTES || hasHoles(found.absolute, found.stat))
      return this.addLargeFile(found, window);
    const outcome = await readSmallFile(found.absolute, found.path, window);
    if ('skipped' in outcome) {
      this.leaveOut(outcome.skipped);
      return;
    }
    const { stat, content } = outcome.read;
    if (content === undefined) return this.addLargeFile(found, window);
    this.states.set(found.path, stateOf(stat));
    const { path, pathHash } = found;
    const entry = this.file(found.as(stat), content.length);
    if (content.length <= MAX_PACKED_BYTES) {
      const extent = await this.before.find(path, content, stat.mtimeNs);
      if (extent !== undefined && (await this.sink.keep([extent.leaf])))
        await this.segment.pass({ ...entry, extents: [extent] }, pathHash);
      else await this.segment.pack({ ...entry, extents: [] }, content, pathHash);
    } else {
      await this.segment.flush();
      await this.writeChunked(entry, pathHash, await this.chunks.ofMemory(content));
    }
  }

  private async addLargeFile(found: Found, window: Buffer): Promise<void> {
    const { absolute, path, pathHash } = found;
    await this.segment.flush();
    const { size } = found.stat;
    const onBytes = (bytes: number): void => this.progress(path, bytes);
    const outcome = await readLargeFile(absolute, path, async (handle) => {
      const content = await this.chunks.ofFile({ handle, size, window, onBytes });
      return { content, bytes: content.bytes };
    });
    if ('skipped' in outcome) {
      this.leaveOut(outcome.skipped);
      return;
    }
    const { stat, content } = outcome.read;
    this.states.set(path, stateOf(stat));
    await this.writeChunked(this.file(found.as(stat), Number(stat.size)), pathHash, content);
  }

  private file(found: Found, size: number): Omit<FileEntry, 'extents'> {
    // What is packed may have to be read again, and not be there any more. Whether it was read must not tell, or what is packed with
    // it would.
    const certain = size > MAX_PACKED_BYTES;
    return this.links.enter({ kind: 'file', ...this.base(found), size } as const, found.stat, certain);
  }

  private leaveOut(skipped: Skipped): void {
    this.links.forget(skipped.path);
    this.skipped.push(skipped);
  }

  private base(found: Found): Base {
    const { path, stat } = found;
    const base = { path, mode: Number(stat.mode) & MODE_BITS, mtimeNs: stat.mtimeNs };
    if (!this.options.attributes) return base;
    const { attributes, lost } = readAttributes(found.absolute, path);
    this.skipped.push(...lost);
    return attributes.length === 0 ? base : { ...base, attributes };
  }

  async finish() {
    await this.segment.flush();
    await this.queue.drain();
    const manifest = await this.manifest.finish();
    await this.sink.drain();
    this.sink[Symbol.dispose]();
    this[Symbol.dispose]();
    return { manifest, stats: this.manifest.counts };
  }

  [Symbol.dispose](): void {
    this.chunks[Symbol.dispose]();
  }
}

interface Base {
  readonly path: string;
  readonly mode: number;
  readonly mtimeNs: bigint;
  readonly attributes?: readonly Attribute[];
}
