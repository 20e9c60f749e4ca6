import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, readdirSync } from 'node:fs';
import { chmod, link, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { isMeshidError, type Skipped, writeVersion } from '@meshid/sdk';
import { restoreVersion } from '@meshid/sdk';
import { collect, plant, snapshot, World } from './world.ts';

const reasons = (skipped: readonly Skipped[]): [string, string][] =>
  skipped.map(({ path, reason }) => [path, reason]);

async function paths(world: World): Promise<string[]> {
  return (await collect(world.last?.list() ?? (async function* () {})())).map(({ path }) => path);
}

async function run(command: string, ...args: string[]): Promise<void> {
  const [code] = (await once(spawn(command, args, { stdio: 'inherit' }), 'exit')) as [number];
  assert.equal(code, 0, `${command} failed`);
}

describe('the folder that is published', () => {
  it('leaves a socket, a named pipe and a device out, and says so', async () => {
    await using world = await World.create();
    const server = createServer().listen(join(world.source, 'socket'));
    await once(server, 'listening');
    await run('mkfifo', join(world.source, 'pipe'));
    await plant(world.source, { file: { content: 'kept' } });
    const { skipped } = await world.publish();
    server.close();
    assert.deepEqual(reasons(skipped), [
      ['pipe', 'pipe'],
      ['socket', 'socket'],
    ]);
    assert.deepEqual(await paths(world), ['', 'file']);
    const devices = await world.publish({ source: { folder: '/dev', files: ['null'] } });
    assert.deepEqual(reasons(devices.skipped), [['null', 'device']]);
  });

  it('leaves out what may not be read, and says why', async () => {
    await using world = await World.create();
    await plant(world.source, {
      'closed/inside': { content: 'x' },
      open: { content: 'x' },
      secret: { content: 'x' },
    });
    await chmod(join(world.source, 'secret'), 0o000);
    await chmod(join(world.source, 'closed'), 0o000);
    await chmod(world.folder, 0o755);
    const before = process.geteuid?.();
    let skipped: readonly Skipped[];
    try {
      // Root may read anything, so it becomes somebody else for the moment.
      if (before === 0) process.seteuid?.(65534);
      ({ skipped } = await world.publish());
    } finally {
      if (before === 0) process.seteuid?.(0);
      await chmod(join(world.source, 'closed'), 0o700);
    }
    assert.deepEqual(reasons(skipped), [
      ['closed', 'unreadable'],
      ['secret', 'unreadable'],
    ]);
    assert.match(skipped[1]?.why ?? '', /make it readable or leave it out \(EACCES\)/);
    assert.deepEqual(await paths(world), ['', 'closed', 'open']);
  });

  it('keeps links as links: out of the folder, in a loop, to nothing and to a directory', async () => {
    await using world = await World.create();
    await plant(world.folder, { 'outside/secret': { content: 'not yours' } });
    await plant(world.source, {
      loop: { target: 'loop' },
      nowhere: { target: 'no/such/thing' },
      out: { target: '../outside' },
      self: { target: '.' },
      dir: {},
      'to-dir': { target: 'dir' },
    });
    const { version, skipped } = await world.publish();
    assert.deepEqual(skipped, []);
    assert.deepEqual(await paths(world), ['', 'dir', 'loop', 'nowhere', 'out', 'self', 'to-dir']);
    await restoreVersion(version, world.destination);
    assert.deepEqual(await snapshot(world.destination), await snapshot(world.source));
  });

  it('two forms of one name stay two', async () => {
    await using world = await World.create();
    await plant(world.source, {
      ['é'.normalize('NFC')]: { content: 'composed' },
      ['é'.normalize('NFD')]: { content: 'decomposed' },
    });
    const { version, stats } = await world.publish();
    assert.equal(stats.files, 2);
    await restoreVersion(version, world.destination);
    assert.deepEqual(await snapshot(world.destination), await snapshot(world.source));
  });

  it('a file that changes while it is read is read again', async () => {
    await using world = await World.create();
    const file = join(world.source, 'growing');
    await writeFile(file, randomBytes(3_000_000));
    let changed = false;
    const { head, skipped } = await publishWhile(world, () => {
      if (!changed) appendFileSync(file, 'and more');
      changed = true;
    });
    assert.deepEqual(skipped, []);
    await restoreVersion(await world.open(head, world.keys, 1n), world.destination);
    assert.deepEqual(await readFile(join(world.destination, 'growing')), await readFile(file));
  });

  it('a file that never rests is left out, and named', async () => {
    await using world = await World.create();
    const file = join(world.source, 'growing');
    await plant(world.source, { growing: { content: randomBytes(3_000_000) }, still: { content: 'x' } });
    const { skipped, stats } = await publishWhile(world, () => {
      appendFileSync(file, '.');
    });
    assert.deepEqual(reasons(skipped), [['growing', 'changed-while-read']]);
    assert.equal(stats.files, 1);
  });

  it('a small file that another process keeps writing to, in its place and size, is noticed', async () => {
    await using world = await World.create();
    const file = join(world.source, 'busy');
    await writeFile(file, Buffer.alloc(4096));
    const program = `const { openSync, writeSync } = require('node:fs'); const file = openSync(process.argv[1], 'r+');
      for (let i = 0; ; i = (i + 1) % 256) { writeSync(file, Buffer.alloc(4096, i), 0, 4096, 0); if (i === 255) process.stdout.write('.'); }`;
    const writer = spawn(process.execPath, ['--eval', program, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(writer.stdout, 'data');
      assert.deepEqual(reasons((await world.publish()).skipped), [['busy', 'changed-while-read']]);
    } finally {
      writer.kill('SIGKILL');
    }
  });

  it('of a list, holds the listed files and the folders that they are in', async () => {
    await using world = await World.create();
    await plant(world.source, {
      'a/b/one': { content: '1' },
      'a/b/two': { content: '2' },
      'c/three': { content: '3' },
      link: { target: 'a' },
    });
    const { skipped } = await world.publish({
      source: { folder: world.source, files: ['link', 'a/b/two', 'gone', 'link/b/one'] },
    });
    assert.deepEqual(await paths(world), ['', 'a', 'a/b', 'a/b/two', 'link']);
    assert.deepEqual(reasons(skipped), [
      ['gone', 'absent'],
      ['link/b', 'behind-link'],
      ['link/b/one', 'behind-link'],
    ]);
  });

  it('a list that leads out of the folder is refused', async () => {
    await using world = await World.create();
    for (const path of ['../outside', '/etc/passwd', 'a/../../b', 'a//b', './a'])
      await assert.rejects(world.publish({ source: { folder: world.source, files: [path] } }), {
        code: 'file/unsafe-path',
      });
  });

  it('that is not a folder is refused', async () => {
    await using world = await World.create();
    await plant(world.source, { file: { content: 'x' } });
    for (const folder of [join(world.source, 'file'), join(world.source, 'nothing')])
      await assert.rejects(world.publish({ source: { folder } }), { code: 'input/invalid' });
  });

  it('with hard links holds the content once and each name', async () => {
    await using world = await World.create();
    await plant(world.source, { a: { content: randomBytes(100_000) } });
    await link(join(world.source, 'a'), join(world.source, 'b'));
    const { version, stats } = await world.publish();
    assert.equal(stats.files, 2);
    assert.equal((await collect(version.leaves())).length, 1);
  });

  it('keys that are not the dataset’s are refused before anything is read', async () => {
    await using world = await World.create();
    await using other = await World.create();
    const binding = { dataset: other.keys.dataset, sequence: 1n, epoch: 1n, parent: undefined };
    const { store, keys, keyring } = world;
    await assert.rejects(
      writeVersion({ store, keys, keyring, binding, source: { folder: world.source } }),
      (error) => isMeshidError(error, 'input/invalid'),
    );
  });

  it('a restore that was killed in it is not published', async () => {
    await using world = await World.create();
    await mkdir(join(world.source, '.meshid-restore-1-0123456789ab'));
    assert.deepEqual(reasons((await world.publish()).skipped), [
      ['.meshid-restore-1-0123456789ab', 'staging'],
    ]);
    assert.equal(readdirSync(world.source).length, 1);
  });
});

/** Publishes, calling `during` while a large file is being read. */
async function publishWhile(world: World, during: () => void) {
  const { store, keys, keyring } = world;
  const binding = { dataset: keys.dataset, sequence: 1n, epoch: 1n, parent: undefined };
  // Progress within a large file names it before it counts as one.
  const onProgress = ({ files, bytes }: { files: number; bytes: number }): void => {
    if (files === 0 && bytes > 0) during();
  };
  return writeVersion({ store, keys, keyring, binding, source: { folder: world.source } }, { onProgress });
}
