import assert from 'node:assert/strict';
import { chmod, cp, lstat, lutimes, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  restoreVersion,
  type Extent,
  type FileEntry,
  type Version,
  writeVersion,
  type WrittenVersion,
} from '@meshid/sdk';
import { setPathTime } from '../../sdk/src/dataset/version/file-times.ts';
import { seededBytes } from '../fixtures/random.ts';
import { collect, plant, snapshot, World } from './world.ts';

const PACKED_BYTES = 256 * 1024;
const SMALL_LEAF_BYTES = 16 * 1024;
const MOST_SMALL_LEAVES = 8;

/** Up to what is packed, around where files are cut, and of several chunks. */
const sizes = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 24 * 1024 }) },
  { weight: 3, arbitrary: fc.integer({ min: 24 * 1024, max: PACKED_BYTES }) },
  { weight: 2, arbitrary: fc.integer({ min: PACKED_BYTES - 1, max: 300_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 300_000, max: 2_500_000 }) },
);
const edit = fc.record({
  at: fc.nat({ max: 1000 }),
  how: fc.constantFrom('append', 'overwrite', 'insert', 'remove', 'add', 'rename', 'touch', 'mode'),
  bytes: sizes,
});
const rounds = fc.array(fc.record({ edits: fc.array(edit, { maxLength: 12 }), reread: fc.boolean() }), {
  minLength: 3,
  maxLength: 5,
});

type Contents = Map<string, Buffer>;

/** A folder, what is in its files, and what each publishing put into the store. */
class Story {
  readonly contents: Contents = new Map();
  readonly random: (length: number) => Buffer;
  readonly world: World;
  put = new Set<string>();
  last: (WrittenVersion & { version: Version }) | undefined;

  constructor(world: World, seed: number) {
    this.world = world;
    this.random = seededBytes(seed);
  }

  async write(name: string, content: Buffer): Promise<void> {
    await plant(this.world.source, { [name]: { content } });
    this.contents.set(name, content);
  }

  async edit({ at, how, bytes }: { at: number; how: string; bytes: number }): Promise<void> {
    const names = [...this.contents.keys()];
    const name = names[at % names.length] ?? 'a';
    const path = join(this.world.source, name);
    const content = this.contents.get(name) ?? Buffer.alloc(0);
    if (how === 'add') return this.write(`${'bcd'[at % 3]}/new ${at}`, this.random(bytes));
    if (how === 'append') return this.write(name, Buffer.concat([content, this.random(at + 1)]));
    if (how === 'overwrite') return this.write(name, this.random(content.length));
    if (how === 'insert')
      return this.write(name, Buffer.concat([content.subarray(0, at), this.random(3), content.subarray(at)]));
    if (how === 'touch') return lutimes(path, at, at);
    if (how === 'mode') return chmod(path, at % 2 === 0 ? 0o600 : 0o755);
    this.contents.delete(name);
    if (how === 'remove') return rm(path);
    await rename(path, `${path} renamed`);
    this.contents.set(`${name} renamed`, content);
  }

  async publish(reread: boolean): Promise<Version> {
    const { world, last } = this;
    const sequence = (last?.version.sequence ?? 0n) + 1n;
    this.put = new Set();
    const written = await writeVersion({
      store: {
        has: (cid) => world.store.has(cid),
        put: (cid, block) => {
          this.put.add(cid.toString());
          return world.store.put(cid, block);
        },
      },
      keys: world.keys,
      binding: { dataset: world.keys.dataset, sequence, epoch: 1n, parent: last?.head },
      source: { folder: world.source },
      keyring: world.keyring,
      ...(last === undefined ? {} : { previous: last.version }),
      ...(last === undefined || reread ? {} : { seen: { version: last.version, files: last.files } }),
    });
    assert.deepEqual(written.skipped, []);
    const version = await world.open(written.head, world.keys, sequence);
    this.last = { ...written, version };
    return version;
  }
}

