import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { MAX_CHUNK_BYTES } from '@meshid/sdk';
import { createGear, createWindow, readChunks } from '../../sdk/src/dataset/version/chunker.ts';
import { type Chunker, chunkerOf } from '../../sdk/src/dataset/version/gear.ts';
import { World } from './world.ts';

const chunker = chunkerOf(createGear(new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)));

function cut(content: Uint8Array, by: Chunker = chunker): number[] {
  const lengths: number[] = [];
  for (let start = 0; start < content.length;) {
    const end = by(content, start, content.length);
    lengths.push(end - start);
    start = end;
  }
  return lengths;
}

describe('cutting a large file', () => {
  it('makes chunks of about half a mebibyte, none larger than a leaf holds', () => {
    const lengths = cut(randomBytes(30_000_000));
    assert.equal(
      lengths.reduce((a, b) => a + b),
      30_000_000,
    );
    assert.ok(lengths.every((length) => length <= MAX_CHUNK_BYTES));
    assert.ok(lengths.slice(0, -1).every((length) => length >= 256 * 1024));
    const average = 30_000_000 / lengths.length;
    assert.ok(average > 350_000 && average < 700_000, `${average} on average`);
  });

  it('cuts elsewhere for another dataset, so that lengths tell nothing about known files', () => {
    const content = randomBytes(10_000_000);
    const other = chunkerOf(createGear(new Uint8Array(32).fill(1), new Uint8Array(32).fill(3)));
    assert.notDeepEqual(cut(content), cut(content, other));
  });

  it('finds its cuts again after bytes were inserted or removed', () => {
    const content = randomBytes(10_000_000);
    const ends = (lengths: number[]): number[] =>
      lengths.map(
        (
          (at) => (length: number) =>
            (at += length)
        )(0),
      );
    const before = new Set(ends(cut(content)).map((end) => content.length - end));
    fc.assert(
      fc.property(fc.nat({ max: 3_000_000 }), fc.integer({ min: 1, max: 5000 }), (at, count) => {
        const edited = Buffer.concat([content.subarray(0, at), randomBytes(count), content.subarray(at)]);
        const found = ends(cut(edited)).filter((end) => before.has(edited.length - end));
        assert.ok(
          found.length >= before.size - 5 - at / 256 / 1024,
          `${found.length} of ${before.size} cuts`,
        );
      }),
      { numRuns: 5 },
    );
  });

  it('is where docs/format.md says, byte by byte, wherever the content lies in memory', () => {
    const gear = createGear(new Uint8Array(32).fill(1), new Uint8Array(32).fill(2));
    const byTheBook = (content: Uint8Array): number => {
      let hash = 0;
      for (let at = 256 * 1024; at < Math.min(content.length, MAX_CHUNK_BYTES); at += 1) {
        hash = ((hash << 1) + (gear[content[at] ?? 0] ?? 0)) | 0;
        const zeros = at < 512 * 1024 ? 19 : 16;
        if (hash >>> (32 - zeros) === 0) return at + 1;
      }
      return Math.min(content.length, MAX_CHUNK_BYTES);
    };
    const random = randomBytes(8_000_000);
    const limits = [
      0, 1, 2, 3, 4, 5, 7, 262_143, 262_144, 262_145, 262_149, 524_287, 524_290, 1_032_191, 1_040_000,
    ];
    fc.assert(
      fc.property(fc.nat({ max: 6_900_000 }), fc.constantFrom(...limits), (start, length) => {
        const content = random.subarray(start, start + length);
        assert.equal(chunker(random, start, start + length) - start, byTheBook(content));
        assert.equal(chunker(content, 0, length), byTheBook(content));
      }),
      { numRuns: 300 },
    );
  });

  it('is the same through a window as in memory', async () => {
    await using world = await World.create();
    const content = randomBytes(9_500_000);
    await writeFile(join(world.source, 'file'), content);
    const handle = await open(join(world.source, 'file'));
    const chunks: Buffer[] = [];
    for await (const chunk of readChunks(handle, createWindow(), chunker)) chunks.push(Buffer.from(chunk));
    await handle.close();
    assert.deepEqual(
      chunks.map(({ length }) => length),
      cut(content),
    );
    assert.ok(Buffer.concat(chunks).equals(content));
  });
});
