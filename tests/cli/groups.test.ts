import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { instructionsOf, listOf, warp } from './register-world.ts';
import { World } from './world.ts';

describe('a group at the command line', () => {
  it('lets a member read what was published before it joined, and nothing new after it left', async () => {
    await using world = await World.create({ here: true });
    await publishing(world);
    const member = await world.init('member');
    await world.in('owner', 'grant', 'photos', 'family');
    await world.in('owner', 'name', 'add', 'sister', String(member['person']));
    const dataset = await datasetOf(world);
    const none = await world.try('member', 'get', dataset, world.path('out'));
    assert.deepEqual([none.status, none.code], [3, 'keyring/not-a-holder']);

    const added = await world.in('owner', 'group', 'add', 'family', 'sister', '--role', 'admin');
    assert.deepEqual(instructionsOf(added), ['add_member']);
    await world.in('member', 'get', dataset, world.path('out'));
    assert.equal(await readFile(world.path('out', 'file'), 'utf8'), 'one');
    const [seen] = listOf(await world.in('member', 'dataset', 'list'), 'datasets');
    assert.deepEqual([seen?.['label'], seen?.['owned']], ['photos', false]);
    const [group] = listOf(await world.in('member', 'group', 'list'), 'groups');
    assert.deepEqual([group?.['label'], group?.['owned'], group?.['members']], ['family', false, 1]);

    const removed = await world.in('owner', 'group', 'remove', 'family', 'sister');
    assert.equal(removed['renewed'], true);
    assert.deepEqual(listOf(await world.in('member', 'group', 'list'), 'groups'), []);
    await writeFile(world.path('source', 'file'), 'two');
    const published = await world.in('owner', 'dataset', 'publish', 'photos', world.path('source'));
    assert.deepEqual(instructionsOf(published), ['rotate_epoch', 'publish_version']);
    const late = await world.try('member', 'get', dataset, world.path('out'));
    assert.deepEqual([late.status, late.code], [3, 'keyring/not-a-holder']);
    assert.equal(await readFile(world.path('out', 'file'), 'utf8'), 'one');
    const shown = await world.plain('group', 'show', 'family', '--home', world.path('owner'));
    assert.match(
      shown.stdout,
      /^person sister +admin +for ever .* no: the member was removed from the group$/m,
    );
  });

  it('lets a member read whose index is away: another computer has the keyrings too', async () => {
    await using world = await World.create({ here: true });
    const node = await publishing(world);
    const member = await world.init('member', '--index', 'http://127.0.0.1:9');
    await world.in('owner', 'grant', 'photos', 'family');
    await world.in('owner', 'group', 'add', 'family', String(member['person']));
    const get = ['get', await datasetOf(world), world.path('out')];
    assert.equal((await world.try('member', ...get)).code, 'index/away');
    await world.in('member', ...get, '--peer', node.address);
    assert.equal(await readFile(world.path('out', 'file'), 'utf8'), 'one');
  });

  it('lets a guest in until the end that was set, without anybody doing anything then', async () => {
    await using world = await World.create({ here: true });
    await publishing(world);
    const guest = await world.init('guest');
    await world.in('owner', 'grant', 'photos', 'family');
    const person = String(guest['person']);
    const added = await world.in('owner', 'group', 'add', 'family', person, '--until', '1h');
    const dataset = await datasetOf(world);
    await world.in('guest', 'get', dataset, world.path('out'));
    const memberOf = async () => listOf(await world.in('owner', 'group', 'show', 'family'), 'members')[0];
    assert.deepEqual((await memberOf())?.['active'], true);
    assert.equal(Date.parse(String((await memberOf())?.['until'])), secondOf(added['until']));

    await warp(world, 3_700);
    const ended = await memberOf();
    assert.deepEqual([ended?.['active'], ended?.['why']], [false, 'the membership in the group has expired']);
    await writeFile(world.path('source', 'file'), 'two');
    const published = await world.in('owner', 'dataset', 'publish', 'photos', world.path('source'));
    assert.ok(instructionsOf(published).includes('rotate_epoch'));
    const late = await world.try('guest', 'get', dataset, world.path('out'));
    assert.deepEqual([late.status, late.code], [3, 'keyring/not-a-holder']);
  });
});

/** An owner who serves a dataset with one version, and has an empty group. */
async function publishing(world: World): Promise<{ address: string }> {
  await world.init('owner');
  await mkdir(world.path('source'));
  await writeFile(world.path('source', 'file'), 'one');
  await world.in('owner', 'dataset', 'create', 'photos');
  await world.in('owner', 'dataset', 'publish', 'photos', world.path('source'));
  await world.in('owner', 'group', 'create', 'family');
  return world.node('owner');
}

async function datasetOf(world: World): Promise<string> {
  const [dataset] = listOf(await world.in('owner', 'dataset', 'list'), 'datasets');
  return String(dataset?.['dataset']);
}

/** The chain counts whole seconds. */
function secondOf(time: unknown): number {
  return Math.floor(Date.parse(String(time)) / 1000) * 1000;
}
