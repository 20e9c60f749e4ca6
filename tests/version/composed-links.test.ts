import assert from 'node:assert/strict';
import { lstatSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareVersions, composeVersion, mergeVersions, restoreVersion, type Version } from '@meshid/sdk';
import { findNative } from '../../sdk/src/dataset/version/native.ts';
import { collect, plant, World } from './world.ts';

const inode = (world: World, path: string): number => lstatSync(join(world.destination, path)).ino;

/** A base with a file of three names, and what two sides make of it, merged and restored. */
async function merged(
  world: World,
  ours: (folder: string) => Promise<void>,
  theirs: (folder: string) => Promise<void>,
): Promise<void> {
  const side = async (change: (folder: string) => Promise<void>): Promise<Version> => {
    await rm(world.source, { recursive: true, force: true });
    await mkdir(world.source);
    await plant(world.source, { a: { content: 'shared', mtimeUs: 1e15 } });
    for (const name of ['b', 'c']) await link(join(world.source, 'a'), join(world.source, name));
    await change(world.source);
    return (await world.publish({ source: { folder: world.source, attributes: true } })).version;
  };
  const base = await side(async () => undefined);
  const versions = { base, ours: await side(ours), theirs: await side(theirs) };
  const { entries } = await mergeVersions({ ...versions, label: 'laptop' });
  const { keys, keyring, store } = world;
  world.sequence += 1n;
  const parent = versions.theirs.head;
  const binding = { dataset: keys.dataset, sequence: world.sequence, epoch: keys.epoch, parent };
  const { head } = await composeVersion({ store, keys, binding, keyring, entries });
  await restoreVersion(await world.open(head), world.destination);
}

async function replace(path: string, content: string): Promise<void> {
  await unlink(path);
  await writeFile(path, content);
}

describe('hard links that are merged', () => {
  it('stay links where nobody touched them', async () => {
    await using world = await World.create();
    await merged(
      world,
      async (folder) => writeFile(join(folder, 'ours'), '1'),
      async (folder) => writeFile(join(folder, 'theirs'), '2'),
    );
    assert.equal(new Set(['a', 'b', 'c'].map((path) => inode(world, path))).size, 1);
  });

  it('of whose names the first was replaced or removed are links to the next', async () => {
    for (const change of [
      async (folder: string) => replace(join(folder, 'a'), 'of its own'),
      async (folder: string) => unlink(join(folder, 'a')),
    ]) {
      await using world = await World.create();
      await merged(world, change, async (folder) => writeFile(join(folder, 'theirs'), '2'));
      assert.equal(inode(world, 'b'), inode(world, 'c'));
      assert.equal(await readFile(join(world.destination, 'c'), 'utf8'), 'shared');
    }
  });

  it('hold what each side wrote', async () => {
    await using world = await World.create();
    await merged(
      world,
      async (folder) => replace(join(folder, 'b'), 'ours'),
      async (folder) => rename(join(folder, 'c'), join(folder, 'd')),
    );
    const read = (path: string) => readFile(join(world.destination, path), 'utf8');
    assert.deepEqual(await Promise.all(['a', 'b', 'd'].map(read)), ['shared', 'ours', 'shared']);
    assert.equal(inode(world, 'a'), inode(world, 'd'));
    assert.notEqual(inode(world, 'a'), inode(world, 'b'));
  });
});

describe('extended attributes that are merged', () => {
  it('are those of the side that changed them', async () => {
    await using world = await World.create();
    const set = (folder: string, value: string): void =>
      findNative()?.setAttribute(join(folder, 'a'), Buffer.from('user.note'), Buffer.from(value));
    await merged(
      world,
      async (folder) => set(folder, 'ours'),
      async (folder) => writeFile(join(folder, 'theirs'), '2'),
    );
    const value = findNative()?.getAttribute(join(world.destination, 'a'), Buffer.from('user.note'));
    assert.equal(value?.toString(), 'ours');
  });
});

describe('versions of sparse files', () => {
  it('are compared without a look at what is not there', async () => {
    await using world = await World.create();
    await plant(world.source, { image: { content: 'start', mtimeUs: 1e15 } });
    await truncate(join(world.source, 'image'), 2 ** 40);
    const before = (await world.publish()).version;
    await truncate(join(world.source, 'image'), 2 ** 40 - 4096);
    await truncate(join(world.source, 'image'), 2 ** 40);
    await writeFile(join(world.source, 'image'), Buffer.alloc(100_000), { flag: 'r+' });
    const after = (await world.publish()).version;
    const changes = await collect(compareVersions(before, after));
    assert.deepEqual(
      changes.map(({ path, change }) => [path, change]),
      [['image', 'content']],
    );
    await writeFile(
      join(world.source, 'image'),
      Buffer.concat([Buffer.from('start'), Buffer.alloc(95_000)]),
      {
        flag: 'r+',
      },
    );
    const written = (await world.publish()).version;
    const [change] = await collect(compareVersions(before, written));
    assert.equal(change?.change, 'attributes');
  });
});
