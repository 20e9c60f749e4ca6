import assert from 'node:assert/strict';
import { BN } from '@coral-xyz/anchor';
import { Keypair } from '@solana/web3.js';
import {
  acting,
  dataset,
  device,
  grantAccess,
  grantOf,
  person,
  publishVersion,
  revokeAccess,
  revokeDevice,
} from './actors.ts';
import { bytes, refused, succeeded, World } from './world.ts';

/** An owner with a dataset and an admin device, and a reader with a device. */
async function two() {
  const world = new World();
  const [owner, reader] = [await person(world), await person(world)];
  const [admin, theirs] = [await device(world, owner, 'admin'), await device(world, reader)];
  const at = await dataset(world, owner);
  const give = async (args: Parameters<typeof grantAccess>[2] = {}, to = reader.address) =>
    world.send([await grantAccess(owner, to, args)], [owner.wallet]);
  return { world, owner, reader, admin, theirs, at, grant: grantOf(at, reader.address), give };
}
const at = (seconds: bigint): BN => new BN(seconds.toString());

describe('the program: grants', () => {
  it('the owner grants, and the grant says what, to whom and when', async () => {
    const { world, owner, reader, at: on, grant, give } = await two();
    const outcome = await give({ keyringDigest: bytes(14) });
    assert.equal(succeeded(outcome, 'accessGranted')['permissions'], 1);
    assert.ok(outcome.computeUnits < 10_000, `${outcome.computeUnits} compute units`);
    const given = world.read('grant', grant);
    assert.ok(given.resource.equals(on) && given.principal.equals(reader.address));
    assert.ok(given.granter.equals(owner.address));
    assert.deepEqual([given.permissions, given.serial.toNumber(), given.status], [1, 1, 0]);
    const changed = world.read('dataset', on);
    assert.deepEqual([changed.keyringDigest, changed.accessSequence.toNumber()], [bytes(14), 1]);
  });

  it('granting again replaces the grant under a new serial', async () => {
    const { world, grant, give } = await two();
    succeeded(await give(), 'accessGranted');
    succeeded(await give({ permissions: 3 }), 'accessGranted');
    const given = world.read('grant', grant);
    assert.deepEqual([given.permissions, given.serial.toNumber()], [3, 2]);
  });

  it('replacing read access by less loses a reader: a rotation is due', async () => {
    const { world, at: on, give } = await two();
    succeeded(await give({ permissions: 3 }), 'accessGranted');
    assert.equal(world.read('dataset', on).rotationDue, 0);
    succeeded(await give({ permissions: 2 }), 'accessGranted');
    assert.equal(world.read('dataset', on).rotationDue, 1);
  });

  it('replacing a grant to administer ends what was granted under it, readers too: a rotation is due', async () => {
    const { world, at: on, give } = await two();
    succeeded(await give({ permissions: 5 }), 'accessGranted');
    assert.equal(world.read('dataset', on).rotationDue, 0);
    succeeded(await give({ permissions: 5 }), 'accessGranted');
    assert.equal(world.read('dataset', on).rotationDue, 1);
  });

  it('nobody grants what they do not own', async () => {
    const { world, owner, reader, admin, theirs } = await two();
    const payer = { payer: reader.wallet.publicKey };
    const asOwner = { ...payer, actor: reader.wallet.publicKey };
    const target = (await device(world, reader)).address;
    const kind = { principalKind: 2 };
    const by = async (accounts: Parameters<typeof grantAccess>[3], ...signers: Keypair[]) =>
      world.send([await grantAccess(owner, target, kind, accounts)], [reader.wallet, ...signers]);
    refused(await by(asOwner), 'NotAuthority');
    refused(await by({ ...asOwner, owner: reader.address }), 'NotOwner');
    refused(await by({ ...payer, ...acting(theirs) }, theirs.key), 'DeviceMismatch');
    succeeded(await by({ ...payer, ...acting(admin) }, admin.key), 'accessGranted');
  });

  it('permissions that a dataset does not have are refused', async () => {
    const { give } = await two();
    for (const permissions of [0, 8, 16, 9, 0xffff_ffff])
      refused(await give({ permissions }), 'UnknownPermission');
  });

  it('a grant must have a time in which it holds', async () => {
    const { world, give } = await two();
    const now = world.now;
    refused(await give({ expiresAt: at(now) }), 'GrantPeriodEmpty');
    refused(await give({ expiresAt: at(now + 5n), notBefore: at(now + 5n) }), 'GrantPeriodEmpty');
    refused(await give({ notBefore: at(-1n) }), 'GrantPeriodEmpty');
    succeeded(await give({ expiresAt: at(now + 6n), notBefore: at(now + 5n) }), 'accessGranted');
  });

  it('the principal is an active person or device of the stated kind, and not the owner', async () => {
    const { world, owner, reader, theirs, at: on, give } = await two();
    refused(await give({}, owner.address), 'GrantToOwner');
    refused(await give({ principalKind: 2 }), 'PrincipalMismatch');
    refused(await give({}, theirs.address), 'PrincipalMismatch');
    refused(await give({ principalKind: 3 }), 'PrincipalMismatch');
    refused(await give({}, on), 'GrantToItself');
    refused(await give({}, world.wallet().publicKey), 'PrincipalMismatch');
    succeeded(world.send([await revokeDevice(reader, theirs)], [reader.wallet]), 'deviceRevoked');
    refused(await give({ principalKind: 2 }, theirs.address), 'PrincipalNotActive');
    world.overwrite(reader.address, 10, Uint8Array.of(1));
    refused(await give(), 'PrincipalNotActive');
  });

  it('an expiring read grant ends the epoch with it, a write grant does not', async () => {
    const { world, at: on, give } = await two();
    const until = () => world.read('dataset', on).epochValidUntil.toString();
    const end = world.now + 100n;
    succeeded(await give({ permissions: 2, expiresAt: at(end) }), 'accessGranted');
    assert.equal(until(), (2n ** 63n - 1n).toString());
    succeeded(await give({ permissions: 1, expiresAt: at(end) }), 'accessGranted');
    assert.equal(until(), end.toString());
    succeeded(await give({ permissions: 1, expiresAt: at(end + 50n) }), 'accessGranted');
    assert.equal(until(), end.toString());
  });

  it('a stale or empty keyring is refused', async () => {
    const { give } = await two();
    refused(await give({ previousKeyringDigest: bytes(10) }), 'KeyringChanged');
    refused(await give({ keyringDigest: bytes(0) }), 'ZeroKey');
  });

  it('revoking without a keyring stops publishing, with one it starts the next epoch', async () => {
    const { world, owner, reader, admin, at: on, give } = await two();
    succeeded(await give(), 'accessGranted');
    const revoke = await revokeAccess(owner, reader.address, {}, acting(admin));
    const outcome = world.send([revoke], [admin.key]);
    assert.equal(succeeded(outcome, 'accessRevoked')['rotationDue'], true);
    assert.ok(outcome.computeUnits < 5_000, `${outcome.computeUnits} compute units`);
    refused(world.send([await publishVersion(owner, admin)], [admin.key]), 'RotationDue');
    refused(world.send([revoke], [admin.key]), 'GrantRevoked');
    succeeded(await give(), 'accessGranted');
    const rotating = await revokeAccess(owner, reader.address, { keyringDigest: bytes(15) });
    assert.equal(succeeded(world.send([rotating], [owner.wallet]), 'accessRevoked')['epoch'], 2);
    const after = world.read('dataset', on);
    assert.deepEqual([after.rotationDue, after.keyringDigest], [0, bytes(15)]);
    assert.equal(after.accessSequence.toNumber(), 4);
  });

  it('nobody but the owner revokes, and only a grant of this dataset', async () => {
    const { world, owner, reader, theirs, grant, give } = await two();
    succeeded(await give(), 'accessGranted');
    const by = { actor: reader.wallet.publicKey };
    const plain = await revokeAccess(owner, reader.address, {}, by);
    refused(world.send([plain], [reader.wallet]), 'NotAuthority');
    const posing = await revokeAccess(owner, reader.address, {}, { ...by, owner: reader.address });
    refused(world.send([posing], [reader.wallet]), 'NotOwner');
    const asDevice = await revokeAccess(owner, reader.address, {}, acting(theirs));
    refused(world.send([asDevice], [theirs.key]), 'DeviceMismatch');
    const own = await dataset(world, reader);
    const elsewhere = await revokeAccess(
      reader,
      reader.address,
      {},
      {
        ...{ resource: own, grant: grant },
      },
    );
    refused(world.send([elsewhere], [reader.wallet]), 'GrantMismatch');
  });

  it('a writer publishes through a grant to its person or to itself, a reader does not', async () => {
    const { world, owner, reader, theirs, at: on, grant, give } = await two();
    const byPerson = { writer: reader.address, grant };
    const publish = async (sequence: number, accounts: Parameters<typeof publishVersion>[3]) => {
      const args = { sequence: new BN(sequence) };
      return world.send([await publishVersion(owner, theirs, args, accounts)], [theirs.key]);
    };
    succeeded(await give(), 'accessGranted');
    refused(await publish(1, byPerson), 'PermissionMissing');
    succeeded(await give({ permissions: 3 }), 'accessGranted');
    succeeded(await publish(1, byPerson), 'versionPublished');
    succeeded(await give({ permissions: 2, principalKind: 2 }, theirs.address), 'accessGranted');
    const byDevice = { writer: reader.address, grant: grantOf(on, theirs.address) };
    succeeded(await publish(2, byDevice), 'versionPublished');
    refused(await publish(3, { grant }), 'DeviceMismatch');
    const other = await person(world);
    refused(await publish(3, { ...byPerson, writer: other.address }), 'DeviceMismatch');
  });

  it('nobody publishes through a grant to another person, or to another of its own devices', async () => {
    const { world, owner, reader, theirs, at: on, grant, give } = await two();
    const stranger = await person(world);
    const [strange, second] = [await device(world, stranger), await device(world, reader)];
    succeeded(await give({ permissions: 2 }), 'accessGranted');
    const stolen = await publishVersion(owner, strange, {}, { writer: stranger.address, grant });
    refused(world.send([stolen], [strange.key]), 'GrantMismatch');
    succeeded(await give({ permissions: 2, principalKind: 2 }, theirs.address), 'accessGranted');
    const byDevice = { writer: reader.address, grant: grantOf(on, theirs.address) };
    const borrowed = await publishVersion(owner, second, {}, byDevice);
    refused(world.send([borrowed], [second.key]), 'GrantMismatch');
  });

  it('holds from its first second on', async () => {
    const { world, owner, reader, theirs, grant, give } = await two();
    const begins = world.now + 100n;
    succeeded(await give({ permissions: 2, notBefore: at(begins) }), 'accessGranted');
    const publish = await publishVersion(owner, theirs, {}, { writer: reader.address, grant });
    refused(world.send([publish], [theirs.key]), 'GrantNotEffective');
    world.setTime(begins);
    succeeded(world.send([publish], [theirs.key]), 'versionPublished');
  });

  it('a grant that is revoked, over, not begun, for a program, or of another dataset publishes nothing', async () => {
    const { world, owner, reader, theirs, grant, give } = await two();
    const accounts = { writer: reader.address, grant };
    const publish = async () => world.send([await publishVersion(owner, theirs, {}, accounts)], [theirs.key]);
    const now = world.now;
    succeeded(await give({ permissions: 2, notBefore: at(now + 10n) }), 'accessGranted');
    refused(await publish(), 'GrantNotEffective');
    succeeded(await give({ permissions: 2, expiresAt: at(now + 10n) }), 'accessGranted');
    world.setTime(now + 10n);
    refused(await publish(), 'GrantNotEffective');
    const program = Keypair.generate().publicKey;
    succeeded(await give({ permissions: 2, viaProgram: program }), 'accessGranted');
    refused(await publish(), 'GrantNotEffective');
    succeeded(await give({ permissions: 2 }), 'accessGranted');
    const own = await dataset(world, reader);
    const elsewhere = await publishVersion(reader, theirs, {}, { ...accounts, dataset: own });
    refused(world.send([elsewhere], [theirs.key]), 'GrantMismatch');
    succeeded(world.send([await revokeAccess(owner, reader.address)], [owner.wallet]), 'accessRevoked');
    refused(await publish(), 'GrantRevoked');
  });
});
