import { randomBytes } from 'node:crypto';
import assert from 'node:assert/strict';
import { existsSync, lstatSync, rmSync } from 'node:fs';
import { link, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileEntry, restoreVersion } from '@meshid/sdk';
import { assertSameTree } from './trees.ts';
import { collect, plant, World } from './world.ts';

const inode = (folder: string, path: string): number => lstatSync(join(folder, path)).ino;

/** Two names of one file, in a folder that was published and restored. */
async function linked(content: string | Uint8Array = 'shared'): Promise<World> {
  const world = await World.create();
  await plant(world.source, { 'a/first': { content }, between: { content: 'other' } });
  await link(join(world.source, 'a/first'), join(world.source, 'z'));
  await restoreVersion((await world.publish()).version, world.destination);
  return world;
}

async function publishAndRestore(world: World): Promise<void> {
  const previous = world.last;
  const { version } = await world.publish();
  await restoreVersion(version, world.destination, previous === undefined ? {} : { previous });
  await assertSameTree(world.destination, world.source);
}

describe('a file of several names', () => {
  it('comes back as one file, whose content is stored once', async () => {
    for (const content of ['', 'small', Buffer.alloc(100_000, 1), Buffer.alloc(2_000_000, 2)]) {
      await using world = await linked(content);
      assert.equal(inode(world.destination, 'a/first'), inode(world.destination, 'z'));
      await assertSameTree(world.destination, world.source);
    }
  });

  it('is listed with everything under each name, for who needs no links', async () => {
    await using world = await linked();
    assert.ok(world.last);
    const files = (await collect(world.last.list())).filter(
      (entry): entry is FileEntry => entry.kind === 'file',
    );
    const [first, , last] = files;
    assert.deepEqual(
      files.map(({ path, linkTo }) => [path, linkTo]),
      [
        ['a/first', undefined],
        ['between', undefined],
        ['z', 'a/first'],
      ],
    );
    assert.deepEqual(
      [last?.size, last?.mtimeNs, last?.extents],
      [first?.size, first?.mtimeNs, first?.extents],
    );
    assert.equal(world.last.bytes, 6 + 5 + 6);
  });

  it('is left alone where it is one file already', async () => {
    await using world = await linked();
    assert.ok(world.last);
    const before = inode(world.destination, 'z');
    const stats = await restoreVersion(world.last, world.destination);
    assert.deepEqual([stats.unchanged, stats.files], [3, 3]);
    assert.equal(inode(world.destination, 'z'), before);
  });

  it('becomes two when a name was replaced, and one again', async () => {
    await using world = await linked();
    await unlink(join(world.source, 'z'));
    await writeFile(join(world.source, 'z'), 'of its own');
    await publishAndRestore(world);
    await unlink(join(world.source, 'z'));
    await link(join(world.source, 'a/first'), join(world.source, 'z'));
    await publishAndRestore(world);
  });

  it('becomes two when a name was replaced by a copy that looks the same', async () => {
    await using world = await linked();
    const kept = lstatSync(join(world.source, 'z'));
    await unlink(join(world.source, 'z'));
    await plant(world.source, { z: { content: 'shared' } });
    const { setPathTime } = await import('../../sdk/src/dataset/version/file-times.ts');
    const { mtimeNs } = lstatSync(join(world.source, 'a/first'), { bigint: true });
    setPathTime(join(world.source, 'z'), mtimeNs);
    assert.notEqual(lstatSync(join(world.source, 'z')).ino, kept.ino);
    await publishAndRestore(world);
  });

  it('changes with its names: the first goes, another comes', async () => {
    await using world = await linked();
    await link(join(world.source, 'z'), join(world.source, 'another'));
    await publishAndRestore(world);
    await rm(join(world.source, 'a'), { recursive: true });
    await publishAndRestore(world);
    await rename(join(world.source, 'z'), join(world.source, 'y'));
    await writeFile(join(world.source, 'y'), 'written through one name');
    await publishAndRestore(world);
    assert.equal(await readFile(join(world.destination, 'another'), 'utf8'), 'written through one name');
  });

  it('swaps its names with another such file', async () => {
    await using world = await World.create();
    await plant(world.source, {
      a: { content: 'same', mtimeUs: 1e15 },
      d: { content: 'same', mtimeUs: 1e15 },
    });
    await link(join(world.source, 'a'), join(world.source, 'b'));
    await link(join(world.source, 'd'), join(world.source, 'c'));
    await publishAndRestore(world);
    for (const [from, to] of [
      ['a', 'c'],
      ['d', 'b'],
    ] as const) {
      await unlink(join(world.source, to));
      await link(join(world.source, from), join(world.source, to));
    }
    await publishAndRestore(world);
  });

  it('is published the same whether it was read again or not', async () => {
    await using world = await linked();
    const before = world.last;
    assert.ok(before);
    const { writeVersion } = await import('@meshid/sdk');
    const again = async (files?: Awaited<ReturnType<World['publish']>>['files']): Promise<string> => {
      const { store, keys, keyring } = world;
      const written = await writeVersion({
        ...{ store, keys, keyring, source: { folder: world.source }, previous: before },
        binding: { dataset: keys.dataset, sequence: 2n, epoch: keys.epoch, parent: before.head },
        ...(files === undefined ? {} : { seen: { version: before, files } }),
      });
      return written.head.toString();
    };
    world.sequence = 0n;
    world.last = undefined;
    const { files } = await world.publish();
    assert.equal(await again(files), await again());
  });

  it('whose first name went while the folder was published is kept by another', async () => {
    await using world = await World.create();
    // Small ones of a leaf that is mostly unused wait, and are read only when one of their new segment has changed.
    const most = { content: randomBytes(20_000) };
    await plant(world.source, { a: { content: 'same' }, b: { content: 'before' }, most });
    await link(join(world.source, 'a'), join(world.source, 'z'));
    await world.publish();
    rmSync(join(world.source, 'most'));
    const first = await world.publish();
    await writeFile(join(world.source, 'b'), 'after');
    const { writeVersion } = await import('@meshid/sdk');
    const { store, keys, keyring } = world;
    let gone = false;
    const written = await writeVersion(
      {
        ...{ store, keys, keyring, source: { folder: world.source }, previous: first.version },
        binding: { dataset: keys.dataset, sequence: 3n, epoch: keys.epoch, parent: first.head },
        seen: { version: first.version, files: first.files },
      },
      {
        onProgress: ({ path }) => {
          if (path !== 'b' || gone) return;
          gone = true;
          rmSync(join(world.source, 'a'));
        },
      },
    );
    assert.deepEqual(
      written.skipped.map(({ path }) => path),
      ['a'],
    );
    const version = await world.open(written.head, keys, 3n);
    await restoreVersion(version, world.destination);
    assert.equal(await readFile(join(world.destination, 'z'), 'utf8'), 'same');
  });

  it('with only one name in the folder is a file', async () => {
    await using world = await World.create();
    await plant(world.folder, { 'source/in': { content: 'x' } });
    await link(join(world.source, 'in'), join(world.folder, 'out'));
    await restoreVersion((await world.publish()).version, world.destination);
    assert.equal(lstatSync(join(world.destination, 'in')).nlink, 1);
    assert.equal(existsSync(join(world.destination, 'out')), false);
  });
});
