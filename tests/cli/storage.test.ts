import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { openMeshid, parseDatasetId } from '@meshid/sdk';
import { bytesOnDisk, largestBlock, rotBlock } from './blocks-on-disk.ts';
import { listOf } from './register-world.ts';
import { World } from './world.ts';

const MIB = 1024 * 1024;

/** The owner's desk with a dataset of 8 MiB in two versions, and their laptop, which has fetched it. */
async function twoComputers(places: World): Promise<World & { dataset: string }> {
  const world = await World.on(places);
  await world.init('desk');
  await mkdir(world.path('source'));
  await writeFile(world.path('source', 'big'), randomBytes(6 * MIB));
  await writeFile(world.path('source', 'small'), randomBytes(2 * MIB));
  const { dataset } = await world.in('desk', 'dataset', 'create', 'photos');
  await world.apart('desk', 'dataset', 'publish', 'photos', world.path('source'));
  await writeFile(world.path('source', 'small'), randomBytes(2 * MIB));
  await world.apart('desk', 'dataset', 'publish', 'photos', world.path('source'));
  await world.enrol('desk', 'laptop');
  return Object.assign(world, { dataset: String(dataset) });
}

/** The owner's desk with a dataset of 3 MiB, which it serves, and a guest who may read it. */
async function deskAndGuest(places: World): Promise<World & { dataset: string; person: string }> {
  const world = await World.on(places);
  await world.init('desk');
  const { person } = await world.init('guest');
  await mkdir(world.path('source'));
  await writeFile(world.path('source', 'big'), randomBytes(3 * MIB));
  const { dataset } = await world.in('desk', 'dataset', 'create', 'photos');
  await world.in('desk', 'grant', 'photos', String(person));
  await world.apart('desk', 'dataset', 'publish', 'photos', world.path('source'));
  await world.node('desk');
  return Object.assign(world, { dataset: String(dataset), person: String(person) });
}

/** In a process of its own: one that goes on may still add to the pack that it began, which keeps its room. */
const get = async (world: World, ...more: string[]) =>
  world.apart('laptop', 'get', 'photos', world.path('out'), ...more);

