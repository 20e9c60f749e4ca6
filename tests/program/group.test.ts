import assert from 'node:assert/strict';
import type { PublicKey } from '@solana/web3.js';
import { addresses, type Args, big, FOREVER } from './instruct.ts';
import { DAY, Scene } from './scene.ts';
import { bytes, refused } from './world.ts';

/** The owner's group, and what its wallet does with it. */
async function scene() {
  const s = await Scene.begin();
  const group = s.group();
  const wallet = s.owner.wallet;
  const add = (principal: PublicKey, args: Args = {}) => {
    const call = s.addMember(group, principal, args);
    return s.send('addMember', call.accounts, call.args, [wallet]);
  };
  const remove = (principal: PublicKey, args: Args = {}) => {
    const call = s.removeMember(group, principal, args);
    return s.send('removeMember', call.accounts, call.args, [wallet]);
  };
  const rotate = (args: Args = {}) =>
    s.send(
      'rotateGroup',
      { actor: wallet.publicKey, owner: s.owner.address, group },
      {
        ...{ previousKeyringDigest: bytes(21), keyringDigest: bytes(25) },
        ...{ encryptionKey: bytes(26), validUntil: FOREVER },
        ...args,
      },
      [wallet],
    );
  const read = () => s.world.read('group', group);
  const membership = (of: PublicKey) => s.world.read('membership', addresses.member(group, of));
  return { s, world: s.world, wallet, group, add, remove, rotate, read, membership };
}

