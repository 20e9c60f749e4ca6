import { crc32 } from 'node:zlib';

/**
 * A block in a pack is a header and its bytes; a pack's index is the same headers without the bytes. Integers are little-endian:
 *
 * ```
 * magic    2   "mP"
 * state    u8  1 there, 2 gone; the only byte that is ever changed in place
 * version  u8  1
 * length   u32 of the block
 * offset   u32 of this header in its pack
 * digest   32  SHA-256 of the block
 * check    u32 CRC-32 of version to digest
 * ```
 */
export const HEADER_BYTES = 48;
export const DIGEST_AT = 12;
export const STATE_AT = 2;
export const THERE = 1;
export const GONE = 2;
export const MAGIC = Buffer.from('mP');
const VERSION = 1;
const CHECK_AT = HEADER_BYTES - 4;

export interface Frame {
  readonly gone: boolean;
  readonly length: number;
  readonly offset: number;
  /** A view of what was read. */
  readonly digest: Buffer;
}

export function encodeHeader(digest: Uint8Array, length: number, offset: number): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  MAGIC.copy(header);
  header[STATE_AT] = THERE;
  header[3] = VERSION;
  header.writeUInt32LE(length, 4);
  header.writeUInt32LE(offset, 8);
  header.set(digest, DIGEST_AT);
  header.writeUInt32LE(crc32(header.subarray(3, CHECK_AT)), CHECK_AT);
  return header;
}

/** The header at `at`, or nothing where none is whole. */
export function decodeHeader(bytes: Buffer, at: number): Frame | undefined {
  if (at + HEADER_BYTES > bytes.length) return undefined;
  const header = bytes.subarray(at, at + HEADER_BYTES);
  const state = header[STATE_AT];
  const whole =
    header[0] === MAGIC[0] &&
    header[1] === MAGIC[1] &&
    (state === THERE || state === GONE) &&
    header[3] === VERSION &&
    header.readUInt32LE(CHECK_AT) === crc32(header.subarray(3, CHECK_AT));
  if (!whole) return undefined;
  return {
    gone: state === GONE,
    length: header.readUInt32LE(4),
    offset: header.readUInt32LE(8),
    digest: header.subarray(DIGEST_AT, CHECK_AT),
  };
}
