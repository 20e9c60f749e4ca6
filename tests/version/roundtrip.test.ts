import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { createMemoryStores, fetchVersion, nextDatasetEpoch, rawCid, restoreVersion } from '@meshid/sdk';
import { collect, peerOf, plant, snapshot, type Tree, World } from './world.ts';

const NAMES = [
  'a',
  'a-b',
  'a.b',
  'b',
  'ä',
  'ä'.normalize('NFD'),
  '.hidden',
  '-rf',
  'with space',
  'line\nbreak',
  '😀',
  '\uffef',
  'x'.repeat(255),
];
const SIZES = [
  0,
  1,
  100,
  5000,
  24 * 1024,
  24 * 1024 + 1,
  40_000,
  256 * 1024,
  256 * 1024 + 1,
  300_000,
  1_200_000,
];

const node = fc.record({
  kind: fc.constantFrom('file', 'file', 'file', 'directory', 'symlink'),
  path: fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }),
  size: fc.constantFrom(...SIZES),
  byte: fc.nat({ max: 255 }),
  mode: fc.constantFrom(0o644, 0o600, 0o444, 0o755, 0o777, 0o400),
  mtimeUs: fc.integer({ min: 0, max: 4_000_000_000_000_000 }),
  target: fc.constantFrom('a', '../outside', '/etc/passwd', '.', 'nowhere', 'ä\n'),
});

/** Any tree that a folder can hold: where two say different things of one path, the first is right. */
const trees = fc.array(node, { maxLength: 12 }).map((nodes) => {
  const tree: Tree = {};
  for (const { kind, path, size, byte, mode, mtimeUs, target } of nodes) {
    const paths = path.map((_, index) => path.slice(0, index + 1).join('/'));
    const own = paths.pop() ?? '';
    if (
      own in tree ||
      paths.some((parent) => tree[parent]?.content !== undefined || tree[parent]?.target !== undefined)
    )
      continue;
    for (const parent of paths) tree[parent] ??= { mode: 0o755, mtimeUs };
    if (kind === 'directory') tree[own] = { mode: mode | 0o700, mtimeUs };
    else if (kind === 'symlink') tree[own] = { target, mtimeUs };
    else tree[own] = { content: Buffer.alloc(size, byte), mode, mtimeUs };
  }
  return tree;
});

