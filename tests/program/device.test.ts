import assert from 'node:assert/strict';
import { Keypair } from '@solana/web3.js';
import {
  acting,
  createDataset,
  device,
  deviceOf,
  enrollDevice,
  person,
  revokeDevice,
  setPersonKeyring,
  suspendDevice,
} from './actors.ts';
import { bytes, refused, succeeded, World } from './world.ts';

describe('the program: devices', () => {
  it('a device that signs beside its wallet is enrolled', async () => {
    const world = new World();
    const owner = await person(world);
    const key = Keypair.generate();
    const next = { role: 1, keyringDigest: bytes(3) };
    const outcome = world.send([await enrollDevice(owner, key.publicKey, next)], [owner.wallet, key]);
    const event = succeeded(outcome, 'deviceEnrolled');
    assert.equal(event['byTicket'], false);
    const enrolled = world.read('device', deviceOf(key.publicKey));
    assert.ok(enrolled.person.equals(owner.address) && enrolled.key.equals(key.publicKey));
    assert.deepEqual([enrolled.role, enrolled.status, enrolled.enrolledSequence.toNumber()], [1, 0, 1]);
    const after = world.read('person', owner.address);
    assert.deepEqual([after.activeDevices, after.accessSequence.toNumber()], [1, 1]);
    assert.deepEqual(after.keyringDigest, bytes(3));
  });

  it('a computer that did not consent is not enrolled', async () => {
    const world = new World();
    const owner = await person(world);
    const instruction = await enrollDevice(owner, Keypair.generate().publicKey);
    for (const meta of instruction.keys)
      if (!meta.pubkey.equals(owner.wallet.publicKey)) meta.isSigner = false;
    refused(world.send([instruction], [owner.wallet]), 'ProofMissing');
  });

  it('nobody enrols a device for another person, nor without the wallet', async () => {
    const world = new World();
    const owner = await person(world);
    const thief = await person(world);
    const key = Keypair.generate();
    const foreign = { payer: thief.wallet.publicKey, authority: thief.wallet.publicKey };
    const instruction = await enrollDevice(owner, key.publicKey, {}, foreign);
    refused(world.send([instruction], [thief.wallet, key]), 'NotAuthority');
    const unsigned = await enrollDevice(owner, key.publicKey, {}, { payer: thief.wallet.publicKey });
    for (const meta of unsigned.keys) if (meta.pubkey.equals(owner.wallet.publicKey)) meta.isSigner = false;
    refused(world.send([unsigned], [thief.wallet, key]), 'MissingRequiredSignature');
  });

  it('an unknown role, a zero key and a stale keyring are refused', async () => {
    const world = new World();
    const owner = await person(world);
    const key = Keypair.generate();
    const enrol = async (args: Parameters<typeof enrollDevice>[2]) =>
      world.send([await enrollDevice(owner, key.publicKey, args)], [owner.wallet, key]);
    refused(await enrol({ role: 2 }), 'UnknownRole');
    refused(await enrol({ encryptionKey: bytes(0) }), 'ZeroKey');
    refused(await enrol({ keyringDigest: bytes(0) }), 'ZeroKey');
    refused(await enrol({ previousKeyringDigest: bytes(8) }), 'KeyringChanged');
    assert.equal(world.data(deviceOf(key.publicKey)), undefined);
  });

  it('a revoked device key is never enrolled again, by anybody', async () => {
    const world = new World();
    const [owner, other] = [await person(world), await person(world)];
    const lost = await device(world, owner);
    succeeded(world.send([await revokeDevice(owner, lost)], [owner.wallet]), 'deviceRevoked');
    const before = world.data(lost.address);
    for (const by of [owner, other]) {
      const again = await enrollDevice(by, lost.key.publicKey);
      assert.notEqual(world.send([again], [by.wallet, lost.key]).error, undefined);
    }
    assert.deepEqual(world.data(lost.address), before);
  });

  it('suspending and revoking count the device once, and make a keyring due', async () => {
    const world = new World();
    const owner = await person(world);
    const lost = await device(world, owner);
    succeeded(world.send([await suspendDevice(owner, lost)], [owner.wallet]), 'deviceSuspended');
    const suspended = world.read('person', owner.address);
    assert.deepEqual(
      [suspended.activeDevices, suspended.keyringDue, suspended.accessSequence.toNumber()],
      [0, 1, 2],
    );
    succeeded(world.send([await revokeDevice(owner, lost)], [owner.wallet]), 'deviceRevoked');
    const revoked = world.read('person', owner.address);
    assert.deepEqual([revoked.activeDevices, revoked.accessSequence.toNumber()], [0, 3]);
    assert.equal(world.read('device', lost.address).status, 2);
    refused(world.send([await suspendDevice(owner, lost)], [owner.wallet]), 'DeviceNotSuspendable');
    refused(world.send([await revokeDevice(owner, lost)], [owner.wallet]), 'DeviceRevoked');
  });

  it('an admin device suspends another, a member and a stranger do not', async () => {
    const world = new World();
    const owner = await person(world);
    const [admin, member] = [await device(world, owner, 'admin'), await device(world, owner)];
    const thief = world.wallet();
    const byMember = await suspendDevice(owner, admin, acting(member));
    refused(world.send([byMember], [member.key]), 'DeviceNotAdmin');
    const byThief = await suspendDevice(owner, admin, { actor: thief.publicKey });
    refused(world.send([byThief], [thief]), 'NotAuthority');
    succeeded(
      world.send([await suspendDevice(owner, member, acting(admin))], [admin.key]),
      'deviceSuspended',
    );
  });

  it('only the wallet revokes', async () => {
    const world = new World();
    const owner = await person(world);
    const [admin, member] = [await device(world, owner, 'admin'), await device(world, owner)];
    const byAdmin = await revokeDevice(owner, member, { authority: admin.key.publicKey });
    refused(world.send([byAdmin], [admin.key]), 'NotAuthority');
  });

  it("a device of another person can't be suspended or revoked", async () => {
    const world = new World();
    const [owner, other] = [await person(world), await person(world)];
    const theirs = await device(world, other);
    refused(world.send([await suspendDevice(owner, theirs)], [owner.wallet]), 'DeviceMismatch');
    refused(world.send([await revokeDevice(owner, theirs)], [owner.wallet]), 'DeviceMismatch');
  });

  it('an account of another type is not taken for a device or a person', async () => {
    const world = new World();
    const owner = await person(world);
    const own = await device(world, owner);
    const asDevice = await suspendDevice(owner, own, { device: owner.address, person: owner.address });
    assert.notEqual(world.send([asDevice], [owner.wallet]).error, undefined);
    const asPerson = await suspendDevice(owner, own, { person: own.address });
    assert.notEqual(world.send([asPerson], [owner.wallet]).error, undefined);
    assert.equal(world.read('device', own.address).status, 0);
  });

  it("a suspended device's signature changes nothing in the same slot", async () => {
    const world = new World();
    const owner = await person(world);
    const admin = await device(world, owner, 'admin');
    const suspend = await suspendDevice(owner, admin);
    const payer = { payer: world.feePayer.publicKey };
    const later = [
      await setPersonKeyring(owner, {}, acting(admin)),
      await createDataset(owner, {}, { ...acting(admin), ...payer }),
    ];
    for (const instruction of later)
      refused(world.send([suspend, instruction], [owner.wallet, admin.key]), 'DeviceNotActive');
    assert.equal(world.read('device', admin.address).status, 0);
  });

  it('a device from before a recovery is void', async () => {
    const world = new World();
    const owner = await person(world);
    const admin = await device(world, owner, 'admin');
    const young = await device(world, owner, 'admin');
    // finish_recovery is not written yet: the state that it leaves is put there.
    // After void_before: its 8 bytes, public_name 32, rent_payer 32, ended_at 8, reserved 64.
    const at = world.accountBytes('person') - (8 + 32 + 32 + 8 + 64);
    world.overwrite(owner.address, at, Uint8Array.of(2));
    assert.equal(world.read('person', owner.address).voidBefore.toNumber(), 2);
    const by = async (as: typeof admin) =>
      world.send([await setPersonKeyring(owner, {}, acting(as))], [as.key]);
    refused(await by(admin), 'DeviceVoid');
    succeeded(await by(young), 'personKeyringSet');
  });
});
