import assert from 'node:assert/strict';
import { deviceOf, enrollDevice } from './actors.ts';
import { Scene } from './scene.ts';
import { refused } from './world.ts';

/** The code of Anchor's refusal of an account that is written and given twice. */
const GIVEN_TWICE = '2040';

async function scene() {
  const s = await Scene.begin();
  const person = s.owner.address;
  /** As a device does it that suspends itself: nothing is given as `actor_device`. */
  const itself = (device: typeof s.admin, by = device.key) =>
    s.send('suspendDevice', { actor: by.publicKey, person, device: device.address }, undefined, [by]);
  const status = (of: typeof s.admin) => s.world.read('device', of.address).status;
  return { s, person, itself, status };
}

describe('the program: a device suspends itself', () => {
  it('an admin device does, and is then refused everything, as a device that somebody else suspended', async () => {
    const { s, person, itself, status } = await scene();
    const outcome = itself(s.admin);
    assert.equal(outcome.error, undefined);
    assert.deepEqual(
      outcome.events.map(({ name, data }) => [name, String(data['device']), String(data['actor'])]),
      [['deviceSuspended', s.admin.address.toBase58(), s.admin.key.publicKey.toBase58()]],
    );
    assert.equal(status(s.admin), 1);
    const { activeDevices, keyringDue } = s.world.read('person', person);
    assert.deepEqual([activeDevices, keyringDue], [1, 1]);
    refused(itself(s.admin), 'DeviceNotActive');
  });

  it('the last active device of a person does too', async () => {
    const { s, person, itself, status } = await scene();
    const wallet = s.owner.wallet;
    const other = { actor: wallet.publicKey, person, device: s.member.address };
    s.must('suspendDevice', other, undefined, [wallet]);
    assert.equal(itself(s.admin).error, undefined);
    assert.equal(status(s.admin), 1);
    assert.equal(s.world.read('person', person).activeDevices, 0);
  });

  it('a member device does not', async () => {
    const { s, itself, status } = await scene();
    refused(itself(s.member), 'DeviceNotAdmin');
    assert.equal(status(s.member), 0);
  });

  it('its own proof is no proof for another device', async () => {
    const { s, itself, status } = await scene();
    refused(itself(s.member, s.admin.key), 'NotAuthority');
    assert.equal(status(s.member), 0);
  });

  it('of another person it does not, nor of a retired one', async () => {
    const { s, person, itself } = await scene();
    const theirs = { actor: s.theirs.key.publicKey, person, device: s.theirs.address };
    refused(s.send('suspendDevice', theirs, undefined, [s.theirs.key]), 'DeviceMismatch');
    const wallet = s.owner.wallet;
    s.must('retirePerson', { authority: wallet.publicKey, person }, undefined, [wallet]);
    refused(itself(s.admin), 'PersonRetired');
  });

  it('given as the actor too, it is refused for being given twice', async () => {
    const { s, person } = await scene();
    const twice = {
      ...{ actor: s.admin.key.publicKey, actorDevice: s.admin.address },
      ...{ person, device: s.admin.address },
    };
    refused(s.send('suspendDevice', twice, undefined, [s.admin.key]), GIVEN_TWICE);
  });

  it('a wallet whose key is also a member device suspends that one as the authority', async () => {
    const { s, person } = await scene();
    const wallet = s.owner.wallet;
    const enrolled = s.world.send([await enrollDevice(s.owner, wallet.publicKey)], [wallet]);
    assert.equal(enrolled.error, undefined);
    const device = deviceOf(wallet.publicKey);
    s.must('suspendDevice', { actor: wallet.publicKey, person, device }, undefined, [wallet]);
    assert.equal(s.world.read('device', device).status, 1);
  });
});
