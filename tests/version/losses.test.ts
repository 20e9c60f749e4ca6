import assert from 'node:assert/strict';
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { link, readdir, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { type Abilities, type Probe, restoreVersion } from '@meshid/sdk';
import { probeAbilities } from '../../sdk/src/dataset/version/abilities.ts';
import { plant, World } from './world.ts';

/** A file system that is as this one but for that. */
function without(lacking: Partial<Abilities>): { probe: Probe } {
  return { probe: (folder, needs) => ({ ...probeAbilities(folder, needs), ...lacking }) };
}

async function published(): Promise<World> {
  const world = await World.create();
  await plant(world.source, {
    'folder/file': { content: 'x' },
    'folder/a:b': { content: 'odd' },
    'odd:/inside': { content: 'in an odd one' },
    link: { target: 'folder' },
    program: { content: '#!', mode: 0o4755 },
  });
  await link(join(world.source, 'folder/file'), join(world.source, 'name'));
  await truncate(join(world.source, 'program'), 100_000);
  await world.publish();
  return world;
}

describe('what a folder can not keep', () => {
  it('is tried there: this file system keeps all that is asked of it', async () => {
    await using world = await published();
    assert.ok(world.last);
    const { losses } = await restoreVersion(world.last, world.destination);
    assert.deepEqual(losses, ['setuid and setgid bits of 1 file are not restored']);
  });

  it('is told before anything is written, and who is told can stop it', async () => {
    await using world = await published();
    assert.ok(world.last);
    const lacking = { hardLinks: false, holes: false, modes: false, times: false, tickNs: 2_000_000_000n };
    const restoring = restoreVersion(world.last, world.destination, {
      ...without(lacking),
      onLosses: (losses) => {
        assert.deepEqual(
          readdirSync(world.destination).filter((name) => !name.startsWith('.meshid-restore-')),
          [],
        );
        throw new Error(losses.join('\n'));
      },
    });
    await assert.rejects(restoring, {
      message: [
        '1 hard link will be copies, since there are no hard links there',
        '1 sparse file will take all of their length',
        'modes are not kept there',
        'times are kept there to 2 s only',
        'there are times before or after all that can be kept there',
        'setuid and setgid bits of 1 file are not restored',
      ].join('\n'),
    });
    assert.deepEqual(readdirSync(world.destination), []);
  });

  it('as hard links comes as copies', async () => {
    await using world = await published();
    assert.ok(world.last);
    for (const unchanged of [0, 6]) {
      const stats = await restoreVersion(world.last, world.destination, without({ hardLinks: false }));
      assert.equal(stats.unchanged, unchanged);
      assert.equal(lstatSync(join(world.destination, 'name')).nlink, 1);
      assert.equal(await readFile(join(world.destination, 'name'), 'utf8'), 'x');
    }
  });

  it('at all is refused with the list, and nothing is written', async () => {
    await using world = await published();
    assert.ok(world.last);
    const lacking = without({ symlinks: false, refused: new Set(['a:b', 'odd:']) });
    await assert.rejects(restoreVersion(world.last, world.destination, lacking), (error: Error) => {
      assert.match(
        error.message,
        /1 symbolic link can't be made there; "a:b" can't be a name there; "odd:" can't/,
      );
      assert.match(error.message, /choose another folder, or --lossy to do without/);
      return true;
    });
    assert.deepEqual(readdirSync(world.destination), []);
  });

  it('at all is left out when that was asked for, with what is in it', async () => {
    await using world = await published();
    assert.ok(world.last);
    const { kept } = await restoreVersion(world.last, world.destination, {
      ...without({ symlinks: false, refused: new Set(['a:b', 'odd:']) }),
      lossy: true,
    });
    assert.deepEqual(
      kept.map(({ path }) => path),
      ['folder/a:b', 'link', 'odd:', 'odd:/inside', 'program'],
    );
    assert.deepEqual((await readdir(world.destination, { recursive: true })).sort(), [
      'folder',
      'folder/file',
      'name',
      'program',
    ]);
  });

  it('of a time is told, and a file is there already whose time differs by that much', async () => {
    await using world = await published();
    assert.ok(world.last);
    await restoreVersion(world.last, world.destination);
    const { unchanged } = await restoreVersion(world.last, world.destination, without({ tickNs: 100n }));
    assert.equal(unchanged, 6);
    assert.equal(existsSync(join(world.destination, 'odd:/inside')), true);
  });
});
