import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareVersions } from '@meshid/sdk';
import { collect, plant, World } from './world.ts';

describe('two versions of a dataset', () => {
  it('differ in what was added, removed, changed, replaced or only touched, and in nothing else', async () => {
    await using world = await World.create();
    const large = randomBytes(700_000);
    const at = { mtimeUs: 1_700_000_000_000_000 };
    await plant(world.source, {
      ...Object.fromEntries(
        ['kept', 'changed', 'mode', 'gone', 'link'].map((name) => [name, { content: name, ...at }]),
      ),
      large: { content: large, ...at },
      'd/e': { content: 'e', ...at },
    });
    const { version: before } = await world.publish();
    assert.deepEqual(await collect(compareVersions(before, before)), []);
    await writeFile(join(world.source, 'changed'), 'CHANGED');
    await chmod(join(world.source, 'mode'), 0o600);
    await rm(join(world.source, 'gone'));
    await rm(join(world.source, 'link'));
    await symlink('kept', join(world.source, 'link'));
    await rename(join(world.source, 'd'), join(world.source, 'f'));
    await writeFile(join(world.source, 'large'), Buffer.concat([large, Buffer.from('x')]));
    const { version: after } = await world.publish();
    const changes = await collect(compareVersions(before, after));
    assert.deepEqual(
      changes.map(({ path, change }) => [path, change]),
      [
        ['changed', 'content'],
        ['d', 'removed'],
        ['d/e', 'removed'],
        ['f', 'added'],
        ['f/e', 'added'],
        ['gone', 'removed'],
        ['large', 'content'],
        ['link', 'kind'],
        ['mode', 'attributes'],
      ],
    );
    const back = await collect(compareVersions(after, before));
    assert.deepEqual(
      back.map(({ before: one, after: other }) => [one?.path, other?.path]),
      changes.map(({ before: one, after: other }) => [other?.path, one?.path]),
    );
  });

  it('are the same where the same bytes only lie elsewhere', async () => {
    await using world = await World.create();
    const tree = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `f${index}`,
        { content: randomBytes(3_000), mtimeUs: 1_000_000 },
      ]),
    );
    await plant(world.source, tree);
    const { version: before } = await world.publish();
    // A new file moves its neighbours within their segment.
    await plant(world.source, { f0a: { content: 'new', mtimeUs: 1_000_000 } });
    const { version: after } = await world.publish({ alone: true });
    const changes = await collect(compareVersions(before, after));
    assert.deepEqual(
      changes.map(({ path, change }) => [path, change]),
      [['f0a', 'added']],
    );
  });
});
