import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiskStores, fetchVersion, restoreVersion, writeVersion } from '@meshid/sdk';
import { peerOf, plant, snapshot, World } from '../version/world.ts';

/** A file system of its own with little room, unmounted with its scope; needs root. */
async function smallDisk(mebibytes: number): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'meshid-small-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path]);
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      // Lazily: a store keeps its files open as long as its process.
      execFileSync('umount', ['--lazy', path]);
      await rm(path, { recursive: true });
    },
  };
}

const FILES = Object.fromEntries(
  ['a', 'b', 'c', 'd'].map((name) => [name, { content: randomBytes(1_500_000) }]),
);

describe('a disk that gets full', () => {
  it('while a version is restored: what is there is whole, and the same call goes on when there is room', async () => {
    await using world = await World.create();
    await using disk = await smallDisk(4);
    await plant(world.source, FILES);
    const { version } = await world.publish();
    const destination = join(disk.path, 'folder');
    await assert.rejects(restoreVersion(version, destination), { code: 'storage/full' });
    const original = await snapshot(world.source);
    const restored = await snapshot(destination);
    assert.deepEqual(Object.keys(restored).sort(), ['', 'a', 'b']);
    for (const path of ['a', 'b']) assert.equal(restored[path], original[path]);
    execFileSync('mount', ['-o', 'remount,size=16m', disk.path]);
    const stats = await restoreVersion(version, destination);
    assert.equal(stats.unchanged, 2);
    assert.deepEqual(await snapshot(destination), original);
  });

  it('while a version is fetched: the blocks that came are kept, the next call brings the rest', async () => {
    await using world = await World.create();
    await using disk = await smallDisk(4);
    await plant(world.source, FILES);
    const { version } = await world.publish();
    const { keys } = world;
    const store = await createDiskStores(disk.path).open(keys.dataset);
    const input = {
      store,
      fetch: peerOf(world.store),
      keys,
      head: version.head,
      expect: { dataset: keys.dataset, sequence: 1n },
    };
    await assert.rejects(fetchVersion(input), { code: 'storage/full' });

    execFileSync('mount', ['-o', 'remount,size=16m', disk.path]);
    const { bytes } = await fetchVersion(input);
    assert.ok(bytes < 5_000_000, `${bytes} bytes came again`);
    await restoreVersion((await fetchVersion(input)).version, world.destination);
    assert.deepEqual(await snapshot(world.destination), await snapshot(world.source));
  });

  it('while a version is written: no head is answered, and the same call goes on', async () => {
    await using world = await World.create();
    await using disk = await smallDisk(4);
    await plant(world.source, FILES);
    const { keys, keyring } = world;
    const store = await createDiskStores(join(disk.path, 'datasets')).open(keys.dataset);
    const binding = { dataset: keys.dataset, sequence: 1n, epoch: 1n, parent: undefined };
    const input = { store, keys, keyring, binding, source: { folder: world.source } };
    await assert.rejects(writeVersion(input), { code: 'storage/full' });
    execFileSync('mount', ['-o', 'remount,size=16m', disk.path]);
    const { stats, head } = await writeVersion(input);
    assert.ok(stats.newBytes < 6_000_000);
    assert.ok(head.equals((await world.publish()).head));
  });

  it('when a store is opened on it', async () => {
    await using disk = await smallDisk(1);
    await plant(disk.path, { filler: { content: '' } });
    assert.throws(() =>
      execFileSync('dd', ['if=/dev/zero', `of=${join(disk.path, 'filler')}`, 'bs=64k'], { stdio: 'ignore' }),
    );
    await using world = await World.create();
    await mkdir(join(disk.path, 'datasets'));
    const store = await createDiskStores(join(disk.path, 'datasets')).open(world.keys.dataset);
    await plant(world.source, { a: { content: randomBytes(10_000) } });
    const { version } = await world.publish();
    await assert.rejects(async () => store.put(version.head, world.store.get(version.head)), {
      code: 'storage/full',
    });
    assert.equal(await store.has(version.head), false);
  });
});
