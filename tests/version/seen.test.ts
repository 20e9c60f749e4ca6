import assert from 'node:assert/strict';
import { appendFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  type FileStates,
  nextDatasetEpoch,
  type Version,
  type WrittenVersion,
  writeVersion,
} from '@meshid/sdk';
import { collect, plant, type Tree, World } from './world.ts';

/** Around the limits of what copies are found of, what is packed, what is read at once, and what is cut. */
const SIZES = [
  0,
  1,
  100,
  5000,
  20_000,
  24 * 1024,
  24 * 1024 + 1,
  90_000,
  256 * 1024,
  256 * 1024 + 1,
  300_000,
  1_200_000,
];
const sizes = fc.array(fc.constantFrom(...SIZES), { minLength: 1, maxLength: 20 });
const edits = fc.array(
  fc.record({ at: fc.nat({ max: 25 }), how: fc.constantFrom('append', 'remove', 'replace', 'touch') }),
  { maxLength: 4 },
);

interface Published extends WrittenVersion {
  readonly version: Version;
}

/** The same next version as often as asked: the content alone tells its head. */
async function publishNext(world: World, before: Published, files?: FileStates): Promise<WrittenVersion> {
  const { version } = before;
  return writeVersion({
    store: world.store,
    keys: world.keys,
    binding: {
      dataset: world.keys.dataset,
      sequence: version.sequence + 1n,
      epoch: world.keys.epoch,
      parent: version.head,
    },
    source: { folder: world.source },
    keyring: world.keyring,
    previous: version,
    ...(files === undefined ? {} : { seen: { version, files } }),
  });
}

const nameOf = (at: number): string => `${'abc'[at % 3]}/${at}`;

describe('a folder that was published before', () => {
  it('becomes the same version, to the byte, as if every file had been read again', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, edits, async (all, changes) => {
        await using world = await World.create();
        const tree: Tree = {};
        for (const [at, size] of all.entries()) tree[nameOf(at)] = { content: Buffer.alloc(size, at) };
        await plant(world.source, tree);
        const first = await world.publish();
        for (const { at, how } of changes) {
          const path = join(world.source, nameOf(at % all.length));
          if (how === 'append') await appendFile(path, 'more');
          else if (how === 'remove') await rm(path, { force: true });
          else if (how === 'replace') await writeFile(path, Buffer.alloc(SIZES[at % SIZES.length] ?? 0, 99));
          else await utimes(path, 1, 1).catch(() => undefined);
        }
        const again = await publishNext(world, first, first.files);
        const reread = await publishNext(world, first);
        assert.equal(again.head.toString(), reread.head.toString());
        assert.deepEqual(again.stats.files, reread.stats.files);
        assert.deepEqual(again.files, reread.files);
      }),
      { numRuns: 40 },
    );
  });

  it('becomes the same version, with copies of files whose leaf is mostly unused, as if all had been read again', async () => {
    await using world = await World.create();
    const names = Array.from({ length: 24 }, (_, at) => `${at + 10}`);
    const contents = new Map(names.map((name, at) => [name, Buffer.alloc(150_000, at)]));
    for (const [name, content] of contents) await plant(world.source, { [name]: { content } });
    const first = await world.publish();
    const left = names.filter((_, at) => at % 4 === 0);
    for (const name of names) if (!left.includes(name)) await rm(join(world.source, name));
    const next = await publishNext(world, first, first.files);
    const second = { ...next, version: await world.open(next.head, world.keys, first.version.sequence + 1n) };
    for (const name of left) await writeFile(join(world.source, `${name} copied`), contents.get(name) ?? '');
    const [again, reread] = [
      await publishNext(world, second, second.files),
      await publishNext(world, second),
    ];
    assert.equal(again.head.toString(), reread.head.toString());
  });

  it('has its unchanged files not read again', async () => {
    await using world = await World.create();
    const contents = [100, 30_000, 1_200_000];
    for (const [at, size] of contents.entries())
      await plant(world.source, { [nameOf(at)]: { content: Buffer.alloc(size, 1) } });
    const first = await world.publish();
    for (const [at, size] of contents.entries())
      await writeFile(join(world.source, nameOf(at)), Buffer.alloc(size, 2));
    // As if the second content had been there already at the first publishing: only who doesn't read can believe that.
    const pretended = (await publishNext(world, first)).files;
    const second = await publishNext(world, first, pretended);
    const version = await world.open(second.head, world.keys, first.version.sequence + 1n);
    const leaves = (of: Version): Promise<string[]> =>
      collect(of.leaves()).then((all) => all.map(({ cid }) => cid.toString()));
    assert.deepEqual(await leaves(version), await leaves(first.version));
  });

  it('is read where a block of it is gone', async () => {
    await using world = await World.create();
    await plant(world.source, {
      small: { content: Buffer.alloc(100, 1) },
      large: { content: Buffer.alloc(1_200_000, 2) },
    });
    const first = await world.publish();
    const leaves = await collect(first.version.leaves());
    for (const { cid } of leaves) await world.store.delete(cid);
    const second = await publishNext(world, first, first.files);
    for (const { cid } of leaves) assert.ok(await world.store.has(cid));
    assert.equal(second.stats.files, 2);
  });

  it('keeps its blocks in a new epoch too', async () => {
    await using world = await World.create();
    await plant(world.source, { file: { content: Buffer.alloc(300_000, 1) } });
    const first = await world.publish();
    const keys = nextDatasetEpoch(world.keys);
    const written = await writeVersion({
      store: world.store,
      keys,
      binding: { dataset: keys.dataset, sequence: 2n, epoch: keys.epoch, parent: first.head },
      source: { folder: world.source },
      keyring: world.keyring,
      seen: { version: first.version, files: first.files },
    });
    const version = await world.open(written.head, keys, 2n);
    const [before] = await collect(first.version.leaves());
    const [after] = await collect(version.leaves());
    assert.equal(after?.cid.toString(), before?.cid.toString());
  });
});
