import type { Entry, Extent, FileEntry, ManifestLeaf } from './entry.ts';
import type { LeafSink } from './leaf-sink.ts';
import { cutsAfter } from './manifest-writer.ts';

/** A file of at most this many bytes shares a leaf with its neighbours; small, so that changing one file moves little. */
export const MAX_PACKED_BYTES = 24 * 1024;
const MAX_SEGMENT_BYTES = 32 * 1024;
const NORMAL_SEGMENT_BYTES = 16 * 1024;

/** A small file that was not read, since it is as it was. */
export interface Unread {
  /** Where its content is in an earlier version. */
  readonly extent: Extent;
  /** Reads it after all, and adds it again. */
  readonly read: () => Promise<void>;
}

/** Takes an entry, or one whose leaves are still being made. */
export type Emit = (entry: Entry | Promise<Entry>, pathHash: number) => Promise<void>;

interface Waiting {
  readonly entry: Entry | Promise<Entry>;
  readonly pathHash: number;
  /** Where a packed file's content is in the segment. */
  readonly offset?: number;
  readonly unread?: Unread;
}

/** Packs small files into segments in path order; a segment ends on a keyed hash of the path, so that a change moves few of them. */
export class SegmentPacker {
  private readonly sink: LeafSink;
  private readonly emit: Emit;
  private readonly buffer = Buffer.allocUnsafe(MAX_SEGMENT_BYTES);
  private used = 0;
  private waiting: Waiting[] = [];

  /** @param emit gets every entry in the order in which it came */
  constructor(sink: LeafSink, emit: Emit) {
    this.sink = sink;
    this.emit = emit;
  }

  async pack(entry: FileEntry, content: Uint8Array, pathHash: number): Promise<void> {
    if (content.length === 0) return this.pass(entry, pathHash);
    await this.makeRoom(content.length);
    this.buffer.set(content, this.used);
    await this.append({ entry, pathHash, offset: this.used }, content.length);
  }

  /** As `pack`, for a file whose content is only read when its segment is not what it was. */
  async packUnread(entry: FileEntry, unread: Unread, pathHash: number): Promise<void> {
    await this.makeRoom(entry.size);
    await this.append({ entry, pathHash, offset: this.used, unread }, entry.size);
  }

  private async makeRoom(bytes: number): Promise<void> {
    if (this.used + bytes > MAX_SEGMENT_BYTES) await this.flush();
  }

  private async append(file: Waiting, bytes: number): Promise<void> {
    this.waiting.push(file);
    this.used += bytes;
    if (cutsAfter(file.pathHash, bytes, NORMAL_SEGMENT_BYTES)) await this.flush();
  }

  /** Something that is in no segment, but keeps its place. */
  async pass(entry: Entry | Promise<Entry>, pathHash: number): Promise<void> {
    if (this.used === 0) await this.emit(entry, pathHash);
    else this.waiting.push({ entry, pathHash });
  }

  async flush(): Promise<void> {
    const { waiting, used } = this;
    if (used === 0) return;
    const packed = waiting.filter(({ offset }) => offset !== undefined);
    const coming = packed.every(({ unread }) => unread === undefined)
      ? await this.sink.chunk(this.buffer.subarray(0, used))
      : await this.keep(packed);
    if (coming === undefined) return this.readAll();
    this.waiting = [];
    this.used = 0;
    for (const { entry, pathHash, offset } of waiting) {
      if (offset === undefined || !isFile(entry)) await this.emit(entry, pathHash);
      else await this.emit(inLeaf(entry, coming.leaf, offset), pathHash);
    }
  }

  /** The leaf that these files were all of before, and in the same places, if they were and it is stored. */
  private async keep(packed: readonly Waiting[]): Promise<{ leaf: ManifestLeaf } | undefined> {
    const leaf = packed[0]?.unread?.extent.leaf;
    if (leaf?.length !== this.used) return undefined;
    const asBefore = packed.every(
      ({ unread, offset }) =>
        unread?.extent.leaf.cid.equals(leaf.cid) === true && unread.extent.offset === offset,
    );
    return asBefore && (await this.sink.keep([leaf])) ? { leaf } : undefined;
  }

  /** Packs what waits once more, with every content. A file may have changed meanwhile, and so end in another segment. */
  private async readAll(): Promise<void> {
    const { waiting } = this;
    const contents = Buffer.from(this.buffer.subarray(0, this.used));
    this.waiting = [];
    this.used = 0;
    for (const { entry, pathHash, offset, unread } of waiting) {
      if (unread !== undefined) await unread.read();
      else if (offset === undefined || !isFile(entry)) await this.pass(entry, pathHash);
      else await this.pack(entry, contents.subarray(offset, offset + entry.size), pathHash);
    }
    // What waited was whole: nothing of it is kept for what comes after.
    await this.flush();
  }
}

function isFile(entry: Waiting['entry']): entry is FileEntry {
  return 'kind' in entry && entry.kind === 'file';
}

function inLeaf(
  entry: FileEntry,
  leaf: ManifestLeaf | Promise<ManifestLeaf>,
  offset: number,
): FileEntry | Promise<FileEntry> {
  const placed = (known: ManifestLeaf): FileEntry => ({
    ...entry,
    extents: [{ leaf: known, offset, length: entry.size }],
  });
  return leaf instanceof Promise ? leaf.then(placed) : placed(leaf);
}
