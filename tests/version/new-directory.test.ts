import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { restoreVersion } from '@meshid/sdk';
import { assertSameTree } from './trees.ts';
import { collect, plant, World } from './world.ts';

const MIB = 1024 * 1024;
const STAGING = /^\.meshid-restore-/;

function readdirOrNone(path: string): string[] {
  return existsSync(path) ? readdirSync(path) : [];
}

describe('a directory that a restore makes', () => {
  it('of more files than are made together comes back, with what is between them', async () => {
    await using world = await World.create();
    const files = 4200;
    mkdirSync(join(world.source, 'many'));
    for (let at = 0; at < files; at += 1) writeFileSync(join(world.source, 'many', `file-${at}`), `${at}`);
    await plant(world.source, {
      'many/file-1.d/inside': { content: 'of a directory between files' },
      'many/file-2.5': { target: 'file-2' },
      'many/file-4.d': {},
      'many/file-4.d/deep/deeper': { content: 'x', mode: 0o400 },
      'many/z': { content: 'last' },
      other: { content: 'beside' },
    });
    const { version } = await world.publish();
    await restoreVersion(version, world.destination);
    await assertSameTree(world.destination, world.source);
  }).timeout(60_000);

  it('is there as far as it is whole when the restore is stopped, and the same call goes on', async () => {
    await using world = await World.create();
    await plant(
      world.source,
      Object.fromEntries([...Array(9).keys()].map((at) => [`d/${at}`, { content: `${at}` }])),
    );
    const { version } = await world.publish();
    const stop = new AbortController();
    const seen: string[] = [];
    const restoring = restoreVersion(version, world.destination, {
      signal: stop.signal,
      onProgress: ({ files }) => {
        // Nothing of it shows before.
        seen.push(...readdirOrNone(join(world.destination, 'd')));
        if (files === 5) stop.abort();
      },
    });
    await assert.rejects(restoring, { name: 'AbortError' });
    assert.deepEqual(seen, []);
    assert.deepEqual(await readdir(join(world.destination, 'd')), ['0', '1', '2', '3', '4']);
    const { unchanged } = await restoreVersion(version, world.destination);
    assert.equal(unchanged, 5);
    await assertSameTree(world.destination, world.source);
  });

  it('has its name as soon as much is in it, so that a killed restore loses little', async () => {
    await using world = await World.create();
    await mkdir(join(world.source, 'd'));
    for (const name of ['a', 'b', 'c'])
      await writeFile(join(world.source, 'd', name), Buffer.alloc(40 * MIB, name));
    const { version } = await world.publish();
    const there: string[][] = [];
    await restoreVersion(version, world.destination, {
      onProgress: () => there.push(readdirOrNone(join(world.destination, 'd'))),
    });
    assert.deepEqual(there.slice(-3), [[], ['a', 'b'], ['a', 'b', 'c']]);
  });

  it('is not put in the place of one that somebody makes meanwhile', async () => {
    await using world = await World.create();
    await plant(world.source, { 'd/a': { content: 'a' }, 'd/b': { content: 'b' } });
    const { version } = await world.publish();
    const theirs = join(world.destination, 'd', 'theirs');
    const restoring = restoreVersion(version, world.destination, {
      onProgress: ({ files }) => {
        if (files !== 1) return;
        mkdirSync(join(world.destination, 'd'));
        writeFileSync(theirs, 'theirs');
      },
    });
    await assert.rejects(restoring, { code: 'file/in-the-way' });
    assert.equal(await readFile(theirs, 'utf8'), 'theirs');
    assert.deepEqual(
      (await readdir(world.destination)).filter((name) => STAGING.test(name)),
      [],
    );
    await restoreVersion(version, world.destination);
    assert.deepEqual((await readdir(join(world.destination, 'd'))).sort(), ['a', 'b', 'theirs']);
  });
});

describe('leaves that are read ahead', () => {
  it('give each file its own bytes when neighbours are in leaves of many versions', async () => {
    await using world = await World.create();
    const files = 600;
    await mkdir(join(world.source, 'd'));
    const write = async (at: number): Promise<void> =>
      writeFile(join(world.source, 'd', `file-${at}`), randomBytes(20_000 + at));
    for (let at = 0; at < files; at += 1) await write(at);
    await world.publish();
    for (let version = 0; version < 6; version += 1) {
      for (let at = version; at < files; at += 12) await write(at);
      await world.publish();
    }
    const { version } = await world.publish();
    await restoreVersion(version, world.destination);
    await assertSameTree(world.destination, world.source);
  }).timeout(60_000);

  it('that are missing or damaged are named when a file needs them, and what is before is there', async () => {
    await using world = await World.create();
    await mkdir(join(world.source, 'd'));
    for (let at = 100; at < 900; at += 1)
      await writeFile(join(world.source, 'd', `file-${at}`), randomBytes(20_000));
    const { version } = await world.publish();
    const leaf = (await collect(version.leaves())).at(-3);
    assert.ok(leaf);
    await world.store.delete(leaf.cid);
    await assert.rejects(restoreVersion(version, world.destination), {
      code: 'version/incomplete',
      context: { cid: leaf.cid.toString() },
    });
    const there = await readdir(join(world.destination, 'd'));
    assert.ok(there.length > 500 && there.length < 800);
    for (const name of there)
      assert.deepEqual(
        await readFile(join(world.destination, 'd', name)),
        await readFile(join(world.source, 'd', name)),
      );
  }).timeout(60_000);
});
