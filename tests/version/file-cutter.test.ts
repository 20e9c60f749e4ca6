import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Lent } from '../../sdk/src/dataset/version/chunk-pool.ts';
import { createGear } from '../../sdk/src/dataset/version/chunker.ts';
import { FileCutter } from '../../sdk/src/dataset/version/file-cutter.ts';
import { chunkerOf } from '../../sdk/src/dataset/version/gear.ts';
import { World } from './world.ts';

/** Chunks that can be held back for ever: they are in two windows at most, of three. */
const MOST_HELD = 4;

const gear = createGear(new Uint8Array(32).fill(1), new Uint8Array(32).fill(2));

function cutInMemory(content: Buffer): Buffer[] {
  const chunker = chunkerOf(gear);
  const chunks: Buffer[] = [];
  for (let start = 0; start < content.length;) {
    const end = chunker(content, start, content.length);
    chunks.push(content.subarray(start, end));
    start = end;
  }
  return chunks;
}

/** Holds some chunks back, and looks at each only when it gives it back, at the latest possible time. */
class Holding {
  readonly seen: Buffer[] = [];
  private readonly held: Lent[] = [];
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  take(lent: Lent): void {
    this.held.push(lent);
    if (this.held.length > this.most) this.giveBack();
  }

  private giveBack(): void {
    const lent = this.held.shift();
    if (lent === undefined) return;
    this.seen.push(Buffer.from(lent.content));
    lent.release();
  }

  giveAllBack(): void {
    while (this.held.length > 0) this.giveBack();
  }
}

describe('the thread that cuts large files', () => {
  it('gives the chunks that the file has in memory, and leaves each as it is until it has it back', async () => {
    await using world = await World.create();
    const file = join(world.source, 'file');
    using cutter = new FileCutter(gear);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 8_400_000, max: 20_000_000 }), { maxLength: 4 }),
        fc.nat(MOST_HELD),
        async (sizes, most) => {
          const holding = new Holding(most);
          const expected: Buffer[] = [];
          for (const size of sizes) {
            const content = randomBytes(size);
            await writeFile(file, content);
            expected.push(...cutInMemory(content));
            await using handle = await open(file);
            for await (const lent of cutter.chunks(handle.fd)) holding.take(lent);
          }
          holding.giveAllBack();
          assert.equal(holding.seen.length, expected.length);
          assert.ok(holding.seen.every((chunk, at) => chunk.equals(expected[at] ?? Buffer.alloc(0))));
        },
      ),
      { numRuns: 10 },
    );
  });

  it('tells why a file can not be read, and reads the next', async () => {
    await using world = await World.create();
    const content = randomBytes(9_000_000);
    await writeFile(join(world.source, 'file'), content);
    using cutter = new FileCutter(gear);
    await using folder = await open(world.source);
    await assert.rejects(cutter.chunks(folder.fd).next(), { code: 'EISDIR' });
    await using file = await open(join(world.source, 'file'));
    const holding = new Holding(2);
    for await (const lent of cutter.chunks(file.fd)) holding.take(lent);
    holding.giveAllBack();
    assert.ok(Buffer.concat(holding.seen).equals(content));
  });

  it('begins anew after a file that nobody wanted to the end', async () => {
    await using world = await World.create();
    const content = randomBytes(30_000_000);
    await writeFile(join(world.source, 'file'), content);
    using cutter = new FileCutter(gear);
    await using file = await open(join(world.source, 'file'));
    const [left, holding] = [new Holding(0), new Holding(3)];
    for await (const lent of cutter.chunks(file.fd)) {
      left.take(lent);
      break;
    }
    for await (const lent of cutter.chunks(file.fd)) holding.take(lent);
    holding.giveAllBack();
    assert.ok(Buffer.concat(holding.seen).equals(content));
  });
});
