import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  addMember,
  type Address,
  createGroup,
  getDataset,
  giveAccess,
  type GroupId,
  isMeshidError,
  listDatasets,
  listGroups,
  type Meshid,
  type MeshidErrorCode,
  publishDataset,
  removeMember,
  rotateGroup,
  startNode,
  withdrawAccess,
} from '@meshid/sdk';
import { World } from '../authorisation/world.ts';

async function failsWith(doing: Promise<unknown>, ...codes: MeshidErrorCode[]): Promise<void> {
  const error: unknown = await doing.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(isMeshidError(error) && codes.includes(error.code), String(error));
}

/** The owner's group, with the other person in it, that may read the owner's dataset. */
async function family(world: World): Promise<GroupId> {
  const { owner, person, dataset } = world;
  const { group } = await createGroup(owner, { name: 'family' });
  await addMember(owner, { group, principal: person });
  await giveAccess(owner, { resource: dataset, principal: group, permissions: ['read'] });
  return group;
}

async function labelOf(meshid: Meshid, dataset: Address): Promise<string | undefined> {
  return (await listDatasets(meshid)).find((listed) => listed.dataset === dataset)?.label;
}

async function folderOf(world: World, text: string): Promise<string> {
  const folder = join(world.owner.home.directory, 'source');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'file'), text);
  return folder;
}

describe('a group', () => {
  it('lets its members read what it was granted: its label, the dataset, and the files in it', async () => {
    await using world = await World.create();
    const { owner, reader, dataset } = world;
    await publishDataset(owner, { dataset, source: { folder: await folderOf(world, 'first') } });
    const group = await family(world);
    const [listed] = await listGroups(reader);
    assert.deepEqual(
      [listed?.group, listed?.label, listed?.owned, listed?.members.length],
      [group, 'family', false, 1],
    );
    assert.equal(await labelOf(reader, dataset), 'photos');
    await using node = await startNode(owner);
    assert.ok(node.addresses.length > 0);
    const destination = join(reader.home.directory, 'out');
    const { sequence } = await getDataset(reader, { dataset, destination });
    assert.equal(sequence, 1n);
    assert.equal(await readFile(join(destination, 'file'), 'utf8'), 'first');
  });

  it('loses a member: it has nothing of what comes next, though the chain never said that the epoch was due', async () => {
    await using world = await World.create();
    const { owner, reader, dataset, person } = world;
    const first = await publishDataset(owner, {
      dataset,
      source: { folder: await folderOf(world, 'first') },
    });
    const group = await family(world);
    const { renewed } = await removeMember(owner, { group, principal: person });
    assert.equal(renewed, true);
    const account = await owner.chain.get('group', group);
    assert.deepEqual([account.generation, account.keyringDue], [2n, false]);
    assert.equal((await owner.chain.get('dataset', dataset)).rotationDue, false);
    const second = await publishDataset(owner, {
      dataset,
      source: { folder: await folderOf(world, 'second') },
    });
    assert.deepEqual([first.epoch, second.epoch], [1n, 2n]);
    assert.deepEqual(await listGroups(reader), []);
    await using node = await startNode(owner);
    assert.ok(node.addresses.length > 0);
    const destination = join(reader.home.directory, 'out');
    await failsWith(getDataset(reader, { dataset, destination }), 'keyring/not-a-holder');
  });

  it('takes a member in again, who then reads all that was published meanwhile', async () => {
    await using world = await World.create();
    const { owner, reader, dataset, person } = world;
    const group = await family(world);
    await removeMember(owner, { group, principal: person });
    await publishDataset(owner, { dataset, source: { folder: await folderOf(world, 'meanwhile') } });
    await addMember(owner, { group, principal: person });
    assert.equal(await labelOf(reader, dataset), 'photos');
    // Nobody was lost since, so nothing is due.
    const next = await publishDataset(owner, { dataset, source: { folder: await folderOf(world, 'next') } });
    assert.equal(next.epoch, 2n);
  });

  it('goes on after a new generation that nobody asked for, and its datasets follow', async () => {
    await using world = await World.create();
    const { owner, reader, dataset } = world;
    const group = await family(world);
    assert.equal((await rotateGroup(owner, { group })).generation, 2n);
    // The dataset's keyring is still sealed to the generation before, which the next one holds.
    assert.equal(await labelOf(reader, dataset), 'photos');
    const { epoch } = await publishDataset(owner, {
      dataset,
      source: { folder: await folderOf(world, 'a') },
    });
    assert.equal(epoch, 2n);
    assert.equal(await labelOf(reader, dataset), 'photos');
  });

  it('may hold a computer alone, which reads without its person', async () => {
    await using world = await World.create();
    const { owner, reader, dataset, device } = world;
    const { group } = await createGroup(owner, { name: 'pool' });
    await addMember(owner, { group, principal: device });
    await giveAccess(owner, { resource: dataset, principal: group, permissions: ['read'] });
    assert.equal(await labelOf(reader, dataset), 'photos');
    await removeMember(owner, { group, principal: device });
    await publishDataset(owner, { dataset, source: { folder: await folderOf(world, 'a') } });
    assert.equal(await labelOf(reader, dataset), undefined);
  });

  it('writes what it may write, and a writer who is not the owner publishes nothing that somebody who left could read', async () => {
    await using world = await World.create();
    const { owner, reader, dataset, person } = world;
    const { group } = await createGroup(owner, { name: 'writers' });
    await addMember(owner, { group, principal: person });
    await giveAccess(owner, { resource: dataset, principal: group, permissions: ['read', 'write'] });
    const source = { folder: await folderOf(world, 'by a member') };
    assert.equal((await publishDataset(reader, { dataset, source })).sequence, 1n);
    const { id: leaving } = await owner.home.device();
    await addMember(owner, { group, principal: leaving });
    await removeMember(owner, { group, principal: leaving });
    const refused = publishDataset(reader, { dataset, source });
    await assert.rejects(refused, (error) => {
      assert.ok(isMeshidError(error, 'register/refused'), String(error));
      return error.context.rule === 'rotationDue';
    });
  });

  it('is managed by an admin among its members, within the bounds of one', async () => {
    await using world = await World.create();
    const { owner, reader, person } = world;
    const { group } = await createGroup(owner, { name: 'team' });
    await addMember(owner, { group, principal: person, role: 'admin' });
    const { id: computer } = await owner.home.device();
    await addMember(reader, { group, principal: computer });
    assert.equal((await removeMember(reader, { group, principal: computer })).renewed, true);
    assert.equal((await owner.chain.get('group', group)).generation, 2n);
    await failsWith(addMember(reader, { group, principal: computer, role: 'admin' }), 'register/refused');
    await addMember(owner, { group, principal: computer, role: 'admin' });
    await failsWith(removeMember(reader, { group, principal: computer }), 'register/refused');
    await removeMember(owner, { group, principal: person });
    await failsWith(addMember(reader, { group, principal: computer }), 'access/denied');
  });

  it('loses what was granted to it, and every member with it', async () => {
    await using world = await World.create();
    const { owner, reader, dataset } = world;
    const group = await family(world);
    const { rotated } = await withdrawAccess(owner, { resource: dataset, principal: group });
    assert.equal(rotated, true);
    assert.equal(await labelOf(reader, dataset), undefined);
  });
});
