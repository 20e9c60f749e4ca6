import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { listOf } from './register-world.ts';
import { World } from './world.ts';

/** A dataset of three versions, whose one file says which it is. */
async function publishThree(world: World): Promise<string> {
  await world.init('owner');
  await mkdir(world.path('source'));
  const { dataset } = await world.in('owner', 'dataset', 'create', 'photos');
  for (const version of ['one', 'two', 'three']) {
    await writeFile(world.path('source', 'file'), version);
    if (version === 'two') await writeFile(world.path('source', 'more'), 'more');
    await world.in('owner', 'dataset', 'publish', 'photos', world.path('source'));
  }
  return String(dataset);
}

describe('versions at the command line', () => {
  let places: World;
  before(async () => (places = await World.create({ here: true })));
  after(async () => places[Symbol.asyncDispose]());

  it('are listed and restored by who has them, with nobody else there', async () => {
    await using world = await World.on(places);
    const dataset = await publishThree(world);
    const log = await world.in('owner', 'dataset', 'log', 'photos');
    assert.deepEqual([log['dataset'], log['complete']], [dataset, true]);
    const told = listOf(log, 'versions').map(({ sequence, entries, bytes }) => [sequence, entries, bytes]);
    assert.deepEqual(told, [
      [3, 3, 9],
      [2, 3, 7],
      [1, 2, 3],
    ]);
    const first = await world.in('owner', 'get', 'photos', world.path('then'), '--version', '1');
    assert.deepEqual([first['sequence'], first['travelledBytes']], [1, 0]);
    assert.deepEqual(await readdir(world.path('then')), ['file']);
    assert.equal(await readFile(world.path('then', 'file'), 'utf8'), 'one');
    await world.in('owner', 'get', 'photos', world.path('then'));
    assert.equal(await readFile(world.path('then', 'file'), 'utf8'), 'three');
    await world.in('owner', 'get', 'photos', world.path('then'), '--version', '2');
    const published = await world.in('owner', 'dataset', 'publish', 'photos', world.path('then'));
    assert.equal(published['sequence'], 4);

    for (const version of ['5', '0', 'x', '1.5']) {
      const tried = await world.try('owner', 'get', 'photos', world.path('none'), '--version', version);
      const expected = version === '5' ? [1, 'dataset/no-version'] : [2, 'input/invalid'];
      assert.deepEqual([tried.status, tried.code], expected, version);
    }
    await assert.rejects(readdir(world.path('none')), { code: 'ENOENT' });
  });

  it('come from another computer, under the keys of their own epochs, and as far as one can be asked', async () => {
    await using world = await World.on(places);
    const dataset = await publishThree(world);
    const reader = await world.init('reader');
    const guest = await world.init('guest');
    await world.in('owner', 'grant', 'photos', String(guest['person']));
    await world.in('owner', 'revoke', 'photos', String(guest['person']));
    await writeFile(world.path('source', 'file'), 'four');
    await world.in('owner', 'dataset', 'publish', 'photos', world.path('source'));
    await world.in('owner', 'grant', 'photos', String(reader['person']));
    const node = await world.node('owner');

    const old = [dataset, world.path('old'), '--version', '2', '--peer', node.address];
    const got = await world.in('reader', 'get', ...old);
    assert.equal(got['sequence'], 2);
    assert.equal(await readFile(world.path('old', 'file'), 'utf8'), 'two');
    assert.equal(await node.end(), 0);
    // Nobody is there any more, and what was fetched is.
    const log = await world.in('reader', 'dataset', 'log', dataset);
    const epochs = listOf(log, 'versions').map(({ sequence, epoch }) => [sequence, epoch]);
    assert.deepEqual(epochs, [
      [4, 2],
      [3, 1],
      [2, 1],
    ]);
    assert.equal(log['complete'], false);
    const plain = await world.plain('dataset', 'log', dataset, '--home', world.path('reader'));
    assert.match(plain.stdout, /^version +entries +content +epoch +head$/m);
    assert.match(plain.stdout, /Those before are not here/);
    const absent = await world.try('reader', 'get', dataset, world.path('none'), '--version', '1');
    assert.deepEqual([absent.status, absent.code?.split('/')[0]], [4, 'exchange']);
    const lost = await world.try('guest', 'dataset', 'log', dataset);
    assert.deepEqual([lost.status, lost.code], [3, 'keyring/not-a-holder']);
  });
});
