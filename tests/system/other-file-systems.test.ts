import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { link, mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { restoreVersion } from '@meshid/sdk';
import { plant, World } from '../version/world.ts';

/** An empty file system of a kind, unmounted with its scope; needs root, and the tools of that kind. */
async function mounted(
  make: readonly [string, ...string[]],
  mount: readonly [string, ...string[]],
): Promise<{ destination: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'meshid-mounted-'));
  const [image, path] = [`${folder}.image`, join(folder, 'disk')];
  execFileSync('mkdir', [path]);
  execFileSync('truncate', ['-s', '32M', image]);
  execFileSync(make[0], [...make.slice(1), image], { stdio: 'ignore' });
  const device = execFileSync('losetup', ['--find', '--show', image], { encoding: 'utf8' }).trim();
  execFileSync(mount[0], [...mount.slice(1), device, path], { stdio: 'ignore' });
  return {
    destination: join(path, 'restored'),
    [Symbol.asyncDispose]: async () => {
      execFileSync('umount', [path]);
      execFileSync('losetup', ['--detach', device]);
      await rm(folder, { recursive: true });
      await rm(image);
    },
  };
}

const exFat = async () => mounted(['mkfs.exfat'], ['mount.exfat-fuse']);
/** Times to the second, until 2038. */
const oldExt4 = async () => mounted(['mkfs.ext4', '-q', '-I', '128'], ['mount']);

describe('exFAT, which folds case and has neither links nor modes', () => {
  it('is told what it will not keep, and gets the rest', async () => {
    await using world = await World.create();
    await using disk = await exFat();
    await plant(world.source, {
      'Folder/File': { content: 'x', mode: 0o640, mtimeUs: 1_600_000_001_123_456 },
      'Folder/éÉ': { content: 'y' },
      sparse: { content: 'z' },
    });
    await truncate(join(world.source, 'sparse'), 4_000_000);
    await link(join(world.source, 'sparse'), join(world.source, 'too'));
    const { version } = await world.publish();
    const { losses } = await restoreVersion(version, disk.destination);
    assert.deepEqual(losses, [
      '1 hard link will be copies, since there are no hard links there',
      '1 sparse file will take all of their length',
      'modes are not kept there',
      'times are kept there to 1 s only',
    ]);
    assert.deepEqual((await readdir(disk.destination, { recursive: true })).sort(), [
      'Folder',
      'Folder/File',
      'Folder/éÉ',
      'sparse',
      'too',
    ]);
    for (const path of ['Folder/File', 'Folder/éÉ', 'sparse', 'too'])
      assert.deepEqual(
        await readFile(join(disk.destination, path)),
        await readFile(join(world.source, path)),
      );
    assert.equal((await restoreVersion(version, disk.destination)).unchanged, 4);
  });

  it('refuses what it can not hold, before anything is written, or does without', async () => {
    await using world = await World.create();
    await using disk = await exFat();
    await plant(world.source, {
      kept: { content: 'x' },
      link: { target: 'kept' },
      'a:b': { content: 'y' },
      'dot.': { content: 'z' },
    });
    const { version } = await world.publish();
    await assert.rejects(restoreVersion(version, disk.destination), (error: Error) => {
      assert.match(error.message, /1 symbolic link can't be made there; "a:b" can't be a name there/);
      return true;
    });
    assert.deepEqual(readdirSync(disk.destination), []);
    await restoreVersion(version, disk.destination, { lossy: true });
    assert.deepEqual(
      readdirSync(disk.destination).filter((name) => !name.startsWith('dot')),
      ['kept'],
    );
  });

  it('refuses two names that are one there', async () => {
    await using world = await World.create();
    await using disk = await exFat();
    await plant(world.source, { 'dir/a': { content: 'x' }, 'DIR/a': { content: 'y' } });
    const { version } = await world.publish();
    await assert.rejects(restoreVersion(version, disk.destination), { code: 'file/unsafe-path' });
    assert.deepEqual(readdirSync(disk.destination), []);
  });
});

describe('ext4 with small inodes, which keeps times to the second until 2038', () => {
  it('is told so, and a second restore leaves alone what is there', async () => {
    await using world = await World.create();
    await using disk = await oldExt4();
    await plant(world.source, { a: { content: 'x' }, b: { target: 'a' } });
    const { version } = await world.publish();
    const { losses } = await restoreVersion(version, disk.destination);
    assert.deepEqual(losses, ['times are kept there to 1 s only']);
    assert.equal((await restoreVersion(version, disk.destination)).unchanged, 2);
    await plant(world.source, { later: { content: '', mtimeUs: 4_000_000_000_000_000 } });
    const next = await restoreVersion((await world.publish()).version, disk.destination);
    assert.deepEqual(next.losses, [
      'times are kept there to 1 s only',
      'there are times before or after all that can be kept there',
    ]);
  });
});
