import type { Entry, FileEntry } from './entry.ts';
import type { LeafSink } from './leaf-sink.ts';
import { cutsAfter } from './manifest-writer.ts';

/** A file of at most this many bytes shares a leaf with its neighbours; small, so that changing one file moves little. */
export const MAX_PACKED_BYTES = 24 * 1024;
const MAX_SEGMENT_BYTES = 32 * 1024;
const NORMAL_SEGMENT_BYTES = 16 * 1024;

interface Waiting {
  readonly entry: Entry;
  readonly pathHash: number;
  /** Where a packed file's content is in the segment. */
  readonly offset?: number;
}

/** Packs small files into segments in path order; a segment ends on a keyed hash of the path, so that a change moves few of them. */
export class SegmentPacker {
  private readonly sink: LeafSink;
  private readonly emit: (entry: Entry, pathHash: number) => Promise<void>;
  private readonly buffer = Buffer.allocUnsafe(MAX_SEGMENT_BYTES);
  private used = 0;
  private waiting: Waiting[] = [];

  /** @param emit gets every entry in the order in which it came, once its leaf is known */
  constructor(sink: LeafSink, emit: (entry: Entry, pathHash: number) => Promise<void>) {
    this.sink = sink;
    this.emit = emit;
  }

  async pack(entry: FileEntry, content: Uint8Array, pathHash: number): Promise<void> {
    if (content.length === 0) return this.pass(entry, pathHash);
    if (this.used + content.length > MAX_SEGMENT_BYTES) await this.flush();
    this.waiting.push({ entry, pathHash, offset: this.used });
    this.buffer.set(content, this.used);
    this.used += content.length;
    if (cutsAfter(pathHash, content.length, NORMAL_SEGMENT_BYTES)) await this.flush();
  }

  /** Something that is in no segment, but keeps its place. */
  async pass(entry: Entry, pathHash: number): Promise<void> {
    if (this.used === 0) await this.emit(entry, pathHash);
    else this.waiting.push({ entry, pathHash });
  }

  async flush(): Promise<void> {
    const { waiting, used } = this;
    if (used === 0) return;
    const leaf = await this.sink.chunk(this.buffer.subarray(0, used));
    this.waiting = [];
    this.used = 0;
    for (const { entry, pathHash, offset } of waiting) {
      if (offset === undefined || entry.kind !== 'file') await this.emit(entry, pathHash);
      else await this.emit({ ...entry, extents: [{ leaf, offset, length: entry.size }] }, pathHash);
    }
  }
}