describe('the program: groups', () => {
  it("a group is made under its owner's next id, with a key and a keyring", async () => {
    const { s, wallet, read, group, world } = await scene();
    const made = read();
    assert.deepEqual([made.generation, made.status, made.id.toNumber()], [1, 0, 1]);
    assert.ok(made.owner.equals(s.owner.address) && made.rentPayer.equals(wallet.publicKey));
    const again = { payer: wallet.publicKey, actor: wallet.publicKey, owner: s.owner.address };
    const args = { id: big(2), encryptionKey: bytes(1), keyringDigest: bytes(2), sealedLabel: bytes(3, 96) };
    const create = (changed: Args, at = addresses.group(s.owner.address, 2n)) =>
      s.send('createGroup', { ...again, group: at }, { ...args, ...changed }, [wallet]);
    assert.notEqual(create({ id: big(1) }, group).error, undefined);
    refused(create({ id: big(3) }), 'IdMismatch');
    refused(create({ encryptionKey: bytes(0) }), 'ZeroKey');
    refused(create({ keyringDigest: bytes(0) }), 'ZeroKey');
    const lost = { actor: wallet.publicKey, person: s.owner.address, device: s.member.address };
    s.must('suspendDevice', lost, undefined, [wallet]);
    refused(create({}), 'KeyringDue');
    assert.equal(world.read('person', s.owner.address).nextId.toNumber(), 2);
  });

  it('a person or device joins, with the keyring that has it', async () => {
    const { s, add, read, membership, world } = await scene();
    const expiresAt = big(world.now + 50n);
    assert.equal(add(s.other.address, { keyringDigest: bytes(23), expiresAt }).error, undefined);
    const joined = membership(s.other.address);
    assert.deepEqual([joined.principalKind, joined.role, joined.serial.toNumber()], [1, 0, 1]);
    assert.ok(joined.granter.equals(s.owner.address) && joined.principal.equals(s.other.address));
    assert.deepEqual([read().keyringDigest, read().accessSequence.toNumber()], [bytes(23), 1]);
    assert.equal(read().keyringValidUntil.toString(), expiresAt.toString());
    const device = { principalKind: 2, role: 1, previousKeyringDigest: bytes(23) };
    assert.equal(add(s.theirs.address, device).error, undefined);
    assert.equal(membership(s.theirs.address).role, 1);
  });

  it('who joins is what it is said to be, active, and for a time that is to come', async () => {
    const { s, add, group, world } = await scene();
    refused(add(s.other.address, { principalKind: 2 }), 'PrincipalMismatch');
    refused(add(s.theirs.address), 'PrincipalMismatch');
    refused(add(s.group(), { principalKind: 3 }), 'PrincipalMismatch');
    refused(add(group), '2040');
    refused(add(s.other.address, { role: 2 }), 'UnknownRole');
    refused(add(s.other.address, { expiresAt: big(world.now) }), 'ValidityPassed');
    refused(add(s.other.address, { previousKeyringDigest: bytes(9) }), 'KeyringChanged');
    refused(add(s.other.address, { keyringDigest: bytes(0) }), 'ZeroKey');
    const by = { actor: s.other.wallet.publicKey, person: s.other.address, device: s.theirs.address };
    s.must('suspendDevice', by, undefined, [s.other.wallet]);
    refused(add(s.theirs.address, { principalKind: 2 }), 'PrincipalNotActive');
    const retire = { authority: s.other.wallet.publicKey, person: s.other.address };
    s.must('retirePerson', retire, undefined, [s.other.wallet]);
    refused(add(s.other.address), 'PrincipalNotActive');
  });

  it('losing a member makes a generation due, and nothing is granted to the group before it', async () => {
    const { s, add, remove, rotate, read, membership, group, world } = await scene();
    const dataset = s.dataset();
    const grant = () => {
      const give = s.grant(dataset, group, { principalKind: 3 });
      return s.send('grantAccess', give.accounts, give.args, [s.owner.wallet]);
    };
    assert.equal(add(s.other.address).error, undefined);
    assert.equal(remove(s.other.address).error, undefined);
    const lost = membership(s.other.address);
    assert.deepEqual([lost.status, lost.endedAt.toString()], [1, String(world.now)]);
    assert.deepEqual([read().keyringDue, read().accessSequence.toNumber()], [1, 2]);
    refused(remove(s.other.address), 'MemberRemoved');
    refused(grant(), 'GroupKeyringDue');
    assert.equal(rotate({ validUntil: big(world.now + 10n) }).error, undefined);
    assert.deepEqual([read().keyringDue, read().generation, read().encryptionKey], [0, 2, bytes(26)]);
    assert.equal(grant().error, undefined);
    s.later(10n);
    refused(grant(), 'GroupKeyringDue');
  });

  it('a removal can carry the next generation', async () => {
    const { s, add, remove, read } = await scene();
    assert.equal(add(s.other.address).error, undefined);
    const next = { keyringDigest: bytes(25), encryptionKey: bytes(26) };
    refused(remove(s.other.address, { ...next, encryptionKey: bytes(20) }), 'KeyUnchanged');
    refused(remove(s.other.address, { ...next, encryptionKey: bytes(0) }), 'ZeroKey');
    refused(remove(s.other.address, { ...next, previousKeyringDigest: bytes(9) }), 'KeyringChanged');
    refused(remove(s.other.address, { ...next, validUntil: big(s.world.now) }), 'ValidityPassed');
    assert.equal(remove(s.other.address, next).error, undefined);
    assert.deepEqual([read().keyringDue, read().generation, read().keyringDigest], [0, 2, bytes(25)]);
  });

  it('a generation is refused under a key of before, a stale keyring or a lost device', async () => {
    const { s, rotate, wallet } = await scene();
    refused(rotate({ encryptionKey: bytes(20) }), 'KeyUnchanged');
    refused(rotate({ encryptionKey: bytes(0) }), 'ZeroKey');
    refused(rotate({ keyringDigest: bytes(0) }), 'ZeroKey');
    refused(rotate({ previousKeyringDigest: bytes(9) }), 'KeyringChanged');
    refused(rotate({ validUntil: big(s.world.now) }), 'ValidityPassed');
    const lost = { actor: wallet.publicKey, person: s.owner.address, device: s.member.address };
    s.must('suspendDevice', lost, undefined, [wallet]);
    refused(rotate(), 'KeyringDue');
  });

  it("a retired group changes no more, and is closed a day later by its owner's authority", async () => {
    const { s, add, remove, rotate, read, group, wallet, world } = await scene();
    assert.equal(add(s.other.address).error, undefined);
    const end = { authority: wallet.publicKey, owner: s.owner.address, group };
    const close = (changed = {}, by = wallet) =>
      s.send('closeGroup', { ...end, rentPayer: wallet.publicKey, ...changed }, undefined, [by]);
    refused(close(), 'NotEnded');
    refused(s.send('retireGroup', { ...end, owner: s.other.address }, undefined, [wallet]), 'NotOwner');
    const thief = { ...end, authority: s.admin.key.publicKey };
    refused(s.send('retireGroup', thief, undefined, [s.admin.key]), 'NotAuthority');
    s.must('retireGroup', end, undefined, [wallet]);
    assert.deepEqual([read().status, read().endedAt.toString()], [1, String(world.now)]);
    refused(s.send('retireGroup', end, undefined, [wallet]), 'GroupRetired');
    refused(add(s.theirs.address, { principalKind: 2 }), 'GroupRetired');
    refused(remove(s.other.address), 'GroupRetired');
    refused(rotate(), 'GroupRetired');
    refused(close(), 'ClosedTooEarly');
    s.later(DAY);
    refused(close({ authority: s.admin.key.publicKey }, s.admin.key), 'NotAuthority');
    refused(close({ owner: s.other.address }), 'NotOwner');
    refused(close({ rentPayer: s.other.address }), 'RentPayerMismatch');
    const [before, rent] = [world.lamports(wallet.publicKey), world.lamports(group)];
    assert.equal(close().error, undefined);
    assert.equal(world.lamports(wallet.publicKey) - before, rent);
    assert.equal(world.data(group), undefined);
  });

  it("a membership is closed a day after its end, or its group's, whichever came first", async () => {
    const { s, add, group, wallet, world, remove } = await scene();
    const of = (principal: PublicKey, changed = {}, by = wallet) => {
      const membership = addresses.member(group, principal);
      const accounts = { authority: by.publicKey, granter: s.owner.address, group, membership };
      const rentPayer = wallet.publicKey;
      return s.send('closeMembership', { ...accounts, rentPayer, ...changed }, undefined, [by]);
    };
    assert.equal(add(s.other.address, { expiresAt: big(world.now + DAY) }).error, undefined);
    assert.equal(add(s.theirs.address, { principalKind: 2 }).error, undefined);
    assert.equal(add(s.member.address, { principalKind: 2 }).error, undefined);
    refused(of(s.theirs.address), 'NotEnded');
    refused(of(s.other.address), 'ClosedTooEarly');
    s.later(2n * DAY);
    refused(of(s.other.address, { granter: s.other.address }), 'NotGranter');
    refused(of(s.other.address, {}, s.admin.key), 'NotAuthority');
    refused(of(s.other.address, { group: s.group() }), 'MembershipMismatch');
    refused(of(s.other.address, { rentPayer: s.other.wallet.publicKey }), 'RentPayerMismatch');
    const closed = addresses.member(group, s.other.address);
    const [before, rent] = [world.lamports(wallet.publicKey), world.lamports(closed)];
    assert.equal(of(s.other.address).error, undefined);
    assert.equal(world.lamports(wallet.publicKey) - before, rent);
    assert.equal(world.data(closed), undefined);
    assert.equal(remove(s.theirs.address).error, undefined);
    refused(of(s.theirs.address), 'ClosedTooEarly');
    s.end('retireGroup', { group });
    refused(of(s.member.address), 'ClosedTooEarly');
    s.later(DAY);
    assert.equal(of(s.theirs.address).error, undefined);
    s.end('closeGroup', { group, rentPayer: wallet.publicKey });
    assert.equal(of(s.member.address).error, undefined);
  });
});
