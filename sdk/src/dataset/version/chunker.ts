import type { FileHandle } from 'node:fs/promises';
import { MAX_CHUNK_BYTES } from '../../crypto/chunk.ts';
import { deriveKey, hmacSha256 } from '../../crypto/primitives.ts';

const MIN_CHUNK_BYTES = 256 * 1024;
const NORMAL_CHUNK_BYTES = 512 * 1024;
const WINDOW_BYTES = 4 * 1024 * 1024;
// FastCDC's normalised chunking: harder to cut before the normal size, easier after it. The high bits depend on the last 32 bytes.
const HARD_MASK = 0xffffe000 | 0;
const EASY_MASK = 0xffff0000 | 0;

/** Where a large file is cut: by its content, with a table that only the dataset's readers know. */
export type Chunker = (buffer: Uint8Array, start: number, end: number) => number;

/**
 * FastCDC (Xia et al., 2016) with 32-bit gear hashing: the table is 256 words of HMAC-SHA-256 under a secret of the dataset, so the
 * lengths of chunks don't tell a known file.
 *
 * The chunker answers the end of the chunk that begins at `start`; it needs MAX_CHUNK_BYTES to look at, or the file's end.
 */
export function createChunker(constant: Uint8Array, dataset: Uint8Array): Chunker {
  const secret = deriveKey(constant, 'meshid:chunker:1', dataset);
  const gear = new Int32Array(256);
  for (let block = 0; block < 32; block += 1) {
    const bytes = Buffer.from(hmacSha256(secret, Uint8Array.of(block)));
    for (let word = 0; word < 8; word += 1) gear[block * 8 + word] = bytes.readInt32LE(word * 4);
  }
  const cut = new Cutter(gear);
  return (buffer, start, end) => {
    const last = Math.min(end, start + MAX_CHUNK_BYTES);
    const normal = Math.min(start + NORMAL_CHUNK_BYTES, last);
    cut.hash = 0;
    const early = cut.find(buffer, Math.min(start + MIN_CHUNK_BYTES, last), normal, HARD_MASK);
    return early ?? cut.find(buffer, normal, last, EASY_MASK) ?? last;
  };
}

/** Gear hashing, four bytes a turn: three times as fast as byte by byte. */
class Cutter {
  hash = 0;
  private readonly gear: Int32Array;

  constructor(gear: Int32Array) {
    this.gear = gear;
  }

  /** Where the hash first has zeros where the mask has ones; without such a place, the hash goes on from there the next time. */
  find(buffer: Uint8Array, from: number, end: number, mask: number): number | undefined {
    const { gear } = this;
    let at = from;
    let d = this.hash;
    for (const stop = end - 3; at < stop; at = (at + 4) | 0) {
      const a = ((d << 1) + (gear[buffer[at] as number] as number)) | 0;
      const b = ((a << 1) + (gear[buffer[at + 1] as number] as number)) | 0;
      const c = ((b << 1) + (gear[buffer[at + 2] as number] as number)) | 0;
      d = ((c << 1) + (gear[buffer[at + 3] as number] as number)) | 0;
      if ((a & mask) === 0) return at + 1;
      if ((b & mask) === 0) return at + 2;
      if ((c & mask) === 0) return at + 3;
      if ((d & mask) === 0) return at + 4;
    }
    for (; at < end; at += 1) {
      d = ((d << 1) + (gear[buffer[at] as number] as number)) | 0;
      if ((d & mask) === 0) return at + 1;
    }
    this.hash = d;
    return undefined;
  }
}

/** A buffer to read through; one is enough for any number of files, one after the other. */
export function createWindow(): Buffer {
  return Buffer.allocUnsafe(WINDOW_BYTES);
}

/** The chunks of an open file, from where it stands. Each is a view of `window`, good until the next is asked for. */
export async function* readChunks(
  handle: Pick<FileHandle, 'read'>,
  window: Buffer,
  chunker: Chunker,
): AsyncGenerator<Uint8Array> {
  let start = 0;
  let end = 0;
  let more = true;
  for (;;) {
    while (more && end - start < MAX_CHUNK_BYTES) {
      if (start > 0) {
        window.copyWithin(0, start, end);
        end -= start;
        start = 0;
      }
      const { bytesRead } = await handle.read(window, end, window.length - end, null);
      end += bytesRead;
      more = bytesRead > 0;
    }
    if (start === end) return;
    const cut = chunker(window, start, end);
    yield window.subarray(start, cut);
    start = cut;
  }
}
