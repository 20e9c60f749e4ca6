import assert from 'node:assert/strict';
import type { PublicKey } from '@solana/web3.js';
import { type Accounts, addresses, type Args, big } from './instruct.ts';
import { DAY, PERMISSION, Scene } from './scene.ts';
import { bytes, head, refused } from './world.ts';

const NONE = { previousKeyringDigest: bytes(0), keyringDigest: bytes(0) };
const { read, write, admin, connect, run } = PERMISSION;

async function scene() {
  const s = await Scene.begin();
  const grant = (resource: PublicKey, args: Args, to = s.other.address, accounts: Accounts = {}) => {
    const call = s.grant(resource, to, args, accounts);
    return s.send('grantAccess', call.accounts, call.args, [s.owner.wallet]);
  };
  const revoke = (resource: PublicKey, args: Args = NONE, to = s.other.address) => {
    const call = s.revoke(resource, to, args);
    return s.send('revokeAccess', call.accounts, call.args, [s.owner.wallet]);
  };
  const close = (grant: PublicKey, resource: PublicKey, accounts: Accounts = {}, by = s.owner.wallet) =>
    s.send(
      'closeGrant',
      {
        ...{ authority: by.publicKey, granter: s.owner.address, resource, grant },
        ...{ rentPayer: s.owner.wallet.publicKey, ...accounts },
      },
      undefined,
      [by],
    );
  return { s, world: s.world, grant, revoke, close };
}

