import assert from 'node:assert/strict';
import {
  type Address,
  CLOSE_DELAY_SECONDS,
  closeDataset,
  closeGrant,
  closePort,
  closeProgram,
  createDataset,
  giveAccess,
  IndexClient,
  isMeshidError,
  listAccess,
  listDatasets,
  listPorts,
  listPrograms,
  ownPerson,
  publishProgram,
  retireDataset,
  retireProgram,
  sharePort,
  transferDataset,
  unsharePort,
  withdrawAccess,
} from '@meshid/sdk';
import { bytes } from './actors.ts';
import { Mesh } from './mesh.ts';

describe("the SDK's calls for programs, ports, datasets and who may use them", () => {
  it('a program is published, published again, listed, retired and closed', async () => {
    await using mesh = await Mesh.start();
    const ana = await mesh.home();
    const { program } = await publishProgram(ana, { bundleDigest: bytes(), class: 'batch', slug: 'render' });
    const next = await publishProgram(ana, { bundleDigest: bytes(), program });
    assert.deepEqual([next.program, next.bundleVersion], [program, 2n]);
    const [listed] = await listPrograms(ana);
    assert.deepEqual([listed?.class, listed?.slug, listed?.bundleVersion], ['batch', 'render', 2n]);
    const ben = await mesh.home();
    await assert.rejects(publishProgram(ben, { bundleDigest: bytes(), program }), (error) =>
      isMeshidError(error, 'program/not-owner'),
    );
    await retireProgram(ana, { program });
    await mesh.pass(CLOSE_DELAY_SECONDS);
    await closeProgram(ana, { program });
    assert.deepEqual(await listPrograms(ana), []);
  });

  it('a port is shared under a sealed label, granted, unshared and closed with its grant', async () => {
    await using mesh = await Mesh.start();
    const [ana, ben] = [await mesh.home(), await mesh.home()];
    const { address: principal } = await ownPerson(ben);
    const { port } = await sharePort(ana, { number: 8080, protocol: 'http/1.1', label: 'wiki' });
    const [listed] = await listPorts(ana);
    assert.deepEqual([listed?.label, listed?.number, listed?.protocol], ['wiki', 8080, 'http/1.1']);
    await giveAccess(ana, { resource: port, principal, permissions: ['connect'] });
    const [given] = (await listAccess(ana, { resource: port })).grants;
    assert.deepEqual([given?.standing.allowed, given?.resourceKind], [true, 'port']);
    await unsharePort(ana, { port });
    const [ended] = (await listAccess(ana, { resource: port })).grants;
    assert.deepEqual(ended?.standing, { allowed: false, reason: 'the port is no longer shared' });
    await mesh.pass(CLOSE_DELAY_SECONDS);
    await closeGrant(ana, { resource: port, principal });
    await closePort(ana, { port });
    assert.deepEqual(await listPorts(ana), []);
    assert.deepEqual(await listAccess(ana, { resource: port }), {
      ...{ resource: port, kind: undefined, owner: undefined, grants: [] },
    });
  });

  it('a dataset that is transferred is read by its new owner, and what was granted on it holds no longer', async () => {
    await using mesh = await Mesh.start();
    const [ana, ben, cleo] = [await mesh.home(), await mesh.home(), await mesh.home()];
    const [from, to, reader] = [await ownPerson(ana), await ownPerson(ben), await ownPerson(cleo)];
    const { dataset } = await createDataset(ana, { name: 'photos' });
    await giveAccess(ana, { resource: dataset, principal: reader.address, permissions: ['read'] });
    await transferDataset(ana, { dataset, newOwner: to.address });
    const [seen] = await listDatasets(ben);
    assert.deepEqual([seen?.label, seen?.owned], ['photos', true]);
    const access = await listAccess(ben, { resource: dataset });
    assert.equal(access.owner, to.address);
    assert.deepEqual(
      access.grants.map(({ principal, granter, standing }) => [principal, granter, standing.allowed]),
      [[reader.address, from.address, false]],
    );
    await assert.rejects(transferDataset(ana, { dataset, newOwner: from.address }), (error) =>
      isMeshidError(error, 'dataset/not-owner'),
    );
    await retireDataset(ben, { dataset });
    await mesh.pass(CLOSE_DELAY_SECONDS);
    const before = await mesh.balance(ana, from.authority);
    await closeDataset(ben, { dataset });
    assert.ok((await mesh.balance(ana, from.authority)) > before, 'who paid the rent has it back');
    await closeGrant(ana, { resource: dataset, principal: reader.address });
  });

  it('a list of access tells who, what, since and until when, through which program, by whom, and why not', async () => {
    await using mesh = await Mesh.start();
    const ana = await mesh.home();
    const person = async (): Promise<Address> => (await ownPerson(await mesh.home())).address;
    const [reader, worker, former] = [await person(), await person(), await person()];
    const { address: owner } = await ownPerson(ana);
    const { dataset: resource } = await createDataset(ana, { name: 'photos' });
    const { program } = await publishProgram(ana, { bundleDigest: bytes(), class: 'batch', slug: 'render' });
    const until = new Date((Math.floor(Date.now() / 1000) + 3_600) * 1000);
    const began = await ana.chain.now();
    await giveAccess(ana, { resource, principal: reader, permissions: ['read', 'write'], until });
    await giveAccess(ana, { resource, principal: worker, permissions: ['read'], program });
    await giveAccess(ana, { resource, principal: former, permissions: ['read'] });
    await withdrawAccess(ana, { resource, principal: former });

    const list = async (index = ana.index) => listAccess({ ...ana, index }, { resource });
    const listed = await list();
    assert.deepEqual([listed.kind, listed.owner], ['dataset', owner]);
    assert.deepEqual(
      listed.grants.map((grant) => ({
        ...{ who: grant.principal, what: [...grant.permissions], until: grant.expiresAt, by: grant.granter },
        ...{ through: grant.viaProgram, standing: grant.standing },
      })),
      [
        {
          ...{ who: reader, what: ['read', 'write'], until: BigInt(until.getTime() / 1000), by: owner },
          ...{ through: undefined, standing: { allowed: true } },
        },
        {
          ...{ who: worker, what: ['read'], until: 0n, by: owner },
          ...{ through: program, standing: { allowed: true } },
        },
        {
          ...{ who: former, what: ['read'], until: 0n, by: owner },
          ...{ through: undefined, standing: { allowed: false, reason: 'the grant was revoked' } },
        },
      ],
    );
    const times = listed.grants.map(({ since }) => since);
    for (const since of times) assert.ok(since !== undefined && since >= began && since <= began + 60n);
    const nobody = new IndexClient('http://127.0.0.1:1');
    assert.deepEqual(
      (await list(nobody)).grants.map(({ since }) => since),
      times,
    );

    await mesh.pass(3_700n);
    const [expired] = (await list()).grants;
    assert.deepEqual(expired?.standing, { allowed: false, reason: 'the grant has expired' });
  });
});
