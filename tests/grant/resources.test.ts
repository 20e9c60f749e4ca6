import assert from 'node:assert/strict';
import {
  type Address,
  accountsOf,
  authorise,
  type Decision,
  deviceAddress,
  createGroup,
  giveAccess,
  grantAddress,
  isMeshidError,
  listDatasets,
  type Meshid,
  type MeshidErrorCode,
  type Permission,
  permissionsWith,
  publishDataset,
  sharePort,
  withdrawAccess,
} from '@meshid/sdk';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { World } from '../authorisation/world.ts';

/** What the other person's computer may do with something, by what stands on chain. */
async function decides(world: World, resource: Address, permission: Permission): Promise<Decision> {
  const { chain } = world.owner;
  const request = { device: world.device, resource, permission };
  const now = await chain.now();
  let view: ReadonlyMap<Address, Uint8Array | undefined> = new Map();
  for (let before = -1; before < view.size;) {
    before = view.size;
    ({ accounts: view } = await chain.read(accountsOf(request, view)));
  }
  return authorise(request, view, { local: now, chain: now });
}

async function may(world: World, resource: Address, permission: Permission): Promise<string | true> {
  const decision = await decides(world, resource, permission);
  return decision.allowed || decision.reason;
}

async function failsWith(doing: Promise<unknown>, code: MeshidErrorCode, rule?: string): Promise<void> {
  await assert.rejects(doing, (error) => {
    assert.ok(isMeshidError(error, code), String(error));
    if (rule !== undefined)
      assert.equal(isMeshidError(error, 'register/refused') && error.context.rule, rule);
    return true;
  });
}

const labelOf = async (meshid: Meshid, dataset: Address): Promise<string | undefined> =>
  (await listDatasets(meshid)).find((listed) => listed.dataset === dataset)?.label;

describe('a grant', () => {
  it('on a port lets its holder connect, on a computer run, on a group administer, until each is taken away', async () => {
    await using world = await World.create();
    const { owner, person: principal } = world;
    const { port } = await sharePort(owner, { number: 8080, label: 'notes' });
    const computer = deviceAddress((await owner.home.device()).id);
    const { group } = await createGroup(owner, { name: 'team' });
    for (const [resource, permission] of [
      [port, 'connect'],
      [computer, 'run'],
      [group, 'admin'],
    ] as const) {
      assert.equal(await may(world, resource, permission), 'nothing was granted');
      await giveAccess(owner, { resource, principal, permissions: [permission] });
      assert.equal(await may(world, resource, permission), true);
      const { rotated } = await withdrawAccess(owner, { resource, principal });
      assert.equal(rotated, false);
      assert.equal(await may(world, resource, permission), 'the grant was revoked');
    }
    await failsWith(
      giveAccess(owner, { resource: port, principal, permissions: ['read'] }),
      'register/refused',
      'unknownPermission',
    );
  });

  it('begins when it is to begin and ends when it is to end, and the one who will read can have the key before', async () => {
    await using world = await World.create();
    const { owner, reader, dataset: resource, person: principal } = world;
    const soon = new Date(Date.now() + 600_000);
    await giveAccess(owner, { resource, principal, permissions: ['read'], notBefore: soon });
    assert.equal(await may(world, resource, 'read'), 'the grant does not begin yet');
    assert.equal(await labelOf(reader, resource), 'photos');
    await giveAccess(owner, { resource, principal, permissions: ['read'], until: soon });
    assert.equal(await may(world, resource, 'read'), true);
    const { expiresAt } = await owner.chain.get('grant', world.grant);
    assert.equal(expiresAt, BigInt(Math.floor(soon.getTime() / 1000)));
  });

  it('to administer lets its holder give on what it holds, for no longer than it holds it', async () => {
    await using world = await World.create();
    const { owner, reader, dataset: resource, person } = world;
    const computer = deviceAddress((await reader.home.device()).id);
    await failsWith(
      giveAccess(reader, { resource, principal: computer, permissions: ['read'] }),
      'dataset/not-owner',
    );
    await giveAccess(owner, {
      resource,
      principal: person,
      permissions: permissionsWith('admin', 'dataset'),
    });
    await giveAccess(reader, { resource, principal: computer, permissions: ['read', 'write'] });
    const given = await owner.chain.get('grant', grantAddress(resource, computer));
    assert.deepEqual([given.granter, given.parent], [person, world.grant]);
    const { rotated } = await withdrawAccess(owner, { resource, principal: person });
    assert.equal(rotated, true);
    assert.equal(
      await may(world, resource, 'read'),
      'the grant that this one was made under is not effective',
    );
    // The computer's own key went with its person's: the next epoch was sealed to neither.
    assert.equal(await labelOf(reader, resource), undefined);
  });

  it('that was made under another is taken away by who made it', async () => {
    await using world = await World.create();
    const { owner, reader, dataset: resource, person } = world;
    const computer = deviceAddress((await reader.home.device()).id);
    await giveAccess(owner, {
      resource,
      principal: person,
      permissions: permissionsWith('admin', 'dataset'),
    });
    await giveAccess(reader, { resource, principal: computer, permissions: ['read'] });
    const group = await world.giveToGroup();
    const { rotated } = await withdrawAccess(reader, { resource, principal: computer });
    assert.equal(rotated, true);
    await failsWith(withdrawAccess(reader, { resource, principal: group }), 'register/refused', 'notGranter');
    const folder = join(owner.home.directory, 'source');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'file'), 'text');
    // What the other did is what the owner goes on with.
    const { epoch } = await publishDataset(owner, { dataset: resource, source: { folder } });
    assert.equal(epoch, 2n);
  });

  it('to administer alone gives nobody the key', async () => {
    await using world = await World.create();
    const { owner, reader, dataset: resource, person: principal } = world;
    await giveAccess(owner, { resource, principal, permissions: ['admin'] });
    assert.equal(await labelOf(reader, resource), undefined);
    const { rotated } = await withdrawAccess(owner, { resource, principal });
    assert.equal(rotated, false);
    assert.equal((await owner.chain.get('dataset', resource)).rotationDue, false);
  });
});
