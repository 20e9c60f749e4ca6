import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { hash } from 'node:crypto';
import { errorCode } from './failures.ts';
import { decodeHeader, type Frame, HEADER_BYTES, MAGIC } from './pack-frame.ts';
import { indexNameOf } from './pack-names.ts';

const WINDOW_BYTES = 4 * 1024 * 1024;
/** No block is longer, so a header that says so isn't one. */
export const MOST_BLOCK_BYTES = 16 * 1024 * 1024;

/** How far a pack is known. */
export interface PackState {
  readonly path: string;
  /** Bytes of the pack whose frames were told. */
  known: number;
  /** Bytes of its index that were read. */
  indexed: number;
}

/**
 * Tells the frames of a pack that came since the last time. What its index lists was on the disk, whole, before it was listed. What
 * stands behind that is believed only when each block is what its header says: a writer that was killed, or a power cut, leaves there
 * what it likes.
 */
export function readPack(pack: PackState, tell: (frame: Frame) => void): void {
  readIndex(pack, tell);
  const file = openSync(pack.path, 'r');
  try {
    const { size } = fstatSync(file);
    while (pack.known < size && readTail(file, pack, size, tell));
  } finally {
    closeSync(file);
  }
}

function readIndex(pack: PackState, tell: (frame: Frame) => void): void {
  const index = readFrom(indexNameOf(pack.path), pack.indexed);
  for (let at = 0; at + HEADER_BYTES <= index.length; at += HEADER_BYTES) {
    const frame = decodeHeader(index, at);
    // Damaged, or of what was seen in the tail already: the pack itself tells.
    if (frame === undefined || frame.offset > pack.known) return;
    pack.indexed += HEADER_BYTES;
    if (frame.offset < pack.known) continue;
    pack.known = frame.offset + HEADER_BYTES + frame.length;
    tell(frame);
  }
}

function readFrom(path: string, position: number): Buffer {
  try {
    if (position === 0) return readFileSync(path);
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.allocUnsafe(Math.max(0, fstatSync(file).size - position));
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, position));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** Reads on from what is known; false when there is nothing whole. */
function readTail(file: number, pack: PackState, size: number, tell: (frame: Frame) => void): boolean {
  const start = pack.known;
  const first = readAt(file, start, Math.min(WINDOW_BYTES, size - start));
  const header = decodeHeader(first, 0);
  if (header?.offset !== start || header.length > MOST_BLOCK_BYTES) {
    const next = nextHeader(first, start);
    // Up to the window's end, less what may be the first half of a header.
    const skipped = next ?? (size - start > WINDOW_BYTES ? first.length - HEADER_BYTES : 0);
    pack.known += skipped;
    return skipped > 0;
  }
  const whole = HEADER_BYTES + header.length;
  if (start + whole > size) return false;
  const bytes = whole <= first.length ? first : readAt(file, start, whole);
  const block = bytes.subarray(HEADER_BYTES, whole);
  if (hash('sha256', block, 'buffer').equals(header.digest)) tell(header);
  pack.known += whole;
  return true;
}

function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, position));
}

/** How far behind the start of `bytes` the next header is that says that it is where it is. */
function nextHeader(bytes: Buffer, start: number): number | undefined {
  for (let at = bytes.indexOf(MAGIC, 1); at !== -1; at = bytes.indexOf(MAGIC, at + 1))
    if (decodeHeader(bytes, at)?.offset === start + at) return at;
  return undefined;
}