async function filesOf(version: Version): Promise<Map<string, FileEntry>> {
  const entries = await collect(version.list());
  return new Map(entries.flatMap((entry) => (entry.kind === 'file' ? [[entry.path, entry]] : [])));
}

/** None of these files has holes. */
const extentsOf = ({ extents }: FileEntry): Extent[] => extents.filter((one) => one.leaf !== undefined);

const places = (file: FileEntry): string[] =>
  extentsOf(file).map(({ leaf, offset, length }) => `${leaf.cid.toString()} ${offset} ${length}`);

/** The leaves that small files of a version are in and stay in: neither mostly unused nor one of many small ones. */
function keptLeaves(files: ReadonlyMap<string, FileEntry>): Set<string> {
  const used = new Map<string, { bytes: number; length: number }>();
  for (const file of files.values())
    if (file.size <= PACKED_BYTES)
      for (const { leaf, length } of extentsOf(file)) {
        const name = leaf.cid.toString();
        used.set(name, { bytes: (used.get(name)?.bytes ?? 0) + length, length: leaf.length });
      }
  const isSmall = (length: number): boolean => length < SMALL_LEAF_BYTES;
  const many = [...used.values()].filter(({ length }) => isSmall(length)).length >= MOST_SMALL_LEAVES;
  const kept = [...used].filter(([, { bytes, length }]) => bytes >= length / 2 && !(many && isSmall(length)));
  return new Set(kept.map(([name]) => name));
}

describe('a version after any edits', () => {
  it('shares every leaf that they did not touch, stores none of them again, and comes back identical', async () => {
    let shared = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(sizes, { minLength: 20, maxLength: 80 }),
        rounds,
        fc.nat(),
        async (all, edits, seed) => {
          await using world = await World.create();
          const story = new Story(world, seed);
          for (const [at, size] of all.entries())
            await story.write(`${'abc'[at % 3]}/${at}`, story.random(size));
          let before = await filesOf(await story.publish(false));
          let blocks = new Set(story.put);
          for (const round of edits) {
            const contents: Contents = new Map(story.contents);
            for (const change of round.edits) if (story.contents.size > 0) await story.edit(change);
            const version = await story.publish(round.reread);
            const after = await filesOf(version);
            const kept = keptLeaves(before);
            const untouched = (path: string): boolean =>
              contents.get(path)?.equals(story.contents.get(path) ?? Buffer.alloc(1)) === true;
            for (const [path, file] of after) {
              const old = before.get(path);
              if (old === undefined || !untouched(path)) continue;
              const stays =
                file.size > PACKED_BYTES || extentsOf(old).every(({ leaf }) => kept.has(leaf.cid.toString()));
              if (!stays) continue;
              assert.deepEqual(places(file), places(old), path);
              for (const { leaf } of extentsOf(file)) assert.ok(!story.put.has(leaf.cid.toString()), path);
              shared += 1;
            }
            for (const name of story.put) assert.ok(!blocks.has(name), `${name} was stored again`);
            blocks = new Set([...blocks, ...story.put]);
            before = after;
          }
          const { version } = story.last ?? assert.fail();
          await restoreVersion(version, world.destination);
          assert.deepEqual(await snapshot(world.destination), await snapshot(world.source));
          for (const [path, content] of story.contents)
            assert.ok(content.equals(await readFile(join(world.destination, path))));
        },
      ),
      { numRuns: 25 },
    );
    assert.ok(shared > 1000, `${shared} files were shared`);
  });
});

