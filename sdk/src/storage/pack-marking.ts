import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { errorCode } from './failures.ts';
import { decodeHeader, GONE, HEADER_BYTES, STATE_AT } from './pack-frame.ts';
import { indexNameOf } from './pack-names.ts';

/** Marks a block as gone, in its pack and where its index lists it: a byte in each, which any process may write at any time. */
export function markGone({ path }: { readonly path: string }, offset: number): void {
  inFile(path, (file) => writeState(file, offset));
  inFile(indexNameOf(path), (file) => {
    const at = findListed(file, offset);
    if (at !== undefined) writeState(file, at);
  });
}

function inFile(path: string, change: (file: number) => void): void {
  let file: number;
  try {
    file = openSync(path, 'r+');
  } catch (error) {
    // Whoever wrote it anew took along what was there; the block is gone from here all the same.
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  try {
    change(file);
  } finally {
    closeSync(file);
  }
}

function writeState(file: number, at: number): void {
  writeSync(file, Uint8Array.of(GONE), 0, 1, at + STATE_AT);
}

/** Where an index lists what is at `offset`; it is in ascending order. */
function findListed(file: number, offset: number): number | undefined {
  const record = Buffer.allocUnsafe(HEADER_BYTES);
  let low = 0;
  let high = Math.floor(fstatSync(file).size / HEADER_BYTES);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    readSync(file, record, 0, HEADER_BYTES, middle * HEADER_BYTES);
    const frame = decodeHeader(record, 0);
    // Damaged: the pack, which is asked before a block is believed, says it too.
    if (frame === undefined) return undefined;
    if (frame.offset === offset) return middle * HEADER_BYTES;
    if (frame.offset < offset) low = middle + 1;
    else high = middle;
  }
  return undefined;
}
