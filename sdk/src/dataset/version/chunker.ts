import type { FileHandle } from 'node:fs/promises';
import { MAX_CHUNK_BYTES } from '../../crypto/chunk.ts';
import { deriveKey, hmacSha256 } from '../../crypto/primitives.ts';
import type { Chunker } from './gear.ts';

const WINDOW_BYTES = 4 * 1024 * 1024;
/**
 * The table by which a dataset's files are cut: 256 words of HMAC-SHA-256 under a secret of the dataset, so that the lengths of chunks
 * don't tell a known file.
 */
export function createGear(constant: Uint8Array, dataset: Uint8Array): Int32Array {
  const secret = deriveKey(constant, 'meshid:chunker:1', dataset);
  const gear = new Int32Array(256);
  for (let block = 0; block < 32; block += 1) {
    const bytes = Buffer.from(hmacSha256(secret, Uint8Array.of(block)));
    for (let word = 0; word < 8; word += 1) gear[block * 8 + word] = bytes.readInt32LE(word * 4);
  }
  return gear;
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
