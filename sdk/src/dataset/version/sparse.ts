import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Extent, Hole } from './entry.ts';
import type { FileStat } from './file-stat.ts';
import { findNative } from './native.ts';

/** A stretch of a file that was written to: [start, end). */
interface Range {
  readonly start: number;
  readonly end: number;
}

const BLOCK_BYTES = 512n;

/** Whether the file takes less room than it is long: it has holes, or is compressed. */
function isThin({ blocks, size }: FileStat): boolean {
  return blocks * BLOCK_BYTES < size;
}

/** Whether the file has holes, as far as this computer can tell. What can't be opened is found out by who reads it. */
export function hasHoles(absolute: string | Buffer, stat: FileStat): boolean {
  const native = isThin(stat) ? findNative() : undefined;
  if (native === undefined) return false;
  try {
    const file = openSync(absolute, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return (native.seek(file, 0, 'hole') ?? Infinity) < stat.size;
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}

/** What is read of a file, and what lies between. */
export interface SparseContent {
  readonly reader: Pick<FileHandle, 'read'>;
  /** Puts the holes between the extents of what was read. */
  readonly layOut: (chunks: readonly Extent[]) => (Extent | Hole)[];
  /** Bytes of all holes. */
  readonly holes: number;
}

/** A file's content without its holes, however long those are; undefined where it has none. */
export function readSparse(handle: FileHandle): SparseContent | undefined {
  const stat = fstatSync(handle.fd, { bigint: true });
  const native = isThin(stat) ? findNative() : undefined;
  if (native === undefined) return undefined;
  const size = Number(stat.size);
  const ranges: Range[] = [];
  for (let at = 0; at < size;) {
    const start = native.seek(handle.fd, at, 'data');
    if (start === undefined || start >= size) break;
    at = Math.min(native.seek(handle.fd, start, 'hole') ?? size, size);
    ranges.push({ start, end: at });
  }
  const data = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  return {
    reader: new RangeReader(handle, ranges),
    layOut: (chunks) => layOut(chunks, ranges, size),
    holes: size - data,
  };
}

/** Reads the ranges one after the other, as if there were nothing between them. */
class RangeReader implements Pick<FileHandle, 'read'> {
  private readonly handle: FileHandle;
  private readonly ranges: readonly Range[];
  private current = 0;
  private done = 0;

  constructor(handle: FileHandle, ranges: readonly Range[]) {
    this.handle = handle;
    this.ranges = ranges;
  }

  readonly read = (async (buffer: Buffer, offset: number, length: number) => {
    const range = this.ranges[this.current];
    if (range === undefined) return { bytesRead: 0, buffer };
    const from = range.start + this.done;
    const read = await this.handle.read(buffer, offset, Math.min(length, range.end - from), from);
    this.done += read.bytesRead;
    if (range.start + this.done >= range.end) {
      this.current += 1;
      this.done = 0;
    }
    return read;
  }) as FileHandle['read'];
}

/** A chunk may go over the end of a range: then its parts are stretches of the same leaf. */
function layOut(chunks: readonly Extent[], ranges: readonly Range[], size: number): (Extent | Hole)[] {
  const extents: (Extent | Hole)[] = [];
  const rest = [...chunks].reverse();
  let at = 0;
  const hole = (end: number): void => {
    if (end > at) extents.push({ length: end - at });
    at = end;
  };
  for (const { start, end } of ranges) {
    hole(start);
    for (let chunk = rest.pop(); chunk !== undefined; chunk = rest.pop()) {
      const length = Math.min(chunk.length, end - at);
      extents.push({ ...chunk, length });
      at += length;
      if (length < chunk.length)
        rest.push({ ...chunk, offset: chunk.offset + length, length: chunk.length - length });
      if (at === end) break;
    }
  }
  hole(size);
  return extents;
}
