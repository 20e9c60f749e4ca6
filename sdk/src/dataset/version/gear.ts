import { endianness } from 'node:os';
import { MAX_CHUNK_BYTES } from '../../crypto/leaf.ts';

/** What is not longer is one chunk. */
export const MIN_CHUNK_BYTES = 256 * 1024;
const NORMAL_CHUNK_BYTES = 512 * 1024;
// FastCDC's normalised chunking: harder to cut before the normal size, easier after it. The high bits depend on the last 32 bytes.
const HARD_MASK = 0xffffe000 | 0;
const EASY_MASK = 0xffff0000 | 0;
const WORD_BYTES = 4;
const LITTLE_ENDIAN = endianness() === 'LE';

/**
 * Where a large file is cut: by its content, with a table that only the dataset's readers know. Answers the end of the chunk that begins
 * at `start`; it needs MAX_CHUNK_BYTES to look at, or the file's end.
 */
export type Chunker = (buffer: Uint8Array, start: number, end: number) => number;

/** The chunker of a table of 256 words: FastCDC (Xia et al., 2016) with 32-bit gear hashing. */
export function chunkerOf(gear: Int32Array): Chunker {
  const cut = new Cutter(gear);
  return (buffer, start, end) => {
    const last = Math.min(end, start + MAX_CHUNK_BYTES);
    const normal = Math.min(start + NORMAL_CHUNK_BYTES, last);
    cut.hash = 0;
    const early = cut.find(buffer, Math.min(start + MIN_CHUNK_BYTES, last), normal, HARD_MASK);
    return early ?? cut.find(buffer, normal, last, EASY_MASK) ?? last;
  };
}

/** Gear hashing, four bytes a turn, which are read as one word: five times as fast as byte by byte. */
class Cutter {
  hash = 0;
  private readonly gear: Int32Array;

  constructor(gear: Int32Array) {
    this.gear = gear;
  }

  /** Where the hash first has zeros where the mask has ones; without such a place, the hash goes on from there the next time. */
  find(buffer: Uint8Array, from: number, end: number, mask: number): number | undefined {
    const aligned = Math.min(
      end,
      from + ((WORD_BYTES - ((buffer.byteOffset + from) % WORD_BYTES)) % WORD_BYTES),
    );
    const words = LITTLE_ENDIAN ? Math.floor((end - aligned) / WORD_BYTES) : 0;
    return (
      this.byBytes(buffer, from, aligned, mask) ??
      this.byWords(buffer, aligned, words, mask) ??
      this.byBytes(buffer, aligned + words * WORD_BYTES, end, mask)
    );
  }

  private byBytes(buffer: Uint8Array, from: number, end: number, mask: number): number | undefined {
    const { gear } = this;
    let d = this.hash;
    for (let at = from; at < end; at += 1) {
      d = ((d << 1) + (gear[buffer[at] as number] as number)) | 0;
      if ((d & mask) === 0) return at + 1;
    }
    this.hash = d;
    return undefined;
  }

  private byWords(buffer: Uint8Array, from: number, count: number, mask: number): number | undefined {
    if (count === 0) return undefined;
    const { gear } = this;
    const words = new Int32Array(buffer.buffer, buffer.byteOffset + from, count);
    let d = this.hash;
    for (let at = 0; at < count; at = (at + 1) | 0) {
      const word = words[at] as number;
      const a = ((d << 1) + (gear[word & 255] as number)) | 0;
      const b = ((a << 1) + (gear[(word >>> 8) & 255] as number)) | 0;
      const c = ((b << 1) + (gear[(word >>> 16) & 255] as number)) | 0;
      d = ((c << 1) + (gear[word >>> 24] as number)) | 0;
      if ((a & mask) === 0) return from + at * WORD_BYTES + 1;
      if ((b & mask) === 0) return from + at * WORD_BYTES + 2;
      if ((c & mask) === 0) return from + at * WORD_BYTES + 3;
      if ((d & mask) === 0) return from + at * WORD_BYTES + 4;
    }
    this.hash = d;
    return undefined;
  }
}
