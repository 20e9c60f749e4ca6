import assert from 'node:assert/strict';
import {
  acceptAuthority,
  approveEnrolment,
  awaitEnrolment,
  cancelRecovery,
  CLOSE_DELAY_SECONDS,
  createDataset,
  createRecoveryPhrase,
  deviceAddress,
  finishRecovery,
  isMeshidError,
  listDatasets,
  listDevices,
  type Meshid,
  ownPerson,
  parseAddress,
  proposeAuthority,
  RECOVERY_DELAY_MIN_SECONDS,
  recoveryKeys,
  recoveryOf,
  removeRecovery,
  requestEnrolment,
  resumeDevice,
  retirePerson,
  revokeDevice,
  setDeviceRole,
  setRecovery,
  shrinkDevice,
  startRecovery,
  suspendDevice,
} from '@meshid/sdk';
import { Mesh } from './mesh.ts';

const DELAY = RECOVERY_DELAY_MIN_SECONDS;
const inAnHour = (): Date => new Date(Date.now() + 3_600_000);
const refusedBy = (rule: string) => (error: unknown) =>
  isMeshidError(error, 'register/refused') && error.context.rule === rule;

/** A second computer of the same person. */
async function joined(mesh: Mesh, owner: Meshid): Promise<Meshid> {
  const laptop = await mesh.home('headless');
  const { address: person } = await ownPerson(owner);
  const { ticket } = await requestEnrolment(laptop, { person, expiresAt: inAnHour() });
  await approveEnrolment(owner, { ticket, role: 'member', name: 'laptop' });
  await awaitEnrolment(laptop, { person });
  return laptop;
}

describe("the SDK's calls for people and their computers", () => {
  it('a person passes to another wallet, which then retires it', async () => {
    await using mesh = await Mesh.start();
    const [ana, heir] = [await mesh.home(), await mesh.home('headless')];
    const wallet = parseAddress((await mesh.giveWallet(heir)).publicKey.toBase58());
    const { address: person } = await ownPerson(ana);
    await proposeAuthority(ana, { wallet, until: inAnHour() });
    await proposeAuthority(ana, undefined);
    await assert.rejects(acceptAuthority(heir, { person }), refusedBy('notProposedAuthority'));
    await proposeAuthority(ana, { wallet, until: inAnHour() });
    await acceptAuthority(heir, { person });
    assert.equal((await ownPerson(heir)).authority, wallet);
    await assert.rejects(retirePerson(ana), refusedBy('notAuthority'));
    await retirePerson(heir);
    assert.equal((await ownPerson(heir)).status, 'retired');
  });

  it('whoever has the phrase recovers a person on a new computer, and reads what it could read before', async () => {
    await using mesh = await Mesh.start();
    const [ana, fresh] = [await mesh.home(), await mesh.home('headless')];
    await mesh.giveWallet(fresh);
    await createDataset(ana, { name: 'photos' });
    const { address: person } = await ownPerson(ana);
    const keys = recoveryKeys(createRecoveryPhrase());
    assert.equal((await setRecovery(ana, recoveryOf(keys, DELAY))).effectiveAt, undefined);

    const started = await startRecovery(fresh, { person, keys });
    const { runningRecovery } = await ownPerson(ana);
    assert.equal(runningRecovery?.finishableAt, started.finishableAt);
    await cancelRecovery(fresh, { keys, person });
    await startRecovery(fresh, { person, keys });
    await assert.rejects(
      finishRecovery(fresh, { person, keys, deviceName: 'new desk' }),
      refusedBy('recoveryTooEarly'),
    );
    await mesh.pass(DELAY);
    const { device } = await finishRecovery(fresh, { person, keys, deviceName: 'new desk' });
    assert.ok(device !== undefined);
    const [seen] = await listDatasets(fresh);
    assert.deepEqual([seen?.label, seen?.owned], ['photos', true]);
    assert.equal((await createDataset(fresh, { name: 'letters' })).name, 'letters');

    const recovered = await ownPerson(fresh);
    const old = await ana.home.device();
    const { enrolledSequence } = await fresh.chain.get('device', deviceAddress(old.id));
    assert.ok(enrolledSequence < recovered.voidBefore, 'the old computer is void');
    await assert.rejects(createDataset(ana, { name: 'theft' }), isMeshidError);
  });

  it('a wallet cancels a recovery together with a computer that it has long had, and removes it one delay later', async () => {
    await using mesh = await Mesh.start();
    const [ana, thief] = [await mesh.home(), await mesh.home('headless')];
    await mesh.giveWallet(thief);
    const { address: person } = await ownPerson(ana);
    const keys = recoveryKeys(createRecoveryPhrase());
    await setRecovery(ana, recoveryOf(keys, DELAY));
    await startRecovery(thief, { person, keys });
    await assert.rejects(cancelRecovery(ana), refusedBy('deviceTooNew'));
    await cancelRecovery(thief, { keys, person });
    await mesh.pass(DELAY);
    await startRecovery(thief, { person, keys });
    await cancelRecovery(ana);
    assert.equal((await ownPerson(ana)).runningRecovery, undefined);

    await removeRecovery(ana);
    await assert.rejects(retirePerson(ana), refusedBy('recoverySet'));
    await mesh.pass(DELAY);
    await retirePerson(ana);
  });

  it('a suspended computer that is resumed reads again, and a revoked one leaves a tombstone', async () => {
    await using mesh = await Mesh.start();
    const ana = await mesh.home();
    const laptop = await joined(mesh, ana);
    const { id: device } = await laptop.home.device();
    await setDeviceRole(ana, { device, role: 'admin' });
    const read = async () => (await listDevices(laptop)).find(({ here }) => here);
    assert.deepEqual([(await read())?.name, (await read())?.role], ['laptop', 'admin']);
    assert.equal((await suspendDevice(ana, { device })).renewed, true);
    assert.equal((await read())?.name, undefined);
    await resumeDevice(ana, { device });
    // From the computer itself, as it may when nobody else is at hand: it can make no keys without itself.
    await mesh.giveWallet(laptop);
    assert.equal((await suspendDevice(laptop, { device })).renewed, false);
    assert.equal((await read())?.status, 'suspended');
    await resumeDevice(ana, { device });
    assert.deepEqual([(await read())?.name, (await read())?.status], ['laptop', 'active']);

    await revokeDevice(ana, { device });
    await assert.rejects(shrinkDevice(ana, { device }), refusedBy('closedTooEarly'));
    await mesh.pass(CLOSE_DELAY_SECONDS);
    const { authority } = await ownPerson(ana);
    const before = await mesh.balance(ana, authority);
    await shrinkDevice(ana, { device });
    assert.ok((await mesh.balance(ana, authority)) > before, 'most of the rent came back');
    await assert.rejects(resumeDevice(ana, { device }), (error) => isMeshidError(error, 'device/revoked'));
    const { address: person } = await ownPerson(ana);
    const again = await requestEnrolment(laptop, { person, expiresAt: inAnHour() });
    await assert.rejects(
      approveEnrolment(ana, { ticket: again.ticket, role: 'member', name: 'laptop' }),
      isMeshidError,
    );
  });
});
