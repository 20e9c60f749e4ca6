import assert from 'node:assert/strict';
import type { Keypair, PublicKey } from '@solana/web3.js';
import { device, suspendDevice } from './actors.ts';
import { type Accounts, addresses, type Args, big } from './instruct.ts';
import { Scene } from './scene.ts';
import { bytes, refused, succeeded } from './world.ts';

/** A group that the other person manages, by a membership or a grant, and somebody who is to join. */
async function scene() {
  const s = await Scene.begin();
  const group = s.group();
  const joining = await device(s.world, s.other);
  const as = { manager: s.other.address, actor: s.other.wallet.publicKey };
  const pays = { payer: s.other.wallet.publicKey };
  const add = (
    accounts: Accounts,
    args: Args = {},
    by: Keypair[] = [s.other.wallet],
    whom = joining.address,
  ) => {
    const call = s.addMember(group, whom, { principalKind: 2, ...args }, { ...as, ...pays, ...accounts });
    return s.send('addMember', call.accounts, call.args, by);
  };
  const remove = (accounts: Accounts, whom: PublicKey, by: Keypair[] = [s.other.wallet]) => {
    const call = s.removeMember(group, whom, {}, { ...as, ...accounts });
    return s.send('removeMember', call.accounts, call.args, by);
  };
  return { s, world: s.world, group, joining, add, remove };
}

