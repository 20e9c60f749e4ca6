import assert from 'node:assert/strict';
import {
  CLOSE_DELAY_SECONDS,
  createDeviceKey,
  createTicket,
  deviceAddress,
  grantAddress,
  instructions,
  isMeshidError,
  PROGRAM_ID,
} from '@meshid/sdk';
import { asWallet, bytes, type Stage } from '../actors.ts';

/** Devices are enrolled by either proof, change their role, are suspended, resumed, revoked, and leave a tombstone. */
export async function devices(stage: Stage): Promise<void> {
  const { register } = stage;
  const ana = await stage.person();
  const [admin, laptop] = [await stage.device(ana, 'admin'), await stage.device(ana)];
  const enrolled = await stage.get('device', laptop.address);
  assert.deepEqual(
    [enrolled.id, enrolled.person, enrolled.role, enrolled.status, enrolled.rentPayer],
    [laptop.id, ana.id, 'member', 'active', ana.authority],
  );
  assert.equal(enrolled.trustedSince, enrolled.enrolledAt);

  await byTicket();
  const over = { person: ana.id, device: laptop.id, authority: ana.authority };
  const promote = await instructions.setDeviceRole({ ...over, role: 'admin' });
  assert.equal((await stage.play(promote, [ana.wallet], 'deviceRoleSet')).role, 'admin');
  await stage.refused(promote, [ana.wallet], 'roleUnchanged');

  const suspend = await instructions.suspendDevice({
    ...{ person: ana.id, device: laptop.id, actor: { key: admin.id, asDevice: true } },
  });
  const suspended = await stage.play(suspend, [ana.wallet, admin.key], 'deviceSuspended');
  assert.equal(suspended.actor, admin.id);
  assert.equal((await stage.get('device', laptop.address)).status, 'suspended');
  assert.equal((await stage.get('person', ana.id)).keyringDue, true);

  const { keyringDigest } = await stage.get('person', ana.id);
  const resume = await instructions.resumeDevice({
    ...{ ...over, previousDigest: keyringDigest, digest: keyringDigest },
  });
  await stage.play(resume, [ana.wallet], 'deviceResumed');
  assert.equal((await stage.get('device', laptop.address)).status, 'active');

  const itself = await instructions.suspendDevice({
    ...{ person: ana.id, device: admin.id, actor: { key: admin.id, asDevice: true } },
  });
  assert.equal((await stage.play(itself, [ana.wallet, admin.key], 'deviceSuspended')).device, admin.address);
  await stage.refused(itself, [ana.wallet, admin.key], 'deviceNotActive');

  const ben = await stage.person();
  const give = await instructions.grantAccess({
    ...{ payer: ana.authority, actor: asWallet(ana), owner: ana.id, resource: laptop.address },
    ...{ principalKind: 'person', principal: ben.id, permissions: ['run'], notBefore: 0n, expiresAt: 0n },
  });
  await stage.play(give, [ana.wallet], 'accessGranted');
  assert.equal((await stage.get('grant', grantAddress(laptop.address, ben.id))).resourceKind, 'device');
  const revoke = await instructions.revokeDevice(over);
  await stage.play(revoke, [ana.wallet], 'deviceRevoked');
  const { endedAt } = await stage.get('device', laptop.address);
  const shrink = await instructions.shrinkDevice({ ...over, rentPayer: ana.authority });
  await stage.refused(shrink, [ana.wallet], 'closedTooEarly');
  await register.pass(Number(CLOSE_DELAY_SECONDS));
  await stage.play(shrink, [ana.wallet], 'deviceShrunk');
  assert.deepEqual(await stage.get('revokedDevice', laptop.address), {
    ...{ kind: 'revokedDevice', address: laptop.address, id: laptop.id, person: ana.id, endedAt },
  });
  await assert.rejects(register.find('device', laptop.address), (error) =>
    isMeshidError(error, 'device/revoked'),
  );

  const closeGrant = await instructions.closeGrant({
    ...{ authority: ana.authority, granter: ana.id, resource: laptop.address, principal: ben.id },
    ...{ shrunk: true, rentPayer: ana.authority },
  });
  await stage.play(closeGrant, [ana.wallet], 'grantClosed');

  async function byTicket(): Promise<void> {
    const key = createDeviceKey();
    const { cluster, keyringDigest: digest } = await stage.get('person', ana.id);
    const expiresAt = new Date(Number((await register.now()) + 3_600n) * 1000);
    const ticket = createTicket(key, { person: ana.id, program: PROGRAM_ID, cluster, expiresAt });
    const made = await instructions.enrollDevice({
      ...{ payer: ana.authority, authority: ana.authority, person: ana.id, device: key.id, role: 'member' },
      ...{ encryptionKey: key.encryption.publicKey, sealedName: bytes(96), ticket },
      ...{ previousDigest: digest, digest },
    });
    const told = await stage.play(made, [ana.wallet], 'deviceEnrolled');
    assert.deepEqual([told.byTicket, told.device], [true, deviceAddress(key.id)]);
  }
}
