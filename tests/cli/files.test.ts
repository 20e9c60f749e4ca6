import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { EndedWith } from '../../cli/src/exit-status.ts';
import { createOutput } from '../../cli/src/output.ts';
import { acceptSkipped } from '../../cli/src/skipped.ts';
import { findNative } from '../../sdk/src/dataset/version/native.ts';
import { skipped } from '../../sdk/src/dataset/version/skipped.ts';
import { World } from './world.ts';

async function withDataset(places: World): Promise<World> {
  const world = await World.on(places);
  await world.init('owner');
  await mkdir(world.path('source'));
  await writeFile(world.path('source', 'file'), 'content');
  await world.in('owner', 'dataset', 'create', 'photos');
  return world;
}

describe('files at the command line', () => {
  let places: World;
  before(async () => (places = await World.create({ here: true })));
  after(async () => places[Symbol.asyncDispose]());

  it('that would be missing are told before anything is published, which takes --skip', async () => {
    await using world = await withDataset(places);
    await symlink('.', world.path('source', 'link'));
    await writeFile(world.path('list'), 'file\0link\0link/file\0');
    const publish = [
      'dataset',
      'publish',
      'photos',
      world.path('source'),
      '--files-from',
      world.path('list'),
    ];
    const refused = await world.try('owner', ...publish);
    assert.deepEqual([refused.code, refused.status], ['file/left-out', 1]);
    assert.match(refused.stderr, /link\/file \(it is behind a symbolic link/);
    assert.equal((await world.try('owner', 'dataset', 'log', 'photos')).code, 'dataset/empty');
    const published = await world.in('owner', ...publish, '--skip');
    assert.deepEqual([published['sequence'], published['files']], [1, 1]);
  });

  it('that have no content are told, and stop nothing', async () => {
    await using world = await withDataset(places);
    const server = createServer().listen(world.path('source', 'socket'));
    await once(server, 'listening');
    const published = await world.in('owner', 'dataset', 'publish', 'photos', world.path('source'));
    server.close();
    assert.deepEqual(published['skipped'], [{ path: 'socket', why: 'it is a socket' }]);
  });

  it('of any name, and with extended attributes when asked, come back', async () => {
    await using world = await withDataset(places);
    const name = Buffer.of(0x66, 0xff, 0x6f);
    const at = (folder: string): Buffer => Buffer.concat([Buffer.from(`${world.path(folder)}/`), name]);
    await writeFile(at('source'), 'odd');
    findNative()?.setAttribute(at('source'), Buffer.from('user.note'), Buffer.from('kept'));
    await writeFile(world.path('list'), Buffer.concat([name, Buffer.of(0)]));
    const publish = [
      'dataset',
      'publish',
      'photos',
      world.path('source'),
      '--files-from',
      world.path('list'),
    ];
    await world.in('owner', ...publish, '--xattrs');
    const got = await world.in('owner', 'get', 'photos', world.path('out'));
    assert.deepEqual([got['files'], got['losses'], got['kept']], [1, [], []]);
    assert.deepEqual(readdirSync(world.path('out'), { encoding: 'buffer' }), [name]);
    assert.equal(findNative()?.getAttribute(at('out'), Buffer.from('user.note'))?.toString(), 'kept');
  });

  it('that will not be as they were published are told before they are written', async () => {
    await using world = await withDataset(places);
    await chmod(world.path('source', 'file'), 0o4755);
    await world.in('owner', 'dataset', 'publish', 'photos', world.path('source'));
    const { stderr } = await world.plain('get', 'photos', world.path('out'), '--home', world.path('owner'));
    assert.match(stderr, /not as published: setuid and setgid bits of 1 file are not restored/);
  });
});

describe('somebody who is asked about files that would be missing', () => {
  const lost = [skipped('secret', 'unreadable', 'EACCES'), skipped('pipe', 'pipe')];

  async function ask(answer: string): Promise<{ stdout: string; stderr: string; ended: unknown }> {
    let [stdout, stderr] = ['', ''];
    const context = {
      environment: {},
      stdout: { write: (text: string) => (stdout += text) },
      stderr: { write: (text: string) => (stderr += text) },
      stdin: Object.assign(Readable.from([answer]), { isTTY: true }),
      signal: new AbortController().signal,
    };
    const accepting = acceptSkipped({ context, output: createOutput(context, false) }, lost, undefined);
    return accepting.then(
      () => ({ stdout, stderr, ended: undefined }),
      (ended: unknown) => ({ stdout, stderr, ended }),
    );
  }

  it('sees what, and goes on with a yes', async () => {
    const { stderr, ended } = await ask('y\n');
    assert.equal(ended, undefined);
    assert.deepEqual(stderr.split('\n').slice(0, 2), [
      "left out: secret (it can't be read; make it readable or leave it out (EACCES))",
      'left out: pipe (it is a named pipe)',
    ]);
  });

  it('stops it with anything else', async () => {
    const { stdout, ended } = await ask('\n');
    assert.ok(ended instanceof EndedWith);
    assert.equal(stdout, 'Nothing was published.\n');
  });
});