describe('the program: admins of a group who do not own it', () => {
  it('a member with the role adds and removes ordinary members', async () => {
    const { s, group, joining, add, remove, world } = await scene();
    refused(add({}), 'NotGroupAdmin');
    const managerMembership = s.joined(group, s.other.address, { role: 0 });
    refused(add({ managerMembership }), 'NotGroupAdmin');
    s.joined(group, s.other.address, { role: 1 });
    assert.equal(add({ managerMembership }).error, undefined);
    const made = world.read('membership', addresses.member(group, joining.address));
    assert.ok(made.granter.equals(s.other.address) && made.rentPayer.equals(s.other.wallet.publicKey));
    refused(add({ managerMembership }), 'MembershipNotReplaceable');
    const removed = remove({ managerMembership }, joining.address);
    assert.equal(removed.error, undefined);
    assert.equal(removed.events[0]?.data['keyringDue'], true);
    assert.equal(add({ managerMembership }).error, undefined);
  });

  it('gives no more than it holds: no admin role, nothing for longer, and no admin is removed', async () => {
    const { s, group, joining, add, remove, world } = await scene();
    const until = world.now + 100n;
    const managerMembership = s.joined(group, s.other.address, { role: 1, expiresAt: big(until) });
    refused(add({ managerMembership }), 'MembershipExceedsAdmin');
    refused(add({ managerMembership }, { expiresAt: big(until + 1n) }), 'MembershipExceedsAdmin');
    refused(add({ managerMembership }, { expiresAt: big(until), role: 1 }), 'MembershipExceedsAdmin');
    assert.equal(add({ managerMembership }, { expiresAt: big(until) }).error, undefined);
    s.joined(group, joining.address, { principalKind: 2, role: 1 });
    refused(remove({ managerMembership }, joining.address), 'MembershipExceedsAdmin');
    s.later(100n);
    refused(add({ managerMembership }, { expiresAt: big(until) }), 'MembershipExpired');
  });

  it('nobody is removed without the role', async () => {
    const { s, group, joining, remove } = await scene();
    s.joined(group, joining.address, { principalKind: 2 });
    refused(remove({}, joining.address), 'NotGroupAdmin');
    const managerMembership = s.joined(group, s.other.address, { role: 0 });
    refused(remove({ managerMembership }, joining.address), 'NotGroupAdmin');
    const elsewhere = s.joined(s.group(), s.other.address, { role: 1 });
    refused(remove({ managerMembership: elsewhere }, joining.address), 'MembershipMismatch');
  });

  it('must hold the membership itself, in this group, and still', async () => {
    const { s, group, add } = await scene();
    const managerMembership = s.joined(group, s.other.address, { role: 1 });
    refused(
      add({ managerMembership: s.joined(s.group(), s.other.address, { role: 1 }) }),
      'MembershipMismatch',
    );
    const theirs = s.joined(group, s.member.address, { principalKind: 2, role: 1 });
    refused(add({ managerMembership: theirs }), 'MembershipMismatch');
    const thief = s.world.wallet();
    const by = { actor: thief.publicKey, payer: thief.publicKey, managerMembership };
    refused(add(by, {}, [thief]), 'NotAuthority');
    const remove = s.removeMember(group, s.other.address);
    s.must('removeMember', remove.accounts, remove.args, [s.owner.wallet]);
    refused(add({ managerMembership }), 'MemberRemoved');
  });

  it('a device that holds the role acts by its own key', async () => {
    const { s, group, add } = await scene();
    const managerMembership = s.joined(group, s.theirs.address, { principalKind: 2, role: 1 });
    const by = { managerMembership, actor: s.theirs.key.publicKey, actorDevice: s.theirs.address };
    assert.equal(add(by, {}, [s.other.wallet, s.theirs.key]).error, undefined);
  });

  it('by nobody else, and not once it is suspended', async () => {
    const { s, group, add } = await scene();
    const managerMembership = s.joined(group, s.theirs.address, { principalKind: 2, role: 1 });
    const by = { managerMembership, actorDevice: s.theirs.address };
    refused(add(by), 'DeviceMismatch');
    const own = await device(s.world, s.other, 'admin');
    const instead = { managerMembership, actor: own.key.publicKey, actorDevice: own.address };
    refused(add(instead, {}, [s.other.wallet, own.key]), 'MembershipMismatch');
    succeeded(s.world.send([await suspendDevice(s.other, s.theirs)], [s.other.wallet]), 'deviceSuspended');
    const suspended = { ...by, actor: s.theirs.key.publicKey };
    refused(add(suspended, {}, [s.other.wallet, s.theirs.key]), 'DeviceNotActive');
  });

  it('the holder of an admin grant on the group manages it as well', async () => {
    const { s, group, add, world } = await scene();
    const none = { previousKeyringDigest: bytes(0), keyringDigest: bytes(0) };
    const until = big(world.now + 100n);
    const managerGrant = s.given(group, s.other.address, { permissions: 4, expiresAt: until, ...none });
    refused(add({ managerGrant }), 'MembershipExceedsAdmin');
    assert.equal(add({ managerGrant }, { expiresAt: until }).error, undefined);
    const another = await device(s.world, s.other, 'admin');
    const theirs = s.given(group, another.address, { principalKind: 2, permissions: 4, ...none });
    refused(
      add({ managerGrant: theirs }, { expiresAt: until }, undefined, s.member.address),
      'GrantMismatch',
    );
    const elsewhere = s.given(s.group(), s.other.address, { permissions: 4, ...none });
    refused(
      add({ managerGrant: elsewhere }, { expiresAt: until }, undefined, s.member.address),
      'GrantMismatch',
    );
    const revoke = s.revoke(group, s.other.address, none);
    s.must('revokeAccess', revoke.accounts, revoke.args, [s.owner.wallet]);
    refused(add({ managerGrant }, { expiresAt: until }, undefined, s.member.address), 'GrantRevoked');
  });

  it("nobody manages a retired owner's group", async () => {
    const { s, group, add, remove, joining } = await scene();
    const managerMembership = s.joined(group, s.other.address, { role: 1 });
    assert.equal(add({ managerMembership }).error, undefined);
    const retire = { authority: s.owner.wallet.publicKey, person: s.owner.address };
    s.must('retirePerson', retire, undefined, [s.owner.wallet]);
    refused(add({ managerMembership }, {}, undefined, s.theirs.address), 'PersonRetired');
    refused(remove({ managerMembership }, joining.address), 'PersonRetired');
  });
});
