import assert from 'node:assert/strict';
import { enrollDevice } from './actors.ts';
import { DAY, Scene } from './scene.ts';
import { bytes, program, refused } from './world.ts';

async function scene() {
  const s = await Scene.begin();
  const { wallet, address: person } = s.owner;
  const accounts = { authority: wallet.publicKey, person, device: s.member.address };
  const role = (to: number, by = wallet) =>
    s.send('setDeviceRole', { ...accounts, authority: by.publicKey }, { role: to }, [by]);
  const digests = { previousKeyringDigest: bytes(2), keyringDigest: bytes(3) };
  const resume = (args = digests, by = wallet) =>
    s.send('resumeDevice', { ...accounts, authority: by.publicKey }, args, [by]);
  const revoke = () => s.must('revokeDevice', accounts, undefined, [wallet]);
  const suspend = () =>
    s.must('suspendDevice', { actor: wallet.publicKey, person, device: s.member.address }, undefined, [
      wallet,
    ]);
  const shrink = (by = wallet, rentPayer = wallet.publicKey) =>
    s.send('shrinkDevice', { ...accounts, authority: by.publicKey, rentPayer }, undefined, [by]);
  const read = () => s.world.read('device', s.member.address);
  return { s, world: s.world, person, role, resume, revoke, suspend, shrink, read };
}

describe("the program: a device's life", () => {
  it('its role is changed by the authority alone, to another one that there is', async () => {
    const { s, role, read, revoke, world } = await scene();
    const before = world.read('person', s.owner.address).accessSequence.toNumber();
    refused(role(2), 'UnknownRole');
    refused(role(0), 'RoleUnchanged');
    refused(role(1, s.admin.key), 'NotAuthority');
    assert.equal(role(1).error, undefined);
    assert.equal(read().role, 1);
    assert.equal(world.read('person', s.owner.address).accessSequence.toNumber(), before + 1);
    assert.equal(role(0).error, undefined);
    revoke();
    refused(role(1), 'DeviceRevoked');
  });

  it('suspended, it comes back by the authority alone, into the keyring that is named', async () => {
    const { s, resume, suspend, read, world } = await scene();
    refused(resume(), 'DeviceNotSuspended');
    suspend();
    const sequence = world.read('person', s.owner.address).accessSequence.toNumber();
    refused(resume(undefined, s.admin.key), 'NotAuthority');
    refused(resume({ previousKeyringDigest: bytes(9), keyringDigest: bytes(3) }), 'KeyringChanged');
    refused(resume({ previousKeyringDigest: bytes(2), keyringDigest: bytes(0) }), 'ZeroKey');
    assert.equal(resume().error, undefined);
    assert.equal(read().status, 0);
    const person = world.read('person', s.owner.address);
    assert.deepEqual([person.activeDevices, person.keyringDigest], [2, bytes(3)]);
    assert.equal(person.accessSequence.toNumber(), sequence + 1);
    // What the suspended device knew until then it may know again only under the keyring's next generation.
    assert.equal(person.keyringDue, 1);
  });

  it('revoked, it is never resumed', async () => {
    const { resume, revoke } = await scene();
    revoke();
    refused(resume(), 'DeviceNotSuspended');
  });

  it('a day after its end its account shrinks to a tombstone, and who paid gets back the rest', async () => {
    const { s, world, shrink, suspend, revoke } = await scene();
    const at = s.member.address;
    refused(shrink(), 'NotEnded');
    suspend();
    refused(shrink(), 'NotEnded');
    revoke();
    s.later(DAY - 1n);
    refused(shrink(), 'ClosedTooEarly');
    s.later(1n);
    refused(shrink(s.admin.key), 'NotAuthority');
    refused(shrink(undefined, s.other.wallet.publicKey), 'RentPayerMismatch');
    const [before, wallet] = [world.lamports(at), world.lamports(s.owner.wallet.publicKey)];
    const device = world.read('device', at);
    assert.equal(shrink().error, undefined);
    const tombstone = world.read('revokedDevice', at);
    assert.ok(tombstone.key.equals(s.member.key.publicKey) && tombstone.person.equals(s.owner.address));
    assert.equal(tombstone.endedAt.toString(), device.endedAt.toString());
    assert.equal(world.data(at)?.length, world.accountBytes('revokedDevice'));
    const kept = world.lamports(at);
    assert.equal(kept, world.rent(world.accountBytes('revokedDevice')));
    assert.equal(world.lamports(s.owner.wallet.publicKey) - wallet, before - kept);
    assert.notEqual(shrink().error, undefined);
  });

  it("a tombstone's key is refused for ever: enrolled again, as an actor, as a principal", async () => {
    const { s, world, shrink, revoke } = await scene();
    const dataset = s.dataset();
    revoke();
    s.later(DAY);
    assert.equal(shrink().error, undefined);
    const again = await enrollDevice(s.owner, s.member.key.publicKey);
    assert.notEqual(world.send([again], [s.owner.wallet, s.member.key]).error, undefined);
    assert.equal(world.data(s.member.address)?.length, world.accountBytes('revokedDevice'));
    const keyring = { actor: s.member.key.publicKey, actorDevice: s.member.address, person: s.owner.address };
    const args = { previousKeyringDigest: bytes(2), keyringDigest: bytes(3), encryptionKey: bytes(4) };
    assert.notEqual(s.send('setPersonKeyring', keyring, args, [s.member.key]).error, undefined);
    const give = s.grant(dataset, s.member.address, { principalKind: 2 });
    refused(s.send('grantAccess', give.accounts, give.args, [s.owner.wallet]), 'PrincipalMismatch');
  });

  it('money that somebody sent to a device stays there: only its own rent is given back', async () => {
    const { s, world, shrink, revoke } = await scene();
    revoke();
    s.later(DAY);
    world.fund(s.member.address, 5_000n);
    assert.equal(shrink().error, undefined);
    const kept = world.rent(world.accountBytes('revokedDevice')) + 5_000n;
    assert.equal(world.lamports(s.member.address), kept);
  });

  it("the tombstone's layout is one of its own", () => {
    const kinds = program.idl.accounts.map(({ name }) => name);
    assert.ok(kinds.includes('revokedDevice'));
    assert.ok(program.coder.accounts.size('revokedDevice') < program.coder.accounts.size('device') / 3);
  });
});
