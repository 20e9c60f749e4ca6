import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { open, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { restoreVersion } from '@meshid/sdk';
import fc from 'fast-check';
import { assertSameTree, dataOf } from './trees.ts';
import { collect, plant, World } from './world.ts';

const TIB = 2 ** 40;
const MIB = 1024 * 1024;

async function write(path: string, at: number, content: Uint8Array): Promise<void> {
  await using file = await open(path, 'r+').catch(async () => open(path, 'w+'));
  await file.write(content, 0, content.length, at);
}

describe('a sparse file', () => {
  it('of a tebibyte with a mebibyte of content is published and restored in no time, and takes as little room', async () => {
    await using world = await World.create();
    const path = join(world.source, 'image');
    await write(path, TIB / 2, randomBytes(MIB));
    await truncate(path, TIB);
    const began = performance.now();
    const { version, stats } = await world.publish();
    await restoreVersion(version, world.destination);
    assert.ok(performance.now() - began < 10_000);
    assert.equal(version.bytes, TIB);
    assert.ok(stats.newBytes < 1.2 * MIB, `${stats.newBytes} bytes`);
    const there = lstatSync(join(world.destination, 'image'));
    assert.deepEqual([there.size, there.blocks * 512 < 2 * MIB], [TIB, true]);
    assert.deepEqual(dataOf(join(world.destination, 'image')), dataOf(path));
  });

  it('keeps every hole, and every zero that was written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ at: fc.nat({ max: 800 }), blocks: fc.nat({ max: 300 }), byte: fc.nat({ max: 2 }) }),
          {
            minLength: 1,
            maxLength: 6,
          },
        ),
        fc.nat({ max: 4096 * 900 }),
        async (writes, size) => {
          await using world = await World.create();
          const path = join(world.source, 'sparse');
          for (const { at, blocks, byte } of writes)
            await write(path, at * 4096, Buffer.alloc(blocks * 4096, byte));
          await truncate(path, size);
          const { version } = await world.publish();
          await restoreVersion(version, world.destination);
          await assertSameTree(world.destination, world.source);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('shares its chunks with what it was before a block in it was written', async () => {
    await using world = await World.create();
    const path = join(world.source, 'image');
    for (let at = 0; at < 8; at += 1) await write(path, at * 8 * MIB, randomBytes(MIB));
    const before = await collect((await world.publish()).version.leaves());
    await write(path, 60 * MIB, randomBytes(4096));
    const after = new Set(
      (await collect((await world.publish()).version.leaves())).map(({ cid }) => cid.toString()),
    );
    assert.ok(before.filter(({ cid }) => !after.has(cid.toString())).length <= 2);
  });

  it('that has not changed is not read again', async () => {
    await using world = await World.create();
    await write(join(world.source, 'small'), 4096, randomBytes(4096));
    await truncate(join(world.source, 'small'), 16 * 1024);
    await truncate(join(world.source, 'empty'), 0).catch(async () =>
      plant(world.source, { empty: { content: '' } }),
    );
    const first = await world.publish();
    const { writeVersion } = await import('@meshid/sdk');
    const { store, keys, keyring } = world;
    const again = async (seen: boolean): Promise<string> => {
      const written = await writeVersion({
        ...{ store, keys, keyring, source: { folder: world.source }, previous: first.version },
        binding: { dataset: keys.dataset, sequence: 2n, epoch: keys.epoch, parent: first.head },
        ...(seen ? { seen: { version: first.version, files: first.files } } : {}),
      });
      return written.head.toString();
    };
    assert.equal(await again(true), await again(false));
  });
});