describe('the program: what a grant is on', () => {
  for (const [kind, allowed, of] of [
    ['dataset', read | write | admin, (s: Scene) => s.dataset()],
    ['port', connect | admin, (s: Scene) => s.port()],
    ['device', run | admin, (s: Scene) => s.member.address],
    ['group', admin, (s: Scene) => s.group()],
  ] as const)
    it(`a ${kind} has its own permissions and no others`, async () => {
      const { s, grant, world } = await scene();
      const resource = of(s);
      const digests = kind === 'dataset' ? {} : NONE;
      refused(grant(resource, { permissions: 0, ...digests }), 'UnknownPermission');
      for (const one of [1, 2, 4, 8, 16, 32, 2 ** 31]) {
        const outcome = grant(resource, { permissions: one, ...digests });
        if ((allowed & one) !== 0) assert.equal(outcome.error, undefined, String(one));
        else refused(outcome, 'UnknownPermission');
      }
      refused(grant(resource, { permissions: allowed | 32, ...digests }), 'UnknownPermission');
      assert.equal(grant(resource, { permissions: allowed, ...digests }).error, undefined);
      const made = world.read('grant', addresses.grant(resource, s.other.address));
      assert.equal(made.permissions, allowed);
      assert.equal(made.resourceKind, ['dataset', 'port', 'device', 'group'].indexOf(kind) + 1);
    });

  it('nothing else is a resource: no person, no grant, no program, no stranger', async () => {
    const { s, grant, world } = await scene();
    const dataset = s.dataset();
    for (const resource of [s.other.address, s.given(dataset, s.other.address), s.program()])
      refused(grant(resource, {}, s.theirs.address), 'ResourceMismatch');
    refused(grant(world.wallet().publicKey, {}), 'ResourceMismatch');
    refused(grant(dataset, {}, dataset), 'GrantToItself');
    const group = s.group();
    refused(grant(group, { permissions: admin, principalKind: 3, ...NONE }, group), 'GrantToItself');
  });

  it("only a dataset's grant carries a keyring", async () => {
    const { s, grant, revoke } = await scene();
    const port = s.port();
    refused(grant(port, { permissions: connect }), 'KeyringUnexpected');
    refused(grant(port, { permissions: connect, ...NONE, keyringDigest: bytes(1) }), 'KeyringUnexpected');
    assert.equal(grant(port, { permissions: connect, ...NONE }).error, undefined);
    refused(revoke(port, { keyringDigest: bytes(1) }), 'KeyringUnexpected');
    assert.equal(revoke(port).error, undefined);
  });

  it('each counts its changes: a port and a group itself, a device through its person', async () => {
    const { s, grant, revoke, world } = await scene();
    const [port, group] = [s.port(), s.group()];
    assert.equal(grant(port, { permissions: connect, ...NONE }).error, undefined);
    assert.equal(revoke(port).error, undefined);
    assert.equal(world.read('port', port).accessSequence.toNumber(), 2);
    assert.equal(grant(group, { permissions: admin, ...NONE }).error, undefined);
    assert.equal(world.read('group', group).accessSequence.toNumber(), 1);
    const before = world.read('person', s.owner.address).accessSequence.toNumber();
    assert.equal(grant(s.member.address, { permissions: run, ...NONE }).error, undefined);
    assert.equal(world.read('person', s.owner.address).accessSequence.toNumber(), before + 1);
    const made = world.read('grant', addresses.grant(s.member.address, s.other.address));
    assert.equal(made.serial.toNumber(), before + 1);
    assert.equal(revoke(s.member.address).error, undefined);
    assert.equal(world.read('person', s.owner.address).accessSequence.toNumber(), before + 2);
  });

  it('an admin device gives access to itself as a resource', async () => {
    const { s, grant } = await scene();
    const by = { actor: s.admin.key.publicKey, actorDevice: s.admin.address };
    const call = s.grant(s.admin.address, s.other.address, { permissions: run, ...NONE }, by);
    assert.equal(
      s.send('grantAccess', call.accounts, call.args, [s.owner.wallet, s.admin.key]).error,
      undefined,
    );
    refused(grant(s.theirs.address, { permissions: run, ...NONE }), 'NotOwner');
  });

  it('what is lost or ended gives no access any more', async () => {
    const { s, grant, revoke } = await scene();
    const [port, group, dataset] = [s.port(), s.group(), s.dataset()];
    assert.equal(grant(s.member.address, { permissions: run, ...NONE }).error, undefined);
    const wallet = s.owner.wallet;
    const lost = { actor: wallet.publicKey, person: s.owner.address, device: s.member.address };
    s.must('suspendDevice', lost, undefined, [wallet]);
    refused(grant(s.member.address, { permissions: run, ...NONE }), 'DeviceNotActive');
    assert.equal(revoke(s.member.address).error, undefined);
    s.must('unsharePort', { actor: wallet.publicKey, owner: s.owner.address, port }, undefined, [wallet]);
    refused(grant(port, { permissions: connect, ...NONE }), 'PortUnshared');
    s.end('retireGroup', { group });
    refused(grant(group, { permissions: admin, ...NONE }), 'GroupRetired');
    refused(grant(dataset, { principalKind: 3 }, group), 'PrincipalNotActive');
  });

  it('a grant is closed a day after its own end, or that of its resource, by whoever granted', async () => {
    const { s, grant, revoke, close, world } = await scene();
    const dataset = s.dataset();
    const given = addresses.grant(dataset, s.other.address);
    assert.equal(grant(dataset, {}).error, undefined);
    refused(close(given, dataset), 'NotEnded');
    refused(close(given, s.dataset()), 'GrantMismatch');
    assert.equal(revoke(dataset, {}).error, undefined);
    refused(close(given, dataset), 'ClosedTooEarly');
    s.later(DAY);
    refused(close(given, dataset, {}, s.admin.key), 'NotAuthority');
    refused(close(given, dataset, { granter: s.other.address }), 'NotGranter');
    refused(close(given, dataset, { rentPayer: s.other.address }), 'RentPayerMismatch');
    const [before, rent] = [world.lamports(s.owner.wallet.publicKey), world.lamports(given)];
    assert.equal(close(given, dataset).error, undefined);
    assert.equal(world.lamports(s.owner.wallet.publicKey) - before, rent);
    assert.equal(world.data(given), undefined);
    assert.equal(grant(dataset, { expiresAt: big(world.now + 5n) }).error, undefined);
    s.later(DAY + 4n);
    refused(close(given, dataset), 'ClosedTooEarly');
    s.later(1n);
    assert.equal(close(given, dataset).error, undefined);
  });

  it('what was given on a closed dataset, an unshared port or a shrunk device is closed too', async () => {
    const { s, grant, close } = await scene();
    const wallet = s.owner.wallet;
    const [dataset, port] = [s.dataset(), s.port()];
    const device = s.member.address;
    for (const [resource, args] of [
      [dataset, {}],
      [port, { permissions: connect, ...NONE }],
      [device, { permissions: run, ...NONE }],
      [s.admin.address, { permissions: run, ...NONE }],
    ] as const)
      assert.equal(grant(resource, args).error, undefined);
    const given = (resource: PublicKey) => addresses.grant(resource, s.other.address);
    s.end('retireDataset', { dataset });
    s.must('unsharePort', { actor: wallet.publicKey, owner: s.owner.address, port }, undefined, [wallet]);
    const lost = { authority: wallet.publicKey, person: s.owner.address, device };
    s.must('revokeDevice', lost, undefined, [wallet]);
    for (const resource of [dataset, port, device])
      refused(close(given(resource), resource), 'ClosedTooEarly');
    s.later(DAY);
    s.end('closeDataset', { dataset, rentPayer: wallet.publicKey });
    s.must('shrinkDevice', { ...lost, rentPayer: wallet.publicKey }, undefined, [wallet]);
    assert.equal(close(given(dataset), dataset).error, undefined);
    assert.equal(close(given(port), port).error, undefined);
    refused(close(given(device), device, { tombstone: null }), 'ResourceMismatch');
    const alive = s.admin.address;
    refused(close(given(alive), alive, { tombstone: device }), 'GrantMismatch');
    assert.equal(close(given(device), device, { tombstone: device }).error, undefined);
  });

  it('a group that may write publishes through its members, for as long as they are', async () => {
    const { s, world } = await scene();
    const [dataset, group] = [s.dataset(), s.group()];
    const membership = s.joined(group, s.other.address, { expiresAt: big(world.now + 100n) });
    const grant = s.given(dataset, group, { principalKind: 3, permissions: write });
    const publish = (changed: Accounts = {}, sequence = 1) =>
      s.send(
        'publishVersion',
        {
          ...{ signer: s.theirs.key.publicKey, device: s.theirs.address, writer: s.other.address },
          ...{ grant, group, membership, owner: s.owner.address, dataset, ...changed },
        },
        { sequence: big(sequence), epoch: 1, head: head(1) },
        [s.theirs.key],
      );
    refused(publish({ membership: null }), 'GrantMismatch');
    refused(publish({ group: null }), 'GrantMismatch');
    const elsewhere = s.group();
    refused(publish({ group: elsewhere }), 'GrantMismatch');
    refused(publish({ membership: s.joined(elsewhere, s.other.address) }), 'MembershipMismatch');
    const foreign = s.joined(group, s.member.address, { principalKind: 2 });
    refused(publish({ membership: foreign }), 'MembershipMismatch');
    assert.equal(publish().error, undefined);
    s.later(100n);
    refused(publish({}, 2), 'MembershipExpired');
    const device = s.joined(group, s.theirs.address, { principalKind: 2 });
    assert.equal(publish({ membership: device }, 2).error, undefined);
    const remove = s.removeMember(group, s.theirs.address);
    s.must('removeMember', remove.accounts, remove.args, [s.owner.wallet]);
    refused(publish({ membership: device }, 3), 'MemberRemoved');
    const back = s.joined(group, s.theirs.address, { principalKind: 2 });
    s.end('retireGroup', { group });
    refused(publish({ membership: back }, 3), 'GroupRetired');
  });
});
