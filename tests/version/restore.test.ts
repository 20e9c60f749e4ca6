import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { createDiskStores, exportDatasetKeys, type RestoreStats, restoreVersion } from '@meshid/sdk';
import { microseconds, setPathTime } from '../../sdk/src/dataset/version/file-times.ts';
import { findCollision } from '../../sdk/src/dataset/version/names.ts';
import { collect, plant, snapshot, World } from './world.ts';

const kept = ({ kept }: RestoreStats): string[] => kept.map(({ path }) => path);

describe('restoring a version', () => {
  it('leaves alone what is there already', async () => {
    await using world = await World.create();
    await plant(world.source, { a: { content: 'same' }, b: { content: 'old' }, l: { target: 'a' } });
    const first = await world.publish();
    await restoreVersion(first.version, world.destination);
    const before = await stat(join(world.destination, 'a'));
    await writeFile(join(world.source, 'b'), 'new');
    const second = await world.publish();
    const stats = await restoreVersion(second.version, world.destination, { previous: first.version });
    assert.deepEqual([stats.files, stats.symlinks, stats.unchanged], [2, 1, 2]);
    assert.equal((await stat(join(world.destination, 'a'))).ino, before.ino);
    assert.deepEqual(await snapshot(world.destination), await snapshot(world.source));
  });

  it('sets a mode right that was changed here, and keeps beside it what somebody wrote', async () => {
    await using world = await World.create();
    await plant(world.source, {
      mode: { content: 'm', mode: 0o640 },
      'content.txt': { content: 'c' },
      link: { target: 'mode' },
      'd/inside': { content: 'i' },
    });
    const { version } = await world.publish();
    await restoreVersion(version, world.destination);
    await chmod(join(world.destination, 'mode'), 0o777);
    await writeFile(join(world.destination, 'content.txt'), 'changed');
    await unlink(join(world.destination, 'link'));
    await symlink('elsewhere', join(world.destination, 'link'));
    await rm(join(world.destination, 'd'), { recursive: true });
    await writeFile(join(world.destination, 'd'), 'a file');
    const { kept } = await restoreVersion(version, world.destination, { previous: version, label: 'here' });
    const found = await snapshot(world.destination);
    const [content, link, d] = [
      'content (conflict, here).txt',
      'link (conflict, here)',
      'd (conflict, here)',
    ];
    assert.deepEqual(
      kept.map(({ path }) => path),
      ['content.txt', 'd', 'link'],
    );
    assert.ok(kept.every(({ why }) => why.includes('(conflict, here)')));
    assert.equal(await readFile(join(world.destination, content), 'utf8'), 'changed');
    assert.equal(await readlink(join(world.destination, link)), 'elsewhere');
    assert.equal(await readFile(join(world.destination, d), 'utf8'), 'a file');
    const others = Object.entries(found).filter(([path]) => ![content, link, d].includes(path));
    assert.deepEqual(Object.fromEntries(others), await snapshot(world.source));
  });

  it('that was stopped and never finished is nobody’s work: what it wrote makes room for the next version', async () => {
    await using world = await World.create();
    await plant(world.source, { a: { content: 'one' }, b: { content: 'one' } });
    const first = await world.publish();
    await restoreVersion(first.version, world.destination);
    await writeFile(join(world.source, 'a'), 'two');
    const second = await world.publish();
    // As a restore of the second leaves it that was stopped behind `a`.
    await restoreVersion(second.version, world.destination, { previous: first.version });
    await writeFile(join(world.source, 'a'), 'three');
    const third = await world.publish();
    const options = { previous: first.version, unfinished: second.version };
    const { kept } = await restoreVersion(third.version, world.destination, options);
    assert.deepEqual(kept, []);
    assert.deepEqual(await snapshot(world.destination), await snapshot(world.source));
  });

  it('removes what the version before had, and nothing that is not from the dataset', async () => {
    await using world = await World.create();
    await plant(world.source, {
      'gone/file': { content: '1' },
      'gone-too/deep/file': { content: '2' },
      edited: { content: 'before' },
      stays: { content: '3' },
    });
    const first = await world.publish();
    await restoreVersion(first.version, world.destination);
    await plant(world.destination, { 'gone/mine': { content: 'mine' }, mine: { content: 'mine too' } });
    await writeFile(join(world.destination, 'edited'), 'edited here');
    for (const path of ['gone', 'gone-too', 'edited'])
      await rm(join(world.source, path), { recursive: true });
    const second = await world.publish();
    const stats = await restoreVersion(second.version, world.destination, { previous: first.version });
    assert.equal(stats.removed, 4);
    assert.deepEqual(kept(stats).sort(), ['edited', 'gone']);
    assert.deepEqual((await readdir(world.destination, { recursive: true })).sort(), [
      'edited',
      'gone',
      'gone/mine',
      'mine',
      'stays',
    ]);
  });

  it('without the version before, removes nothing', async () => {
    await using world = await World.create();
    await plant(world.source, { a: { content: 'a' } });
    await plant(world.destination, { 'mine/file': { content: 'mine' } });
    const stats = await restoreVersion((await world.publish()).version, world.destination);
    assert.deepEqual([stats.removed, kept(stats)], [0, []]);
    assert.equal(await readFile(join(world.destination, 'mine/file'), 'utf8'), 'mine');
  });

  it('follows a file that became a directory, a directory that became a link, and back', async () => {
    await using world = await World.create();
    await plant(world.source, { x: { content: 'file' }, 'y/inside': { content: 'in' }, z: { target: 'x' } });
    const first = await world.publish();
    await restoreVersion(first.version, world.destination);
    const old = await snapshot(world.source);
    await rename(world.source, join(world.folder, 'first'));
    await plant(world.source, { 'x/now': { content: 'dir' }, y: { target: 'x' }, z: { content: 'file' } });
    const second = await world.publish();
    await restoreVersion(second.version, world.destination, { previous: first.version });
    assert.deepEqual(await snapshot(world.destination), await snapshot(world.source));
    await restoreVersion(first.version, world.destination, { previous: second.version });
    assert.deepEqual(await snapshot(world.destination), old);
  });

  it('a directory with files of its own in the way of a file is refused, and kept', async () => {
    await using world = await World.create();
    await plant(world.source, { x: { content: 'file' } });
    await plant(world.destination, { 'x/mine': { content: 'mine' } });
    await assert.rejects(restoreVersion((await world.publish()).version, world.destination), {
      code: 'file/in-the-way',
    });
    assert.deepEqual((await readdir(world.destination, { recursive: true })).sort(), ['x', 'x/mine']);
    await assert.rejects(restoreVersion((await world.publish()).version, join(world.destination, 'x/mine')), {
      code: 'file/in-the-way',
    });
  });

  it('never writes or removes through a link that is in the destination', async () => {
    await using world = await World.create();
    await plant(world.folder, { 'elsewhere/file': { content: 'precious', mtimeUs: 1_000_000 } });
    await plant(world.source, {
      'dir/file': { content: 'precious', mtimeUs: 1_000_000 },
      'gone/file': { content: 'precious', mtimeUs: 1_000_000 },
    });
    const first = await world.publish();
    await mkdir(world.destination);
    await symlink('../elsewhere', join(world.destination, 'dir'));
    await symlink('../elsewhere', join(world.destination, 'gone'));
    await rm(join(world.source, 'gone'), { recursive: true });
    await writeFile(join(world.source, 'dir/file'), 'new');
    const second = await world.publish();
    await restoreVersion(second.version, world.destination, { previous: first.version });
    assert.equal(await readFile(join(world.folder, 'elsewhere/file'), 'utf8'), 'precious');
    assert.ok((await lstat(join(world.destination, 'dir'))).isDirectory());
    assert.equal(await readFile(join(world.destination, 'dir/file'), 'utf8'), 'new');
  });

  it('writes into directories that may not be written to, and leaves them so', async () => {
    await using world = await World.create();
    await plant(world.source, { 'closed/a': { content: '1', mode: 0o400 }, closed: { mode: 0o500 } });
    const first = await world.publish();
    await restoreVersion(first.version, world.destination);
    await chmod(join(world.source, 'closed'), 0o700);
    await writeFile(join(world.source, 'closed/b'), '2');
    await unlink(join(world.source, 'closed/a'));
    await chmod(join(world.source, 'closed'), 0o500);
    const second = await world.publish();
    const before = process.geteuid?.();
    await restoreVersion(second.version, world.destination, { previous: first.version });
    assert.deepEqual(await snapshot(world.destination), await snapshot(world.source));
    assert.equal(process.geteuid?.(), before);
    for (const folder of [world.source, world.destination]) await chmod(join(folder, 'closed'), 0o700);
  });

  it('does not give a program the right to run as somebody else', async () => {
    await using world = await World.create();
    await plant(world.source, { program: { content: '#!/bin/sh', mode: 0o4755 }, shared: { mode: 0o1777 } });
    const stats = await restoreVersion((await world.publish()).version, world.destination);
    assert.equal((await stat(join(world.destination, 'program'))).mode & 0o7777, 0o755);
    assert.equal((await stat(join(world.destination, 'shared'))).mode & 0o7777, 0o1777);
    assert.deepEqual(kept(stats), ['program']);
  });

  it('sets any time to its nanosecond, of files, folders and links, before 1970 and after 2038', async () => {
    await using world = await World.create();
    await plant(world.source, { file: { content: '' }, folder: {}, link: { target: 'nowhere' } });
    await fc.assert(
      fc.asyncProperty(
        fc.bigInt({ min: -2_000_000_000_000_000_000n, max: 14_000_000_000_000_000_000n }),
        fc.constantFrom('file', 'folder', 'link'),
        async (ns, path) => {
          setPathTime(join(world.source, path), ns);
          assert.equal((await lstat(join(world.source, path), { bigint: true })).mtimeNs, ns);
        },
      ),
      { numRuns: 2000 },
    );
    const times = [-1n, -1_000_000_001n, 4_000_000_000_123_456_789n];
    for (const [at, path] of ['link', 'folder', 'file'].entries())
      setPathTime(join(world.source, path), times[at] ?? 0n);
    await restoreVersion((await world.publish()).version, world.destination);
    assert.deepEqual(await snapshot(world.destination), await snapshot(world.source));
  });

  it('sets any time to its microsecond where only Node can', async () => {
    await using world = await World.create();
    const file = join(world.source, 'file');
    await writeFile(file, '');
    await fc.assert(
      fc.asyncProperty(
        fc.bigInt({ min: -2_000_000_000_000_000_000n, max: 4_200_000_000_000_000_000n }),
        async (ns) => {
          setPathTime(file, ns, null);
          assert.equal(microseconds((await lstat(file, { bigint: true })).mtimeNs), microseconds(ns));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('killed at any moment, shows nothing half-written, and the same call goes on', async () => {
    await using world = await World.create();
    await plant(
      world.source,
      Object.fromEntries(
        Array.from({ length: 12 }, (_, i) => [`file-${i}`, { content: randomBytes(2_000_000) }]),
      ),
    );
    const { version } = await world.publish();
    const { keys } = world;
    const stores = join(world.folder, 'stores');
    const disk = await createDiskStores(stores).open(keys.dataset);
    for (const cid of await collect(version.blocks())) await disk.put(cid, world.store.get(cid));
    const original = await snapshot(world.source);
    for (const seen of [1, 2, 3]) {
      const child = spawn(
        process.execPath,
        [
          '--conditions=@meshid/source',
          'restoring.ts',
          stores,
          world.destination,
          version.head.toString(),
          JSON.stringify(exportDatasetKeys(keys)),
        ],
        { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] },
      );
      let progress = 0;
      for await (const dots of child.stdout) {
        progress += String(dots).length;
        if (progress >= seen * 2) child.kill('SIGKILL');
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      assert.equal(child.signalCode, 'SIGKILL');
      for (const [path, description] of Object.entries(await snapshot(world.destination)))
        if (!path.includes('meshid-restore') && path !== '') assert.equal(description, original[path]);
    }
    await restoreVersion(version, world.destination);
    assert.deepEqual(await snapshot(world.destination), original);
  });

  it('stopped by its signal, cleans up after itself', async () => {
    await using world = await World.create();
    await plant(world.source, { a: { content: 'a' }, b: { content: 'b' } });
    const { version } = await world.publish();
    const controller = new AbortController();
    const restoring = restoreVersion(version, world.destination, {
      signal: controller.signal,
      onProgress: ({ files }) => {
        if (files === 1) controller.abort();
      },
    });
    await assert.rejects(restoring, { name: 'AbortError' });
    assert.deepEqual(await readdir(world.destination), ['a']);
  });

  it('with a block missing says which, and leaves no half of its file', async () => {
    await using world = await World.create();
    await plant(world.source, { a: { content: randomBytes(3_000_000) } });
    const { version } = await world.publish();
    const leaf = (await collect(version.leaves())).at(-1);
    assert.ok(leaf);
    await world.store.delete(leaf.cid);
    await assert.rejects(restoreVersion(version, world.destination), { code: 'version/incomplete' });
    assert.deepEqual(await readdir(world.destination), []);
  });

  it('finds the names that a file system would take for one', async () => {
    const both = { folds: true, normalises: true };
    assert.equal(await findCollision(['a', 'b', 'A'], both), 'A');
    assert.equal(await findCollision(['straße', 'STRASSE'], both), 'STRASSE');
    assert.equal(
      await findCollision(['é'.normalize('NFC'), 'é'.normalize('NFD')], both),
      'é'.normalize('NFD'),
    );
    assert.equal(await findCollision(['a', 'A'], { folds: false, normalises: true }), undefined);
    assert.equal(await findCollision(['a', 'b', 'c'], both), undefined);
  });
});
