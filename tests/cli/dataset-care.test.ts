import assert from 'node:assert/strict';
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CarReader } from '@ipld/car/reader';
import { openMeshid, parseDatasetId } from '@meshid/sdk';
import { bytesOnDisk, damageLargest } from './blocks-on-disk.ts';
import { listOf } from './register-world.ts';
import { World } from './world.ts';

/** A dataset of three versions: `file` says which, `more` came with the second, and `big` stays. */
async function publishThree(world: World): Promise<string> {
  await world.init('owner');
  await mkdir(world.path('source', 'sub'), { recursive: true });
  await writeFile(world.path('source', 'big'), Buffer.alloc(600_000, 7));
  const { dataset } = await world.in('owner', 'dataset', 'create', 'photos');
  for (const version of ['one', 'two', 'three']) {
    await writeFile(world.path('source', 'file'), version);
    await writeFile(world.path('source', 'sub', 'deep'), `deep ${version}`);
    if (version === 'two') await writeFile(world.path('source', 'more'), 'more');
    await world.in('owner', 'dataset', 'publish', 'photos', world.path('source'));
  }
  return String(dataset);
}

describe('the care of a dataset at the command line', () => {
  let places: World;
  before(async () => (places = await World.create({ here: true })));
  after(async () => places[Symbol.asyncDispose]());

  it('tells what differs between two versions', async () => {
    await using world = await World.on(places);
    const dataset = await publishThree(world);
    const changesOf = async (...args: string[]) => {
      const diff = await world.in('owner', 'dataset', 'diff', ...args);
      return [
        diff['before'],
        diff['after'],
        listOf(diff, 'changes').map(({ path, change }) => [change, path]),
      ];
    };
    const two = [
      ['content', 'file'],
      ['content', 'sub/deep'],
    ];
    assert.deepEqual(await changesOf('photos'), [2, 3, two]);
    assert.deepEqual(await changesOf('photos', '1'), [1, 3, [two[0], ['added', 'more'], two[1]]]);
    assert.deepEqual(await changesOf('photos', '2', '1'), [2, 1, [two[0], ['removed', 'more'], two[1]]]);
    assert.deepEqual(await changesOf('photos', '3', '3'), [3, 3, []]);
    const plain = await world.plain('dataset', 'diff', dataset, '1', '--home', world.path('owner'));
    assert.equal(plain.stdout, 'M file\n+ more\nM sub/deep\n');
    const none = await world.try('owner', 'dataset', 'diff', 'photos', '1', '9');
    assert.deepEqual([none.status, none.code], [1, 'dataset/no-version']);
  });

  it('brings an earlier version back as the next one, or some of its paths', async () => {
    await using world = await World.on(places);
    await publishThree(world);
    const restored = await world.in('owner', 'dataset', 'restore', 'photos', 'sub', '--version', '1');
    assert.deepEqual([restored['sequence'], restored['from']], [4, 1]);
    const at = world.path('at');
    await world.in('owner', 'get', 'photos', at);
    const read = async (name: string) => readFile(join(at, name), 'utf8');
    assert.deepEqual(
      [await read('file'), await read('sub/deep'), await read('more')],
      ['three', 'deep one', 'more'],
    );
    await world.in('owner', 'dataset', 'restore', 'photos', '--version', '1');
    await world.in('owner', 'get', 'photos', at);
    assert.deepEqual([await read('file'), (await readdir(at)).sort()], ['one', ['big', 'file', 'sub']]);
    const absent = await world.try('owner', 'dataset', 'restore', 'photos', 'more', '--version', '1');
    assert.deepEqual([absent.status, absent.code], [1, 'dataset/no-path']);
  });

  it('finds what is damaged or missing, and brings it back from who has it', async () => {
    await using world = await World.on(places);
    const dataset = await publishThree(world);
    const reader = await world.init('reader');
    await world.in('owner', 'grant', 'photos', String(reader['person']));
    const node = await world.node('owner');
    await world.in('reader', 'get', dataset, world.path('got'), '--peer', node.address);
    const well = await world.in('reader', 'dataset', 'verify', dataset);
    assert.deepEqual(
      [well['missing'], well['damaged'], well['versions']],
      [[], [], [{ sequence: 3, state: 'whole' }]],
    );
    const all = await world.in('owner', 'dataset', 'verify', 'photos', '--all');
    assert.deepEqual(
      listOf(all, 'versions').map(({ sequence, state }) => [sequence, state]),
      [
        [3, 'whole'],
        [2, 'whole'],
        [1, 'whole'],
      ],
    );

    await damageLargest(world.path('reader'));
    const found = await world.try('reader', 'dataset', 'verify', dataset);
    assert.deepEqual([found.status, found.code], [1, 'dataset/not-whole']);
    assert.equal(listOf(found.json, 'damaged').length + listOf(found.json, 'missing').length, 1);
    const mended = await world.in('reader', 'dataset', 'verify', dataset, '--repair', '--peer', node.address);
    assert.deepEqual([mended['repaired'], mended['missing'], mended['damaged']], [1, [], []]);
    const again = await world.in('reader', 'dataset', 'verify', dataset);
    assert.deepEqual(again['versions'], [{ sequence: 3, state: 'whole' }]);
  });

  it('removes what no version needs, or only older ones do, and nothing else', async () => {
    await using world = await World.on(places);
    await publishThree(world);
    const before = await bytesOnDisk(world.path('owner'));
    const dry = await world.in('owner', 'dataset', 'gc', 'photos', '--keep', '1', '--dry-run');
    assert.equal(await bytesOnDisk(world.path('owner')), before);
    assert.ok(Number(dry['removed']) > 0);
    const kept = await world.in('owner', 'dataset', 'gc', 'photos', '--keep', '1');
    assert.deepEqual([kept['removed'], kept['removedBytes']], [dry['removed'], dry['removedBytes']]);
    await world.in('owner', 'dataset', 'verify', 'photos');
    const log = await world.in('owner', 'dataset', 'log', 'photos');
    assert.equal(log['complete'], true);
    const verified = await world.in('owner', 'dataset', 'verify', 'photos', '--all');
    assert.deepEqual(
      listOf(verified, 'versions').map(({ state }) => state),
      ['whole', 'absent', 'absent'],
    );
    const gone = await world.try('owner', 'get', 'photos', world.path('old'), '--version', '1');
    assert.equal(gone.status, 4, gone.stderr);
    const nothing = await world.in('owner', 'dataset', 'gc', 'photos', '--keep', '1');
    assert.equal(nothing['removed'], 0);
    // What the folder was published as is still recognised.
    await writeFile(world.path('source', 'file'), 'next');
    const next = await world.in('owner', 'dataset', 'publish', 'photos', world.path('source'));
    assert.ok(Number(next['contentBytes']) < 100_000, String(next['contentBytes']));
  });

  it('removes what a publishing left that came to nothing', async () => {
    await using world = await World.on(places);
    const dataset = await publishThree(world);
    // Nobody gives it the money to pay for its transactions.
    await world.enrol('owner', 'poor');
    await world.node('owner');
    await world.in('poor', 'get', dataset, world.path('got'));
    const whole = await world.in('poor', 'dataset', 'gc', dataset);
    assert.equal(whole['removed'], 0);
    await writeFile(world.path('got', 'lost'), Buffer.alloc(300_000, 9));
    const failed = await world.try('poor', 'dataset', 'publish', dataset, world.path('got'));
    assert.notEqual(failed.status, 0);
    // It may be tried again, so what it wrote is kept until there is another version.
    assert.equal((await world.in('poor', 'dataset', 'gc', dataset))['removed'], 0);
    await writeFile(world.path('source', 'file'), 'four');
    await world.in('owner', 'dataset', 'publish', 'photos', world.path('source'));
    await world.in('poor', 'get', dataset, world.path('elsewhere'));
    const removed = await world.in('poor', 'dataset', 'gc', dataset);
    assert.ok(Number(removed['removedBytes']) > 300_000, String(removed['removedBytes']));
    await world.in('poor', 'dataset', 'verify', dataset);
  });

  it('removes nothing while a command publishes or fetches', async () => {
    await using world = await World.on(places);
    const dataset = await publishThree(world);
    const { home } = await openMeshid(world.path('owner'));
    await home.use.writing(parseDatasetId(dataset), async () => {
      const tried = await world.try('owner', 'dataset', 'gc', 'photos');
      assert.deepEqual([tried.status, tried.code], [1, 'dataset/in-use']);
    });
    await world.in('owner', 'dataset', 'gc', 'photos');
  });

  it('carries a version in a CAR file to a computer that asks nobody', async () => {
    await using world = await World.on(places);
    const dataset = await publishThree(world);
    const reader = await world.init('reader');
    await world.in('owner', 'grant', 'photos', String(reader['person']));
    const [newest, old] = [world.path('newest.car'), world.path('old.car')];
    const exported = await world.in('owner', 'dataset', 'export', 'photos', newest);
    await world.in('owner', 'dataset', 'export', 'photos', old, '--version', '2');
    const car = await CarReader.fromBytes(await readFile(newest));
    assert.deepEqual((await car.getRoots()).map(String), [exported['head']]);
    const taken = await world.try('owner', 'dataset', 'export', 'photos', newest);
    assert.deepEqual([taken.status, taken.code], [1, 'file/in-the-way']);

    const early = await world.try('reader', 'dataset', 'import', dataset, old);
    assert.deepEqual([early.status, early.code], [1, 'car/other-version']);
    const imported = await world.in('reader', 'dataset', 'import', dataset, newest);
    assert.deepEqual(imported['versions'], [3]);
    const later = await world.in('reader', 'dataset', 'import', dataset, old);
    assert.deepEqual(later['versions'], [2]);
    const got = await world.in('reader', 'get', dataset, world.path('got'));
    assert.deepEqual([got['sequence'], got['travelledBytes']], [3, 0]);
    assert.equal(await readFile(world.path('got', 'file'), 'utf8'), 'three');
    await world.in('reader', 'get', dataset, world.path('then'), '--version', '2');
    assert.equal(await readFile(world.path('then', 'file'), 'utf8'), 'two');

    const stranger = await world.init('stranger');
    assert.ok(stranger['person']);
    const refused = await world.try('stranger', 'dataset', 'import', dataset, newest);
    assert.deepEqual([refused.status, refused.code], [3, 'keyring/not-a-holder']);
  });

  it('takes nothing from a CAR file that is cut, altered, or another dataset’s', async () => {
    await using world = await World.on(places);
    const dataset = await publishThree(world);
    const { dataset: other } = await world.in('owner', 'dataset', 'create', 'other');
    await world.in('owner', 'dataset', 'publish', 'other', world.path('source'));
    const reader = await world.init('reader');
    for (const name of ['photos', 'other']) await world.in('owner', 'grant', name, String(reader['person']));
    const file = world.path('photos.car');
    await world.in('owner', 'dataset', 'export', 'photos', file);
    const whole = await readFile(file);
    const importing = async (bytes: Uint8Array, into = dataset) => {
      const at = world.path('tried.car');
      await writeFile(at, bytes);
      return (await world.try('reader', 'dataset', 'import', into, at)).code;
    };
    assert.equal(await importing(whole, String(other)), 'car/other-version');
    assert.equal(await importing(whole.subarray(0, whole.length - 100)), 'version/incomplete');
    assert.equal(await importing(whole.subarray(0, 20)), 'car/malformed');
    assert.equal(await importing(Buffer.from('not a CAR file')), 'car/malformed');
    const altered = Buffer.from(whole);
    const at = altered.length - 1_000;
    altered[at] = (altered[at] ?? 0) ^ 1;
    assert.equal(await importing(altered), 'version/incomplete');
    const gone = await world.try('reader', 'dataset', 'import', dataset, world.path('none.car'));
    assert.equal(gone.code, 'file/unreadable');
    assert.equal(await importing(whole), undefined);
    await appendFile(file, Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]));
    assert.equal(await importing(await readFile(file)), 'car/malformed');
  });
});
