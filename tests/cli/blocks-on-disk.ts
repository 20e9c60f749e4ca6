import assert from 'node:assert/strict';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CID } from 'multiformats/cid';
import { rawCidOf } from '../../sdk/src/raw-cid.ts';
import { decodeHeader, HEADER_BYTES } from '../../sdk/src/storage/pack-frame.ts';

interface OnDisk {
  readonly path: string;
  /** Of the block. */
  readonly offset: number;
  readonly length: number;
  readonly cid: CID;
}

async function blocksIn(home: string): Promise<OnDisk[]> {
  const blocks: OnDisk[] = [];
  for (const name of await readdir(home, { recursive: true })) {
    if (!name.endsWith('.pack')) continue;
    const path = join(home, name);
    await using file = await open(path);
    const bytes = await file.readFile();
    let at = 0;
    for (let header = decodeHeader(bytes, at); header !== undefined; header = decodeHeader(bytes, at)) {
      const { gone, length, digest } = header;
      at += HEADER_BYTES + length;
      if (!gone) blocks.push({ path, offset: at - length, length, cid: rawCidOf(Uint8Array.from(digest)) });
    }
  }
  return blocks;
}

/** The largest block that a home keeps. */
export async function largestBlock(home: string): Promise<CID> {
  const [largest] = (await blocksIn(home)).sort((a, b) => b.length - a.length);
  return largest?.cid ?? assert.fail('there is no block');
}

/** Turns one bit of a block where a home keeps it. */
export async function rotBlock(home: string, cid: CID): Promise<void> {
  const block = (await blocksIn(home)).find((one) => one.cid.equals(cid)) ?? assert.fail('it is not there');
  await turnBit(block.path, block.offset + Math.floor(block.length / 2));
}

/** Turns one bit in the middle of the largest file that holds blocks. */
export async function damageLargest(home: string): Promise<void> {
  const [largest] = (await blockFiles(home)).sort((a, b) => b.bytes - a.bytes);
  assert.ok(largest !== undefined, 'there are no blocks');
  await turnBit(largest.path, Math.floor(largest.bytes / 2));
}

async function turnBit(path: string, at: number): Promise<void> {
  await using file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  await file.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
}

/** The bytes of every file in which a home keeps blocks. */
export async function bytesOnDisk(home: string): Promise<number> {
  return (await blockFiles(home)).reduce((sum, { bytes }) => sum + bytes, 0);
}

async function blockFiles(home: string): Promise<{ path: string; bytes: number }[]> {
  const files: { path: string; bytes: number }[] = [];
  for (const name of await readdir(home, { recursive: true })) {
    if (!/\/blocks\//.test(name)) continue;
    const found = await stat(join(home, name));
    if (found.isFile()) files.push({ path: join(home, name), bytes: found.size });
  }
  return files;
}
