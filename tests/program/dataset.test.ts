import assert from 'node:assert/strict';
import { BN } from '@coral-xyz/anchor';
import {
  acting,
  createDataset,
  dataset,
  datasetOf,
  device,
  person,
  publishVersion,
  revokeDevice,
  rotateEpoch,
  setPersonKeyring,
  suspendDevice,
} from './actors.ts';
import { bytes, head, refused, succeeded, World } from './world.ts';

/** A person with a dataset, an admin device and a member device. */
async function publisher() {
  const world = new World();
  const owner = await person(world);
  const [admin, member] = [await device(world, owner, 'admin'), await device(world, owner)];
  return { world, owner, admin, member, at: await dataset(world, owner) };
}

describe('the program: datasets', () => {
  it("a dataset is made under the person's next id, which is never used again", async () => {
    const { world, owner, at } = await publisher();
    const made = world.read('dataset', at);
    assert.deepEqual([made.epoch, made.sequence.toNumber(), made.ownerGeneration], [1, 0, 1]);
    assert.ok(made.owner.equals(owner.address) && made.creator.equals(owner.address));
    assert.deepEqual(made.sealedLabel, bytes(12, 96));
    assert.equal(world.read('person', owner.address).nextId.toNumber(), 2);
    assert.notEqual(world.send([await createDataset(owner)], [owner.wallet]).error, undefined);
    const second = { dataset: datasetOf(owner.address, 2) };
    refused(world.send([await createDataset(owner, {}, second)], [owner.wallet]), 'IdMismatch');
    const rightly = await createDataset(owner, { id: new BN(2) }, second);
    succeeded(world.send([rightly], [owner.wallet]), 'datasetCreated');
  });

  it('an admin device makes one where money lies already, and somebody else pays', async () => {
    const { world, owner, admin } = await publisher();
    const [payer, at] = [world.wallet(), datasetOf(owner.address, 2)];
    world.fund(at, 5_000_000n);
    const accounts = { ...acting(admin), payer: payer.publicKey, dataset: at };
    const outcome = world.send([await createDataset(owner, { id: new BN(2) }, accounts)], [admin.key, payer]);
    succeeded(outcome, 'datasetCreated');
    assert.ok(world.read('dataset', at).rentPayer.equals(payer.publicKey));
    assert.ok(outcome.computeUnits < 10_000, `${outcome.computeUnits} compute units`);
  });

  it('another generation, a zero keyring, a member and a stranger are refused', async () => {
    const world = new World();
    const owner = await person(world);
    const member = await device(world, owner);
    const thief = world.wallet();
    const by = async (args: Parameters<typeof createDataset>[1]) =>
      world.send([await createDataset(owner, args)], [owner.wallet]);
    refused(await by({ ownerGeneration: 2 }), 'GenerationMismatch');
    refused(await by({ keyringDigest: bytes(0) }), 'ZeroKey');
    const asMember = { ...acting(member), payer: thief.publicKey };
    refused(world.send([await createDataset(owner, {}, asMember)], [thief, member.key]), 'DeviceNotAdmin');
    const asThief = { actor: thief.publicKey, payer: thief.publicKey };
    refused(world.send([await createDataset(owner, {}, asThief)], [thief]), 'NotAuthority');
  });

  it('a label that is too long has no place on chain, and one that is too short is refused', async () => {
    const world = new World();
    const owner = await person(world);
    const instruction = await createDataset(owner);
    const genuine = instruction.data;
    instruction.data = genuine.subarray(0, -1);
    refused(world.send([instruction], [owner.wallet]), 'InvalidInstructionData');
    instruction.data = Buffer.concat([genuine, Buffer.of(1)]);
    succeeded(world.send([instruction], [owner.wallet]), 'datasetCreated');
    const made = world.read('dataset', datasetOf(owner.address, 1));
    assert.deepEqual(made.sealedLabel, bytes(12, 96));
    assert.ok(made.rentPayer.equals(owner.wallet.publicKey));
  });

  it('any active device of the owner publishes versions, one after another', async () => {
    const { world, owner, admin, member, at } = await publisher();
    const first = world.send([await publishVersion(owner, member)], [member.key]);
    assert.deepEqual(succeeded(first, 'versionPublished')['head'], head(1));
    assert.ok(first.computeUnits < 5_000, `${first.computeUnits} compute units`);
    const next = { sequence: new BN(2), head: head(2) };
    succeeded(world.send([await publishVersion(owner, admin, next)], [admin.key]), 'versionPublished');
    const published = world.read('dataset', at);
    assert.deepEqual([published.sequence.toNumber(), published.head], [2, head(2)]);
  });

  it('of two publishers at once one wins and the other is told', async () => {
    const { world, owner, admin, member, at } = await publisher();
    const one = await publishVersion(owner, admin);
    const two = await publishVersion(owner, member, { head: head(2) });
    succeeded(world.send([one], [admin.key]), 'versionPublished');
    refused(world.send([two], [member.key]), 'SequenceMismatch');
    assert.deepEqual(world.read('dataset', at).head, head(1));
  });

  it('a gap, another epoch and a malformed head are refused', async () => {
    const { world, owner, member } = await publisher();
    const by = async (args: Parameters<typeof publishVersion>[2]) =>
      world.send([await publishVersion(owner, member, args)], [member.key]);
    refused(await by({ sequence: new BN(2) }), 'SequenceMismatch');
    refused(await by({ sequence: new BN(0) }), 'SequenceMismatch');
    refused(await by({ epoch: 2 }), 'EpochMismatch');
    for (const at of [0, 1, 2, 3]) refused(await by({ head: head(1).with(at, 0x11) }), 'HeadMalformed');
  });

  it('a suspended, a revoked and a foreign device do not publish', async () => {
    const { world, owner, admin, member } = await publisher();
    const foreign = await device(world, await person(world), 'admin');
    refused(world.send([await publishVersion(owner, foreign)], [foreign.key]), 'DeviceMismatch');
    const borrowed = await publishVersion(owner, member, {}, { signer: foreign.key.publicKey });
    refused(world.send([borrowed], [foreign.key]), 'DeviceMismatch');
    const publish = await publishVersion(owner, member);
    succeeded(world.send([await suspendDevice(owner, member)], [owner.wallet]), 'deviceSuspended');
    refused(world.send([publish], [member.key]), 'DeviceNotActive');
    succeeded(world.send([await revokeDevice(owner, member)], [owner.wallet]), 'deviceRevoked');
    refused(world.send([publish], [member.key]), 'DeviceNotActive');
    refused(world.send([await publishVersion(owner, admin)], [admin.key]), 'KeyringDue');
  });

  it('after a lost device versions wait for a new generation and then a new epoch', async () => {
    const { world, owner, admin, member } = await publisher();
    const publish = async (epoch: number) =>
      world.send([await publishVersion(owner, admin, { epoch })], [admin.key]);
    succeeded(world.send([await suspendDevice(owner, member)], [owner.wallet]), 'deviceSuspended');
    refused(await publish(1), 'KeyringDue');
    refused(world.send([await rotateEpoch(owner)], [owner.wallet]), 'KeyringDue');
    const late = { id: new BN(2) };
    const second = await createDataset(owner, late, { dataset: datasetOf(owner.address, 2) });
    refused(world.send([second], [owner.wallet]), 'KeyringDue');
    const generation = await setPersonKeyring(owner, { encryptionKey: bytes(7) });
    succeeded(world.send([generation], [owner.wallet]), 'personKeyringSet');
    refused(await publish(1), 'KeyringDue');
    succeeded(world.send([await rotateEpoch(owner)], [owner.wallet]), 'epochRotated');
    refused(await publish(1), 'EpochMismatch');
    succeeded(await publish(2), 'versionPublished');
  });

  it('an epoch that was given an end stops at it', async () => {
    const { world, owner, member, at } = await publisher();
    const end = world.now + 10n;
    const rotation = await rotateEpoch(owner, { validUntil: new BN(end.toString()) });
    const outcome = world.send([rotation], [owner.wallet]);
    assert.equal(succeeded(outcome, 'epochRotated')['epoch'], 2);
    assert.ok(outcome.computeUnits < 5_000, `${outcome.computeUnits} compute units`);
    const by = async (sequence: number) => {
      const args = { epoch: 2, sequence: new BN(sequence) };
      return world.send([await publishVersion(owner, member, args)], [member.key]);
    };
    world.setTime(end - 1n);
    succeeded(await by(1), 'versionPublished');
    world.setTime(end);
    refused(await by(2), 'RotationDue');
    assert.equal(world.read('dataset', at).sequence.toNumber(), 1);
  });

  it('a rotation names the keyring that it replaces, ends in the future, and is an admin matter', async () => {
    const { world, owner, admin, member } = await publisher();
    const stranger = await person(world);
    const by = async (args: Parameters<typeof rotateEpoch>[1]) =>
      world.send([await rotateEpoch(owner, args)], [owner.wallet]);
    refused(await by({ previousKeyringDigest: bytes(12) }), 'KeyringChanged');
    refused(await by({ keyringDigest: bytes(0) }), 'ZeroKey');
    refused(await by({ validUntil: new BN(world.now.toString()) }), 'ValidityPassed');
    refused(world.send([await rotateEpoch(owner, {}, acting(member))], [member.key]), 'DeviceNotAdmin');
    const foreign = { actor: stranger.wallet.publicKey, owner: stranger.address };
    refused(world.send([await rotateEpoch(owner, {}, foreign)], [stranger.wallet]), 'NotOwner');
    succeeded(world.send([await rotateEpoch(owner, {}, acting(admin))], [admin.key]), 'epochRotated');
  });

  it('a retired dataset takes no version', async () => {
    const { world, owner, member, at } = await publisher();
    // retire_dataset is not written yet; the status stands after discriminator, version and bump.
    world.overwrite(at, 10, Uint8Array.of(1));
    refused(world.send([await publishVersion(owner, member)], [member.key]), 'DatasetRetired');
  });

  it('a retired person does nothing', async () => {
    const { world, owner, member } = await publisher();
    world.overwrite(owner.address, 10, Uint8Array.of(1));
    refused(world.send([await publishVersion(owner, member)], [member.key]), 'PersonRetired');
    refused(world.send([await setPersonKeyring(owner)], [owner.wallet]), 'PersonRetired');
  });
});
