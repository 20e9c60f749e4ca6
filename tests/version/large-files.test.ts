import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Entry, type Extent, type FileEntry, isMeshidError, restoreVersion } from '@meshid/sdk';
import { contentOf } from '../../sdk/src/dataset/version/entry.ts';
import { LeafThread } from '../../sdk/src/dataset/version/leaf-thread.ts';
import { rotBlock } from '../cli/blocks-on-disk.ts';
import { collect, plant, World } from './world.ts';

const MIB = 1024 * 1024;

/** A version of a file of 8 MiB, in blocks on the disk, and what the file holds. */
async function largeFile() {
  const world = await World.create('disk');
  const content = randomBytes(8 * MIB);
  await plant(world.source, { large: { content } });
  const { version } = await world.publish();
  const file = (await collect<Entry>(version.list())).find(
    (entry): entry is FileEntry => entry.kind === 'file',
  );
  assert.ok(file !== undefined);
  const [first, ...more] = contentOf(file);
  assert.ok(first !== undefined && more.length > 8);
  return Object.assign(world, { content, version, first, more });
}

describe('a large file', () => {
  it('comes back from blocks on the disk, into memory that is used again', async () => {
    await using world = await largeFile();
    await restoreVersion(world.version, world.destination);
    assert.deepEqual(await readFile(join(world.destination, 'large')), world.content);
  });

  it('of many windows comes back, when nothing of it is known and when most of it is', async () => {
    await using world = await World.create('disk');
    const content = randomBytes(40 * MIB);
    await plant(world.source, { large: { content } });
    const first = await world.publish();
    const edited = Buffer.concat([randomBytes(3), content.subarray(0, 17 * MIB), content.subarray(18 * MIB)]);
    await writeFile(join(world.source, 'large'), edited);
    const second = await world.publish();
    assert.ok(second.stats.newBytes < 6 * MIB, `${second.stats.newBytes} bytes stored anew`);
    for (const [at, { version, expected }] of [
      { ...first, expected: content },
      { ...second, expected: edited },
    ].entries()) {
      const destination = join(world.folder, `back-${at}`);
      await restoreVersion(version, destination);
      assert.ok((await readFile(join(destination, 'large'))).equals(expected));
    }
  });

  it('comes back with its holes, and with chunks that repeat', async () => {
    await using world = await World.create('disk');
    const chunk = randomBytes(2 * MIB);
    await using file = await open(join(world.source, 'sparse'), 'w');
    for (const [at, mebibyte] of [1, 5, 9, 20].entries())
      await file.write(at === 3 ? randomBytes(MIB) : chunk, 0, undefined, mebibyte * MIB);
    await file.truncate(40 * MIB);
    const { version } = await world.publish();
    await restoreVersion(version, world.destination);
    assert.deepEqual(
      await readFile(join(world.destination, 'sparse')),
      await readFile(join(world.source, 'sparse')),
    );
  });

  it('of which a block rotted is not there, nor half of it, and the block is named', async () => {
    await using world = await largeFile();
    const { cid } = (world.more[5] ?? world.first).leaf;
    await rotBlock(join(world.folder, 'stores'), cid);
    await assert.rejects(restoreVersion(world.version, world.destination), (error) => {
      assert.ok(isMeshidError(error, 'storage/corrupt'), String(error));
      assert.equal(error.context.cid, cid.toString());
      return true;
    });
    assert.equal(existsSync(join(world.destination, 'large')), false);
    // The bytes that were there are set aside, and it is not served.
    assert.equal(await world.store.has(cid), false);
  });

  it('of which a block is missing is not there, and the block is named', async () => {
    await using world = await largeFile();
    const { cid } = (world.more[5] ?? world.first).leaf;
    await world.store.delete(cid);
    await assert.rejects(restoreVersion(world.version, world.destination), { code: 'version/incomplete' });
    assert.equal(existsSync(join(world.destination, 'large')), false);
  });

  it('is not opened with another key, by the thread as by any other', async () => {
    await using world = await largeFile();
    const { leaf, ...extent } = world.first;
    const wrong: Extent = { leaf: { ...leaf, key: randomBytes(32) }, ...extent };
    using thread = new LeafThread();
    await assert.rejects(world.version.readBeside(wrong, thread, thread.take()), {
      code: 'crypto/cannot-open',
    });
    await assert.rejects(world.version.read(wrong), { code: 'crypto/cannot-open' });
    const longer: Extent = { leaf: { ...leaf, length: leaf.length + 100_000 }, ...extent };
    await assert.rejects(world.version.readBeside(longer, thread, thread.take()), {
      code: 'crypto/cannot-open',
    });
    const right = await world.version.readBeside(world.first, thread, thread.take());
    assert.deepEqual(Buffer.from(right), world.content.subarray(0, right.length));
    // Nothing of it was altered where it is kept.
    await restoreVersion(world.version, world.destination);
    assert.deepEqual(await readFile(join(world.destination, 'large')), world.content);
  });

  it('has its threads also in a process that got its program as text', () => {
    const module = import.meta.resolve('../../sdk/src/dataset/version/start-thread.ts');
    const program = `import { startThread } from '${module}'; startThread('leaf-worker').on('online', () => process.exit(7));`;
    const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program]);
    assert.equal(status, 7);
  });

  it('that is stopped midway leaves nothing half, and the same call goes on', async () => {
    await using world = await largeFile();
    await writeFile(join(world.source, 'more'), randomBytes(8 * MIB));
    const { version } = await world.publish();
    const stop = new AbortController();
    const onProgress = (): void => stop.abort();
    await assert.rejects(restoreVersion(version, world.destination, { signal: stop.signal, onProgress }));
    await restoreVersion(version, world.destination);
    for (const name of ['large', 'more'])
      assert.deepEqual(
        await readFile(join(world.destination, name)),
        await readFile(join(world.source, name)),
      );
    await rm(world.destination, { recursive: true });
  });
});