describe('a version of a folder', () => {
  it('gives any tree back: every byte, mode, time and link', async () => {
    await fc.assert(
      fc.asyncProperty(trees, async (tree) => {
        await using world = await World.create();
        await plant(world.source, tree);
        const { version, skipped } = await world.publish();
        assert.deepEqual(skipped, []);
        const { dataset } = world.keys;
        const theirs = await createMemoryStores().open(dataset);
        const fetched = await fetchVersion({
          store: theirs,
          fetch: peerOf(world.store),
          head: version.head,
          keys: world.keys,
          expect: { dataset, sequence: 1n },
        });
        await restoreVersion(fetched.version, world.destination);
        assert.deepEqual(await snapshot(world.destination), await snapshot(world.source));
      }),
      { numRuns: 40 },
    );
  });

  it('gives large files back, cut by their content', async () => {
    await using world = await World.create();
    await plant(world.source, {
      large: { content: randomBytes(9_000_000) },
      zeros: { content: Buffer.alloc(6_000_000) },
    });
    const { version, stats } = await world.publish();
    await restoreVersion(version, world.destination);
    assert.deepEqual(await snapshot(world.destination), await snapshot(world.source));
    assert.ok(stats.newBytes < 12_500_000, 'the zeros are stored once');
  });

  it('has the same head whenever the same folder is written, so a publish that was cut can be repeated', async () => {
    await using world = await World.create();
    await plant(world.source, {
      a: { content: randomBytes(50_000) },
      b: { content: 'text' },
      c: { target: 'a' },
    });
    const first = await world.publish();
    world.sequence = 0n;
    world.last = undefined;
    const again = await world.publish();
    assert.ok(first.head.equals(again.head));
    assert.equal(again.stats.newBlocks, 0);
  });

  it('shares every chunk that an edit did not touch', async () => {
    await using world = await World.create();
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 4_000_000 }), fc.nat({ max: 300 }), async (at, inserted) => {
        await rm(world.source, { recursive: true, force: true });
        await mkdir(world.source);
        const content = randomBytes(4_000_000);
        await writeFile(join(world.source, 'file'), content);
        world.last = undefined;
        const before = await collect((await world.publish()).version.leaves());
        await writeFile(
          join(world.source, 'file'),
          Buffer.concat([content.subarray(0, at), randomBytes(inserted + 1), content.subarray(at)]),
        );
        const after = new Set(
          (await collect((await world.publish()).version.leaves())).map(({ cid }) => cid.toString()),
        );
        const lost = before.filter(({ cid }) => !after.has(cid.toString()));
        assert.ok(lost.length <= 3, `${lost.length} of ${before.length} chunks changed`);
      }),
      { numRuns: 10 },
    );
  });

  it('encrypts only the manifest anew when the epoch changes', async () => {
    await using world = await World.create();
    await plant(world.source, {
      a: { content: randomBytes(2_000_000) },
      b: { content: randomBytes(30_000) },
    });
    const first = await world.publish();
    const keys = nextDatasetEpoch(world.keys);
    const second = await world.publish({ keys });
    assert.deepEqual(
      (await collect(second.version.leaves())).map(({ cid }) => cid.toString()),
      (await collect(first.version.leaves())).map(({ cid }) => cid.toString()),
    );
    assert.ok(second.stats.newBytes < 10_000, `${second.stats.newBytes} bytes`);
    await assert.rejects(world.open(second.head, world.keys), { code: 'crypto/cannot-open' });
  });

  it('stores again what an earlier version names but the store has lost', async () => {
    await using world = await World.create();
    const content = randomBytes(100_000);
    await plant(world.source, { a: { content } });
    const { version } = await world.publish();
    const [leaf] = await collect(version.leaves());
    assert.ok(leaf);
    await world.store.delete(leaf.cid);
    const again = await world.publish();
    await restoreVersion(again.version, world.destination);
    assert.deepEqual(await snapshot(world.destination), await snapshot(world.source));
  });

  it('is written all the same when the version before is not all here', async () => {
    await using world = await World.create();
    await plant(world.source, { a: { content: randomBytes(100_000) } });
    const first = await world.publish();
    await restoreVersion(first.version, world.destination);
    await rm(join(world.source, 'a'));
    const [, , piece] = await collect(first.version.blocks());
    assert.ok(piece);
    await world.store.delete(piece);
    const second = await world.publish();
    const stats = await restoreVersion(second.version, world.destination, { previous: first.version });
    assert.deepEqual([stats.removed, stats.kept.length], [0, 1]);
  });

  it('lists the blocks that a reader needs, and of those the missing ones', async () => {
    await using world = await World.create();
    await plant(world.source, { a: { content: randomBytes(100_000) }, b: { content: randomBytes(100) } });
    const { version } = await world.publish();
    const needed = await collect(version.blocks());
    const theirs = await createMemoryStores().open(world.keys.dataset);
    assert.deepEqual(await collect(version.missing(theirs)), needed);
    assert.deepEqual(await collect(version.missing(world.store)), []);
    assert.equal(new Set(needed.map(String)).size, needed.length);
    assert.ok(needed[0]?.equals(version.head));
    assert.ok(version.keyring.equals(rawCid(world.keyring)));
  });

  it('of an empty folder is a version too', async () => {
    await using world = await World.create();
    const { version, stats } = await world.publish();
    assert.deepEqual([stats.files, stats.directories, version.entries], [0, 1, 1]);
    await restoreVersion(version, world.destination);
    assert.deepEqual(await snapshot(world.destination), await snapshot(world.source));
  });

  it('can be stopped, and nothing refers to what was stored by then', async () => {
    await using world = await World.create();
    await plant(world.source, { a: { content: randomBytes(3_000_000) } });
    const { writeVersion } = await import('@meshid/sdk');
    const controller = new AbortController();
    const { keys, keyring, store } = world;
    const writing = writeVersion(
      {
        store,
        keys,
        keyring,
        source: { folder: world.source },
        binding: { dataset: keys.dataset, sequence: 1n, epoch: 1n, parent: undefined },
      },
      { signal: controller.signal, onProgress: () => controller.abort() },
    );
    await assert.rejects(writing, { name: 'AbortError' });
    await appendFile(join(world.source, 'a'), 'more');
    assert.equal((await world.publish()).stats.files, 1);
  });
});
