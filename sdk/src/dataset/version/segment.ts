import { MAX_CHUNK_BYTES } from '../../crypto/chunk.ts';
import { sha256 } from '../../crypto/primitives.ts';
import type { Entry, Extent, FileEntry, ManifestLeaf } from './entry.ts';
import { MIN_CHUNK_BYTES } from './gear.ts';
import type { LeafSink } from './leaf-sink.ts';
import { cutsAfter } from './manifest-writer.ts';

/** A file of at most this many bytes, which is never cut, shares a leaf with its neighbours. */
export const MAX_PACKED_BYTES = MIN_CHUNK_BYTES;
// As long and as various as the chunks of a large file, so that the number of leaves and their sizes don't tell which of both there are.
const MIN_SEGMENT_BYTES = MIN_CHUNK_BYTES;
const MAX_SEGMENT_BYTES = MAX_CHUNK_BYTES;
/** After the minimum: together a little more than a large file's chunks, for the longer manifest that many files have. */
const NORMAL_REST_BYTES = 288 * 1024;
/** A copy of a longer file is found whatever its time: shorter ones are too many, and often of one size, to hash or to compare. */
export const MAX_UNSOUGHT_BYTES = 24 * 1024;
/** The contents packed last, so many of them, in which a copy is looked for. */
const MOST_REMEMBERED = 16 * 1024;
/** More entries than this don't wait for a segment that doesn't fill: they are in memory. */
const MOST_PASSING = 1024;

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

/** What packed files share, once it is full. */
interface Segment {
  leaf?: ManifestLeaf | Promise<ManifestLeaf>;
}

/** Packs small files that can't stay in the leaf of before into segments, in path order; one ends on a keyed hash of the path. */
export class SegmentPacker {
  private readonly sink: LeafSink;
  private readonly emit: Emit;
  private readonly buffer = Buffer.allocUnsafe(MAX_SEGMENT_BYTES);
  private used = 0;
  private waiting: Waiting[] = [];
  private passing = 0;
  private segment: Segment = {};
  /** Where a content was packed, by its SHA-256. */
  private readonly packed = new Map<string, { readonly segment: Segment; readonly offset: number }>();

  /** @param emit gets every entry in the order in which it came */
  constructor(sink: LeafSink, emit: Emit) {
    this.sink = sink;
    this.emit = emit;
  }

  async pack(entry: FileEntry, content: Uint8Array, pathHash: number): Promise<void> {
    if (content.length === 0) return this.pass(entry, pathHash);
    const digest =
      content.length > MAX_UNSOUGHT_BYTES ? Buffer.from(sha256(content)).toString('base64') : undefined;
    const copied = digest === undefined ? undefined : this.packed.get(digest);
    if (copied?.segment === this.segment) {
      await this.follow({ entry, pathHash, offset: copied.offset });
    } else if (copied?.segment.leaf !== undefined) {
      await this.pass(inLeaf(entry, copied.segment.leaf, copied.offset), pathHash);
    } else {
      await this.makeRoom(content.length);
      if (digest !== undefined) this.remember(digest);
      this.buffer.set(content, this.used);
      await this.append({ entry, pathHash, offset: this.used }, content.length);
    }
  }

  private remember(digest: string): void {
    this.packed.set(digest, { segment: this.segment, offset: this.used });
    if (this.packed.size <= MOST_REMEMBERED) return;
    const [oldest = digest] = this.packed.keys();
    this.packed.delete(oldest);
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
    const beyond = this.used - MIN_SEGMENT_BYTES;
    if (beyond >= 0 && cutsAfter(file.pathHash, Math.min(bytes, beyond), NORMAL_REST_BYTES))
      await this.flush();
  }

  /** Something that is not in this segment, but keeps its place. */
  async pass(entry: Entry | Promise<Entry>, pathHash: number): Promise<void> {
    if (this.used === 0) return this.emit(entry, pathHash);
    await this.follow({ entry, pathHash });
  }

  /** What takes no room. */
  private async follow(waiting: Waiting): Promise<void> {
    this.waiting.push(waiting);
    this.passing += 1;
    if (this.passing >= MOST_PASSING) await this.flush();
  }

  private start(): void {
    this.waiting = [];
    this.used = 0;
    this.passing = 0;
    this.segment = {};
  }

  async flush(): Promise<void> {
    const { waiting, used } = this;
    if (used === 0) return;
    const packed = waiting.filter(({ offset }) => offset !== undefined);
    const coming = packed.every(({ unread }) => unread === undefined)
      ? await this.sink.chunk(this.buffer.subarray(0, used))
      : await this.keep(packed);
    if (coming === undefined) return this.readAll();
    this.segment.leaf = coming.leaf;
    this.start();
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
    this.start();
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
