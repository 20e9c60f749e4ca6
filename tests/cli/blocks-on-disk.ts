import assert from 'node:assert/strict';
import { open, readdir } from 'node:fs/promises';
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
  await using file = await open(block.path, 'r+');
  const byte = Buffer.alloc(1);
  const at = block.offset + Math.floor(block.length / 2);
  await file.read(byte, 0, 1, at);
  await file.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
}
