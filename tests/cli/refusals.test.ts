import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Fields, World } from './world.ts';

const LAUNCHER = fileURLToPath(new URL('../../cli/bin/meshid.js', import.meta.url));
const run = promisify(execFile);

describe('the command refuses', () => {
  let places: World;
  before(async () => (places = await World.create()));
  after(async () => places[Symbol.asyncDispose]());

  it('a label that is too long, in letters or in bytes, or not UTF-8, and makes nothing', async () => {
    await using world = await World.on(places);
    await world.init('owner');
    const create = async (name: string) => {
      const { status, code } = await world.try('owner', 'dataset', 'create', name);
      return [status, code];
    };
    assert.deepEqual(await create('x'.repeat(64)), [2, 'name/invalid']);
    assert.deepEqual(await create('ü'.repeat(34)), [2, 'input/invalid']);
    assert.deepEqual(await create(''), [2, 'name/invalid']);
    // Node can't pass such an argument on, so a shell makes it.
    const script = `exec "$0" "$1" dataset create "$(printf 'a\\377b')" --home "$2" --json`;
    const raw: unknown = await run('sh', [
      '-c',
      script,
      process.execPath,
      LAUNCHER,
      world.path('owner'),
    ]).catch((error: unknown) => error);
    assert.ok(raw instanceof Error && 'code' in raw && 'stderr' in raw);
    assert.equal(raw.code, 2);
    assert.match(String(raw.stderr), /name\/invalid/);
    const { datasets } = await world.in('owner', 'dataset', 'list');
    assert.deepEqual(datasets, []);
  });

  it('to grant, revoke or publish what belongs to somebody else, also to one who may read it', async () => {
    await using world = await World.on(places);
    await world.init('owner');
    const reader = await world.init('reader');
    const stranger = await world.init('stranger');
    await mkdir(world.path('source'));
    await writeFile(world.path('source', 'file'), 'content');
    const { dataset } = await world.in('owner', 'dataset', 'create', 'photos');
    await world.in('owner', 'dataset', 'publish', 'photos', world.path('source'));
    await world.in('owner', 'grant', 'photos', String(reader['person']));
    for (const home of ['reader', 'stranger'])
      for (const args of [
        ['grant', String(dataset), String(stranger['person'])],
        ['revoke', String(dataset), String(reader['person'])],
        ['dataset', 'publish', String(dataset), world.path('source')],
      ]) {
        const { status, code } = await world.try(home, ...args);
        assert.deepEqual([status, code], [1, 'dataset/not-owner'], `${home}: ${args.join(' ')}`);
      }
    const { datasets } = await world.in('owner', 'dataset', 'list');
    assert.equal((datasets as Fields[])[0]?.['sequence'], 1);
  });
});