describe('a computer that lets blocks take so much only', () => {
  let places: World;
  before(async () => (places = await World.create({ here: true })));
  after(async () => places[Symbol.asyncDispose]());

  it('lets go of what another keeps, tells it from what is missing, and gets it back', async () => {
    await using world = await twoComputers(places);
    await world.node('desk');
    await get(world, '--version', '1');
    await get(world);
    assert.ok((await bytesOnDisk(world.path('laptop'))) > 10 * MIB);

    const dry = await world
      .in('laptop', 'storage', 'limit', '5MiB')
      .then(async () => bytesOnDisk(world.path('laptop')));
    assert.ok(dry < 5 * MIB, `${dry} bytes are left`);
    const shown = await world.in('laptop', 'storage');
    assert.equal(shown['limitBytes'], 5 * MIB);
    assert.ok(Number(shown['bytes']) < 5 * MIB);
    const verified = await world.in('laptop', 'dataset', 'verify', 'photos', '--all');
    assert.deepEqual(
      listOf(verified, 'versions').map(({ state }) => state),
      ['elsewhere', 'elsewhere'],
    );
    assert.deepEqual([verified['missing'], verified['damaged']], [[], []]);
    assert.ok(Number(verified['elsewhere']) > 3);

    // Below the limit again once it is done.
    const again = await world.apart('laptop', 'get', 'photos', world.path('again'));
    assert.ok(Number(again['blocks']) > 0);
    assert.deepEqual(await readFile(world.path('again', 'big')), await readFile(world.path('source', 'big')));
    assert.ok((await bytesOnDisk(world.path('laptop'))) < 5 * MIB);
    assert.equal((await world.in('desk', 'dataset', 'verify', 'photos', '--all'))['elsewhere'], 0);
  });

  it('publishes on without storing again what another keeps', async () => {
    await using world = await twoComputers(places);
    await world.node('desk');
    await get(world);
    await world.node('laptop');
    await world.in('desk', 'storage', 'limit', '3MiB');
    assert.ok((await bytesOnDisk(world.path('desk'))) < 3 * MIB);
    await writeFile(world.path('source', 'new'), randomBytes(100_000));
    const published = await world.apart('desk', 'dataset', 'publish', 'photos', world.path('source'));
    assert.ok(Number(published['newBytes']) < 300_000, `${String(published['newBytes'])} new bytes`);
    const reread = await world.apart(
      'desk',
      'dataset',
      'publish',
      'photos',
      world.path('source'),
      '--reread',
    );
    assert.ok(Number(reread['newBytes']) < 300_000, `${String(reread['newBytes'])} new bytes`);
    // What is new comes from the desk, and all else is on the laptop.
    await get(world);
    for (const name of ['big', 'small', 'new'])
      assert.deepEqual(await readFile(world.path('out', name)), await readFile(world.path('source', name)));
    assert.deepEqual((await world.in('laptop', 'dataset', 'verify', 'photos'))['missing'], []);
  });

  it('lets go of what only earlier versions hold first', async () => {
    await using world = await twoComputers(places);
    await world.node('desk');
    await get(world, '--version', '1');
    await get(world);
    await world.in('laptop', 'storage', 'limit', '9.5MiB');
    const verified = await world.in('laptop', 'dataset', 'verify', 'photos', '--all');
    assert.deepEqual(
      listOf(verified, 'versions').map(({ state }) => state),
      ['whole', 'elsewhere'],
    );
  });

  it('keeps what nobody else is known to keep: when no other is there, or none without a limit', async () => {
    await using world = await twoComputers(places);
    const node = await world.node('desk');
    await get(world);
    await world.in('desk', 'storage', 'limit', '1TiB');
    const before = await bytesOnDisk(world.path('laptop'));
    const limited = await world.plain('storage', 'limit', '1MiB', '--home', world.path('laptop'));
    assert.match(
      limited.stderr,
      /The only copy of a block is never removed:\n {2}\w+: no other computer without a limit/,
    );
    await node.end();
    const trim = async () => world.in('laptop', 'storage', 'trim');
    assert.deepEqual(
      [(await trim())['removed'], (await trim())['kept']],
      [0, [{ dataset: world.dataset, why: 'nobody else keeps them' }]],
    );
    assert.equal(await bytesOnDisk(world.path('laptop')), before);

    await world.in('desk', 'storage', 'limit', 'none');
    await world.node('desk');
    const dry = await world.in('laptop', 'storage', 'trim', '--dry-run');
    assert.ok(Number(dry['removedBytes']) > 5 * MIB);
    assert.equal(await bytesOnDisk(world.path('laptop')), before);
    assert.deepEqual((await trim())['kept'], []);
    assert.ok((await bytesOnDisk(world.path('laptop'))) < MIB);
  });

  it('keeps the block that is damaged where it was kept', async () => {
    await using world = await twoComputers(places);
    await world.node('desk');
    await get(world);
    const cid = await largestBlock(world.path('laptop'));
    await rotBlock(world.path('desk'), cid);
    const limited = await world.plain('storage', 'limit', '1MiB', '--home', world.path('laptop'));
    const { home } = await openMeshid(world.path('laptop'));
    const store = await home.stores.open(parseDatasetId(world.dataset));
    assert.equal(await store.has(cid), true);
    const left = await bytesOnDisk(world.path('laptop'));
    assert.ok(left < 2.5 * MIB, `${left} bytes are left: ${limited.stderr}`);
  });

  it("trusts no computer of others to keep what is its owner's", async () => {
    await using world = await deskAndGuest(places);
    await world.node('guest');
    await world.apart('guest', 'get', world.dataset, world.path('out'));
    await world.in('desk', 'storage', 'limit', '1MiB');
    assert.ok((await bytesOnDisk(world.path('desk'))) > 3 * MIB);
    // The owner's own are what somebody else may count on, once they have no limit.
    await world.in('guest', 'storage', 'limit', '1MiB');
    assert.ok((await bytesOnDisk(world.path('guest'))) > 3 * MIB);
    await world.in('desk', 'storage', 'limit', 'none');
    await world.in('guest', 'storage', 'trim');
    assert.ok((await bytesOnDisk(world.path('guest'))) < MIB);
  });

  it('lets go of one dataset when told, but of no only copy', async () => {
    await using world = await twoComputers(places);
    await world.node('desk');
    await get(world);
    const dry = await world.in('laptop', 'storage', 'drop', 'photos', '--dry-run');
    assert.ok(Number(dry['removedBytes']) > 5 * MIB);
    assert.ok((await bytesOnDisk(world.path('laptop'))) > 8 * MIB);
    const dropped = await world.in('laptop', 'storage', 'drop', 'photos');
    assert.deepEqual([dropped['removed'], dropped['why']], [dry['removed'], null]);
    assert.ok((await bytesOnDisk(world.path('laptop'))) < MIB);
    await world.node('laptop');
    const only = await world.in('desk', 'storage', 'drop', 'photos');
    assert.deepEqual([only['removed'], only['why']], [0, 'nobody else keeps them']);
    await world.apart('laptop', 'get', 'photos', world.path('again'));
    assert.deepEqual(await readFile(world.path('again', 'big')), await readFile(world.path('source', 'big')));
    assert.equal((await world.in('laptop', 'dataset', 'verify', 'photos'))['elsewhere'], 0);
  });

  it('lets go of what it can not read any more only when told to do without', async () => {
    await using world = await deskAndGuest(places);
    await world.apart('guest', 'get', world.dataset, world.path('out'));
    await world.in('desk', 'revoke', 'photos', world.person);
    await world.apart('desk', 'dataset', 'publish', 'photos', world.path('source'));
    const drop = ['storage', 'drop', world.dataset];
    const kept = await world.in('guest', ...drop);
    assert.deepEqual([kept['removed'], kept['why']], [0, 'unreadable']);
    const limited = await world.plain('storage', 'limit', '1MiB', '--home', world.path('guest'));
    assert.match(
      limited.stderr,
      /can't read it any more; "meshid storage drop \w+ --only-copies" lets go of it/,
    );
    assert.equal((await world.try('guest', ...drop, '--only-copies')).status, 2);
    assert.ok((await bytesOnDisk(world.path('guest'))) > 3 * MIB);
    const dropped = await world.in('guest', ...drop, '--only-copies', '--yes');
    assert.equal(dropped['why'], null);
    assert.ok((await bytesOnDisk(world.path('guest'))) < 0.1 * MIB);
    assert.equal((await world.in('guest', ...drop))['removed'], 0);
  });

  it('keeps its limit by itself while its node runs', async () => {
    await using world = await twoComputers(places);
    await world.node('desk');
    await get(world);
    const { home } = await openMeshid(world.path('laptop'));
    await home.storageLimit.set(MIB);
    await using laptop = await world.node('laptop');
    const room = await laptop.line(({ event }) => event === 'room');
    assert.ok(Number(room['removed']) > 0);
    assert.ok((await bytesOnDisk(world.path('laptop'))) < MIB);
  });

  it('understands no size that is none, and no file that is damaged', async () => {
    await using world = await World.on(places);
    await world.init('desk');
    for (const size of ['', '5 XB', '1e3', 'all'])
      assert.equal((await world.try('desk', 'storage', 'limit', size)).status, 2, size);
    await world.in('desk', 'storage', 'limit', '1.5 kB');
    assert.equal((await world.in('desk', 'storage', 'show'))['limitBytes'], 1500);
    await appendFile(world.path('desk', 'storage.json'), '!');
    assert.equal((await world.try('desk', 'storage')).code, 'home/damaged');
  });
});
