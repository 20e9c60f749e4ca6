import assert from 'node:assert/strict';
import { chmodSync, lstatSync } from 'node:fs';
import { chmod, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { restoreVersion } from '@meshid/sdk';
import fc from 'fast-check';
import { findNative } from '../../sdk/src/dataset/version/native.ts';
import { assertSameTree } from './trees.ts';
import { collect, plant, World } from './world.ts';

function set(path: string, name: string | Buffer, value: Uint8Array | string): void {
  findNative()?.setAttribute(path, Buffer.from(name), Buffer.from(value));
}

function names(path: string): string[] {
  return (findNative()?.listAttributes(path) ?? []).map(String).sort();
}

async function publish(world: World): ReturnType<World['publish']> {
  return world.publish({ source: { folder: world.source, attributes: true } });
}

describe('extended attributes', () => {
  it('come back when they were asked for, of files and folders, of any bytes', async () => {
    const attribute = fc.record({
      name: fc
        .array(fc.oneof(fc.constantFrom(0x2e, 0x2f, 0x61), fc.integer({ min: 1, max: 255 })), {
          ...{ minLength: 1, maxLength: 20 },
        })
        .map((bytes) => Uint8Array.from(bytes)),
      value: fc.uint8Array({ maxLength: 400 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(attribute, { maxLength: 5 }), async (attributes) => {
        await using world = await World.create();
        await plant(world.source, {
          file: { content: 'x', mode: 0o400 },
          large: { content: Buffer.alloc(100_000, 1) },
          folder: {},
          link: { target: 'file' },
        });
        for (const path of ['file', 'large', 'folder', ''])
          for (const { name, value } of attributes)
            set(join(world.source, path), Buffer.concat([Buffer.from('user.'), name]), value);
        const { version, skipped } = await publish(world);
        assert.deepEqual(skipped, []);
        const { kept, losses } = await restoreVersion(version, world.destination);
        assert.deepEqual([kept, losses], [[], []]);
        await assertSameTree(world.destination, world.source);
      }),
      { numRuns: 25 },
    );
  });

  it('are not read when nobody asked for them', async () => {
    await using world = await World.create();
    await plant(world.source, { file: { content: 'x' } });
    set(join(world.source, 'file'), 'user.note', 'private');
    const { version } = await world.publish();
    assert.ok((await collect(version.list())).every(({ attributes }) => attributes === undefined));
    await restoreVersion(version, world.destination);
    assert.deepEqual(names(join(world.destination, 'file')), []);
  });

  it('follow when only they change: set, replaced, removed', async () => {
    await using world = await World.create();
    await plant(world.source, { file: { content: 'x', mode: 0o400 }, folder: {} });
    const update = async (): Promise<void> => {
      const previous = world.last;
      const { version } = await publish(world);
      await restoreVersion(version, world.destination, previous === undefined ? {} : { previous });
      await assertSameTree(world.destination, world.source);
    };
    await update();
    for (const path of ['file', 'folder']) {
      set(join(world.source, path), 'user.one', '1');
      set(join(world.source, path), 'user.two', '2');
    }
    await update();
    for (const path of ['file', 'folder']) {
      set(join(world.source, path), 'user.one', 'other');
      findNative()?.removeAttribute(join(world.source, path), Buffer.from('user.two'));
    }
    await update();
    for (const path of ['file', 'folder'])
      findNative()?.removeAttribute(join(world.source, path), Buffer.from('user.one'));
    await update();
    assert.equal(lstatSync(join(world.destination, 'file')).mode & 0o777, 0o400);
  });

  it('an access control list is told, and not kept', async () => {
    await using world = await World.create();
    await plant(world.source, { file: { content: 'x' } });
    // Version 2 and six entries: owner, a user, group, mask, others. A list with less says no more than a mode.
    const list = Buffer.from(
      '0200000001000600ffffffff02000600e803000004000400ffffffff10000600ffffffff20000400ffffffff',
      'hex',
    );
    set(join(world.source, 'file'), 'system.posix_acl_access', list);
    const { skipped, version } = await publish(world);
    assert.deepEqual(
      skipped.map(({ path, reason }) => [path, reason]),
      [['file', 'access-list']],
    );
    await restoreVersion(version, world.destination);
    assert.deepEqual(names(join(world.destination, 'file')), []);
  });

  it('that give rights are not read', async () => {
    await using world = await World.create();
    await plant(world.source, { file: { content: 'x' } });
    set(join(world.source, 'file'), 'trusted.overlay.opaque', 'y');
    const { version } = await publish(world);
    assert.ok((await collect(version.list())).every(({ attributes }) => attributes === undefined));
  });

  it("that the destination's file system has no room for are told, and the file is there", async () => {
    await using world = await World.create();
    await plant(world.source, { file: { content: 'x' } });
    set(join(world.source, 'file'), 'user.note', 'x');
    const { version } = await publish(world);
    const { probeAbilities } = await import('../../sdk/src/dataset/version/abilities.ts');
    let told: readonly string[] = [];
    const { losses } = await restoreVersion(version, world.destination, {
      probe: (folder, needs) => ({ ...probeAbilities(folder, needs), attributes: false }),
      onLosses: (found) => {
        told = found;
      },
    });
    assert.deepEqual(told, ['extended attributes of 1 file are not kept there']);
    assert.deepEqual(losses, told);
    assert.deepEqual(names(join(world.destination, 'file')), []);
  });

  it('of what may not be read are told', async () => {
    await using world = await World.create();
    await plant(world.source, { file: { content: 'x' } });
    set(join(world.source, 'file'), 'user.note', 'x');
    await chmod(world.folder, 0o755);
    // A file can be read by nobody whose attributes can't: so it is one that is gone when they are read.
    const { readAttributes } = await import('../../sdk/src/dataset/version/attributes.ts');
    await unlink(join(world.source, 'file'));
    const { lost, attributes } = readAttributes(join(world.source, 'file'), 'file');
    assert.deepEqual([lost.map(({ reason }) => reason), attributes], [['attributes-unreadable'], []]);
    chmodSync(world.folder, 0o700);
  });
});