describe('the leaves of small files', () => {
  const plantFiles = async (world: World, files: number): Promise<Story> => {
    const story = new Story(world, files);
    for (let at = 0; at < files; at += 1) await story.write(`a/${at}`, story.random(5000));
    return story;
  };

  it('are packed again when less than half of them is used', async () => {
    await using world = await World.create();
    const story = await plantFiles(world, 50);
    const first = await collect((await story.publish(false)).leaves());
    assert.equal(first.length, 1);
    for (let at = 0; at < 24; at += 1) await story.edit({ at: 0, how: 'remove', bytes: 0 });
    const half = await collect((await story.publish(false)).leaves());
    assert.deepEqual(half, first);
    for (let at = 0; at < 3; at += 1) await story.edit({ at: 0, how: 'remove', bytes: 0 });
    await story.publish(false);
    const again = await collect((await story.publish(true)).leaves());
    assert.deepEqual(
      again.map(({ length }) => length),
      [23 * 5000],
    );
  });

  it('do not become more with every change', async () => {
    await using world = await World.create();
    const story = await plantFiles(world, 200);
    await story.publish(false);
    for (let at = 0; at < 60; at += 1) {
      await writeFile(join(world.source, `a/${(at * 37) % 200}`), story.random(300));
      await story.publish(at % 2 === 0);
    }
    const leaves = await collect((await story.publish(false)).leaves());
    assert.ok(leaves.length <= 14, `${leaves.length} leaves`);
  });

  const newBytes = async (story: Story): Promise<number> => {
    const leaves = await collect((story.last ?? assert.fail()).version.leaves());
    return leaves
      .filter(({ cid }) => story.put.has(cid.toString()))
      .reduce((sum, { length }) => sum + length, 0);
  };

  it('stay where they are when the files are moved or copied with their times, but for about a leaf', async () => {
    await using world = await World.create();
    const story = await plantFiles(world, 600);
    await story.publish(false);
    const moved = join(world.source, 'moved and renamed');
    await rename(join(world.source, 'a'), moved);
    const files = await filesOf(await story.publish(false));
    assert.deepEqual([files.size, files.has('moved and renamed/17')], [600, true]);
    assert.ok((await newBytes(story)) <= 256 * 1024);
    await cp(moved, join(world.source, 'copied'), { recursive: true, preserveTimestamps: true });
    // Node sets times to the millisecond only.
    for (const name of await readdir(moved))
      setPathTime(
        join(world.source, 'copied', name),
        (await lstat(join(moved, name), { bigint: true })).mtimeNs,
      );
    const twice = await story.publish(true);
    // Of 3 MB; what is left of the leaf that the first of them were in is packed again.
    assert.ok((await newBytes(story)) < 1_500_000);
    await restoreVersion(twice, world.destination);
    assert.deepEqual(await snapshot(world.destination), await snapshot(world.source));
  });

  it('take a copy of more than 24 KiB once, in one version and from the one before, whatever its time', async () => {
    await using world = await World.create();
    const story = new Story(world, 5);
    const contents = Array.from({ length: 12 }, (_, at) => story.random(30_000 + 15_000 * at));
    const bytes = contents.reduce((sum, { length }) => sum + length, 0);
    // Each next to its copy, then all once more, which are in segments that are full by then.
    for (const [at, content] of contents.entries())
      for (const name of [`a/${at}`, `a/${at} copied`, `b/${at}`]) await story.write(name, content);
    await story.publish(false);
    assert.ok((await newBytes(story)) <= bytes + 1000);
    for (const [at, content] of contents.entries()) await story.write(`c/${at}`, content);
    await story.write('d', story.random(50_000));
    const copied = await story.publish(false);
    assert.equal(await newBytes(story), 50_000);
    await restoreVersion(copied, world.destination);
    assert.deepEqual(await snapshot(world.destination), await snapshot(world.source));
  });

  it('give no file another one’s content for its size and time', async () => {
    await using world = await World.create();
    const story = await plantFiles(world, 300);
    const setAll = async (): Promise<void> => {
      for (const name of story.contents.keys()) await lutimes(join(world.source, name), 7, 7);
    };
    await setAll();
    await story.publish(false);
    for (const name of [...story.contents.keys()]) {
      await story.write(`b${name.slice(1)}`, story.random(5000));
      await rm(join(world.source, name));
      story.contents.delete(name);
    }
    await setAll();
    await restoreVersion(await story.publish(false), world.destination);
    for (const [path, content] of story.contents)
      assert.ok(content.equals(await readFile(join(world.destination, path))), path);
  });
});
