import { readSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** Starts each frame, so that a reader can tell damage in the middle from an end that was never written. */
const SYNC = 0x4d4a4631;
export const FRAME_HEADER = 12;
/** No block comes near it; a length above it is damage, and nothing is allocated for it. */
const MAX_PAYLOAD = 1 << 30;
const READ_AHEAD = 8 * 1024 * 1024;

/** Payload with what it takes to find and check it again: sync, length, CRC-32. */
export function frame(payload: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(FRAME_HEADER + payload.length);
  bytes.writeUInt32LE(SYNC, 0);
  bytes.writeUInt32LE(payload.length, 4);
  bytes.writeUInt32LE(crc32(payload), 8);
  bytes.set(payload, FRAME_HEADER);
  return bytes;
}

export type FrameResult =
  | { readonly kind: 'frame'; readonly payload: Buffer; readonly end: number }
  | { readonly kind: 'end' }
  /** The file ends inside the frame, or in zeros: it was being written when the process or machine died. */
  | { readonly kind: 'torn' }
  | { readonly kind: 'damaged' };

/** Reads frames one after the other, ahead in large pieces. A frame's bytes hold until the next is read. */
export class FrameReader {
  readonly #fd: number;
  readonly #size: number;
  #buffer = Buffer.allocUnsafe(READ_AHEAD);
  #start = 0;
  #length = 0;

  constructor(fd: number, size: number) {
    this.#fd = fd;
    this.#size = size;
  }

  read(offset: number): FrameResult {
    const left = this.#size - offset;
    if (left === 0) return { kind: 'end' };
    if (left < FRAME_HEADER) return { kind: 'torn' };
    const header = this.#bytes(offset, FRAME_HEADER);
    if (header.readUInt32LE(0) !== SYNC) return { kind: this.#isZero(offset) ? 'torn' : 'damaged' };
    const length = header.readUInt32LE(4);
    const checksum = header.readUInt32LE(8);
    if (length > MAX_PAYLOAD) return { kind: 'damaged' };
    // A damaged length may point past the end as well; then a whole frame follows somewhere.
    if (left - FRAME_HEADER < length) return { kind: this.#frameFollows(offset + 4) ? 'damaged' : 'torn' };
    const payload = this.#bytes(offset + FRAME_HEADER, length);
    return crc32(payload) === checksum
      ? { kind: 'frame', payload, end: offset + FRAME_HEADER + length }
      : { kind: 'damaged' };
  }

  #bytes(offset: number, length: number): Buffer {
    if (offset < this.#start || offset + length > this.#start + this.#length) {
      if (length > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(length);
      this.#start = offset;
      this.#length = Math.min(this.#buffer.length, this.#size - offset);
      fill(this.#fd, offset, this.#buffer.subarray(0, this.#length));
    }
    return this.#buffer.subarray(offset - this.#start, offset - this.#start + length);
  }

  #isZero(offset: number): boolean {
    for (let at = offset; at < this.#size;) {
      const bytes = this.#bytes(at, Math.min(READ_AHEAD, this.#size - at));
      if (bytes.some((byte) => byte !== 0)) return false;
      at += bytes.length;
    }
    return true;
  }

  #frameFollows(offset: number): boolean {
    const rest = readExactly(this.#fd, offset, this.#size - offset);
    const sync = Buffer.alloc(4);
    sync.writeUInt32LE(SYNC);
    for (let at = rest.indexOf(sync); at !== -1; at = rest.indexOf(sync, at + 1)) {
      if (at + FRAME_HEADER > rest.length) return false;
      const length = rest.readUInt32LE(at + 4);
      const payload = rest.subarray(at + FRAME_HEADER, at + FRAME_HEADER + length);
      if (payload.length === length && crc32(payload) === rest.readUInt32LE(at + 8)) return true;
    }
    return false;
  }
}

/** Reads one frame whose place is known. @throws Error when it isn't whole any more */
export function readFrame(fd: number, offset: number): Buffer {
  const header = readExactly(fd, offset, FRAME_HEADER);
  const length = header.readUInt32LE(4);
  if (header.readUInt32LE(0) !== SYNC || length > MAX_PAYLOAD) throw new Error(`no frame at byte ${offset}`);
  const payload = readExactly(fd, offset + FRAME_HEADER, length);
  if (crc32(payload) !== header.readUInt32LE(8)) throw new Error(`the frame at byte ${offset} is damaged`);
  return payload;
}

function readExactly(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  fill(fd, offset, bytes);
  return bytes;
}

function fill(fd: number, offset: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) {
    const read = readSync(fd, bytes, done, bytes.length - done, offset + done);
    if (read === 0) throw new Error(`the file ends before byte ${offset + bytes.length}`);
    done += read;
  }
}
