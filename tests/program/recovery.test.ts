import assert from 'node:assert/strict';
import type { PublicKey } from '@solana/web3.js';
import { type Keypair } from '@solana/web3.js';
import { device } from './actors.ts';
import { big } from './instruct.ts';
import { put } from './put.ts';
import { DAY, NOBODY, Scene } from './scene.ts';
import { bytes, refused } from './world.ts';

const DELAY = 10n * DAY;

/** A scene in which the owner's authority or somebody else proposes, accepts, recovers. */
async function scene() {
  const s = await Scene.begin();
  const person = s.owner.address;
  const wallet = s.owner.wallet;
  const propose = (to: PublicKey, until: bigint, by = wallet) =>
    s.send(
      'proposeAuthority',
      { authority: by.publicKey, person },
      { proposedAuthority: to, proposedUntil: big(until) },
      [by],
    );
  const accept = (by: Keypair) =>
    s.send('acceptAuthority', { proposedAuthority: by.publicKey, person }, undefined, [by]);
  const set = (authority: PublicKey, key: number, delay: bigint, by = wallet) =>
    s.send(
      'setRecovery',
      { authority: by.publicKey, person },
      { recoveryAuthority: authority, recoveryKey: bytes(key), recoveryDelay: big(delay) },
      [by],
    );
  const start = (by: Keypair, to: PublicKey) =>
    s.send('startRecovery', { recoveryAuthority: by.publicKey, person }, { newAuthority: to }, [by]);
  const cancel = (by: Keypair, using?: { key: Keypair; address: PublicKey }) =>
    s.send(
      'cancelRecovery',
      {
        ...{ actor: by.publicKey, person },
        ...(using === undefined ? {} : { deviceKey: using.key.publicKey, device: using.address }),
      },
      undefined,
      using === undefined ? [by] : [by, using.key],
    );
  const finish = (by: Keypair) =>
    s.send('finishRecovery', { newAuthority: by.publicKey, person }, undefined, [by]);
  const retire = (by = wallet) =>
    s.send('retirePerson', { authority: by.publicKey, person }, undefined, [by]);
  const read = () => s.world.read('person', person);
  return { s, world: s.world, wallet, propose, accept, set, start, cancel, finish, retire, read };
}

describe('the program: a new authority', () => {
  it('decides once it has accepted, and the old one no longer does', async () => {
    const { world, propose, accept, read, wallet } = await scene();
    const next = world.wallet();
    assert.equal(propose(next.publicKey, world.now + DAY).error, undefined);
    assert.ok(read().authority.equals(wallet.publicKey));
    const before = read().accessSequence.toNumber();
    assert.equal(accept(next).error, undefined);
    assert.ok(read().authority.equals(next.publicKey) && read().proposedAuthority.equals(NOBODY));
    assert.equal(read().accessSequence.toNumber(), before + 1);
    refused(propose(next.publicKey, world.now + DAY), 'NotAuthority');
    assert.equal(propose(wallet.publicKey, world.now + DAY, next).error, undefined);
  });

  it('accepts only what was proposed to it, in time, and only once', async () => {
    const { s, world, propose, accept } = await scene();
    const [next, thief] = [world.wallet(), world.wallet()];
    refused(accept(next), 'NotProposedAuthority');
    assert.equal(propose(next.publicKey, world.now + 10n).error, undefined);
    refused(accept(thief), 'NotProposedAuthority');
    s.later(10n);
    refused(accept(next), 'ProposalExpired');
    assert.equal(propose(next.publicKey, world.now + 10n).error, undefined);
    s.later(9n);
    assert.equal(accept(next).error, undefined);
    refused(accept(next), 'NotProposedAuthority');
  });

  it('is proposed for at most 30 days, and a proposal can be withdrawn', async () => {
    const { world, propose, accept, read } = await scene();
    const next = world.wallet();
    refused(propose(next.publicKey, world.now), 'ValidityPassed');
    refused(propose(next.publicKey, world.now + 30n * DAY + 1n), 'ProposalTooLong');
    refused(propose(next.publicKey, 2n ** 63n - 1n), 'ProposalTooLong');
    assert.equal(propose(next.publicKey, world.now + 30n * DAY).error, undefined);
    assert.equal(propose(NOBODY, 0n).error, undefined);
    assert.equal(read().proposedUntil.toNumber(), 0);
    refused(accept(next), 'NotProposedAuthority');
  });
});

describe('the program: recovery', () => {
  it('is in effect at once when it is the first, and one delay later when it changes another', async () => {
    const { s, world, set, start, read } = await scene();
    const [first, second] = [world.wallet(), world.wallet()];
    assert.equal(set(first.publicKey, 30, DELAY).error, undefined);
    assert.ok(read().recoveryAuthority.equals(first.publicKey));
    assert.deepEqual([read().recoveryKey, read().recoveryDelay.toString()], [bytes(30), String(DELAY)]);
    assert.equal(set(second.publicKey, 31, 2n * DAY).error, undefined);
    assert.ok(read().recoveryAuthority.equals(first.publicKey));
    assert.equal(read().pendingSince.toString(), String(world.now));
    s.later(DELAY - 1n);
    refused(start(second, second.publicKey), 'NotRecoveryAuthority');
    s.later(1n);
    refused(start(first, first.publicKey), 'NotRecoveryAuthority');
    assert.equal(start(second, second.publicKey).error, undefined);
    assert.deepEqual([read().recoveryKey, read().recoveryDelay.toString()], [bytes(31), String(2n * DAY)]);
  });

  it('has a delay between an hour and a year, and a key, or is none at all', async () => {
    const { world, set } = await scene();
    const by = world.wallet().publicKey;
    refused(set(by, 30, 3_599n), 'RecoveryDelayOutOfRange');
    refused(set(by, 30, 365n * DAY + 1n), 'RecoveryDelayOutOfRange');
    refused(set(by, 30, -1n), 'RecoveryDelayOutOfRange');
    refused(set(by, 0, DAY), 'ZeroKey');
    refused(set(NOBODY, 0, DAY), 'RecoveryDelayOutOfRange');
    refused(set(NOBODY, 1, 0n), 'RecoveryDelayOutOfRange');
    refused(set(by, 30, DAY, world.wallet()), 'NotAuthority');
    assert.equal(set(by, 30, 3_600n).error, undefined);
    assert.equal(set(NOBODY, 0, 0n).error, undefined);
  });

  it('starting it drops a pending change, and nothing is changed while it runs', async () => {
    const { s, world, set, start, cancel, read } = await scene();
    const by = s.recovery(DELAY);
    assert.equal(set(world.wallet().publicKey, 31, DAY).error, undefined);
    refused(start(by, NOBODY), 'ZeroKey');
    assert.equal(start(by, world.wallet().publicKey).error, undefined);
    assert.ok(read().pendingRecoveryAuthority.equals(NOBODY));
    assert.equal(read().pendingSince.toNumber(), 0);
    refused(set(world.wallet().publicKey, 31, DAY), 'RecoveryRunning');
    refused(start(by, world.wallet().publicKey), 'RecoveryRunning');
    assert.equal(cancel(by).error, undefined);
    assert.equal(read().recoveryStartedAt.toNumber(), 0);
    refused(cancel(by), 'RecoveryNotRunning');
  });

  it('is finished by the new authority, one delay later, and voids every device of before', async () => {
    const { s, world, finish, read } = await scene();
    const by = s.recovery(DELAY);
    refused(finish(world.wallet()), 'RecoveryNotRunning');
    const next = s.started(by);
    refused(finish(by), 'NotNewAuthority');
    s.later(DELAY - 1n);
    refused(finish(next), 'RecoveryTooEarly');
    s.later(1n);
    assert.equal(finish(next).error, undefined);
    const after = read();
    assert.ok(after.authority.equals(next.publicKey) && after.recoveryNewAuthority.equals(NOBODY));
    assert.deepEqual([after.activeDevices, after.keyringDue], [0, 1]);
    assert.equal(after.voidBefore.toString(), after.accessSequence.toString());
    const keyring = { actor: s.admin.key.publicKey, actorDevice: s.admin.address, person: s.owner.address };
    const args = { previousKeyringDigest: bytes(2), keyringDigest: bytes(3), encryptionKey: bytes(4) };
    refused(s.send('setPersonKeyring', keyring, args, [s.admin.key]), 'DeviceVoid');
    const again = await device(world, { wallet: next, address: s.owner.address }, 'admin');
    const anew = { ...keyring, actor: again.key.publicKey, actorDevice: again.address };
    assert.equal(s.send('setPersonKeyring', anew, args, [again.key]).error, undefined);
    assert.deepEqual([read().activeDevices, read().keyringDue], [1, 0]);
  });

  it('a void device can be suspended and revoked, which counts it no second time', async () => {
    const { s, finish, read } = await scene();
    const next = s.started(s.recovery(DELAY));
    s.later(DELAY);
    assert.equal(finish(next).error, undefined);
    const on = (of: PublicKey) => ({ person: s.owner.address, device: of });
    const by = { authority: next.publicKey };
    const void_ = { ...by, ...on(s.member.address) };
    refused(s.send('setDeviceRole', void_, { role: 1 }, [next]), 'DeviceVoid');
    s.must('suspendDevice', { actor: next.publicKey, ...on(s.member.address) }, undefined, [next]);
    const digests = { previousKeyringDigest: bytes(2), keyringDigest: bytes(2) };
    refused(s.send('resumeDevice', void_, digests, [next]), 'DeviceVoid');
    s.must('revokeDevice', { ...by, ...on(s.admin.address) }, undefined, [next]);
    assert.equal(read().activeDevices, 0);
  });

  it('is cancelled by the authority only together with an admin device that is long trusted', async () => {
    const { s, world, wallet, start, cancel } = await scene();
    const by = s.recovery(DELAY);
    s.later(DELAY);
    const young = await device(world, s.owner, 'admin');
    s.later(1n);
    assert.equal(start(by, world.wallet().publicKey).error, undefined);
    refused(cancel(wallet), 'NotRecoveryAuthority');
    refused(cancel(world.wallet()), 'NotRecoveryAuthority');
    refused(cancel(wallet, young), 'DeviceTooNew');
    refused(cancel(wallet, s.member), 'DeviceNotAdmin');
    refused(cancel(wallet, s.theirs), 'DeviceMismatch');
    refused(cancel(s.admin.key, s.admin), 'NotRecoveryAuthority');
    const borrowed = { ...s.admin, key: young.key };
    refused(cancel(wallet, borrowed), 'DeviceMismatch');
    assert.equal(cancel(wallet, s.admin).error, undefined);
  });

  it('a device that was promoted or resumed lately is not long trusted', async () => {
    const { s, world, wallet, start, cancel } = await scene();
    const by = s.recovery(DELAY);
    s.later(DELAY);
    const on = (of: PublicKey) => ({ person: s.owner.address, device: of });
    const authority = { authority: wallet.publicKey };
    s.must('setDeviceRole', { ...authority, ...on(s.member.address) }, { role: 1 }, [wallet]);
    s.must('suspendDevice', { actor: wallet.publicKey, ...on(s.admin.address) }, undefined, [wallet]);
    const digests = { previousKeyringDigest: bytes(2), keyringDigest: bytes(2) };
    s.must('resumeDevice', { ...authority, ...on(s.admin.address) }, digests, [wallet]);
    assert.equal(start(by, world.wallet().publicKey).error, undefined);
    refused(cancel(wallet, s.member), 'DeviceTooNew');
    refused(cancel(wallet, s.admin), 'DeviceTooNew');
  });

  it('of a retired person is neither cancelled nor finished, though no person with one is ever retired', async () => {
    const { s, world, cancel, finish } = await scene();
    const by = s.recovery(DELAY);
    const next = s.started(by);
    put(world, s.owner.address, { status: 1, ended_at: 1n });
    refused(cancel(by), 'PersonRetired');
    s.later(DELAY);
    refused(finish(next), 'PersonRetired');
  });

  it('must be removed, which takes its delay, before the person can be retired', async () => {
    const { s, world, set, retire, read, propose, accept, start } = await scene();
    const by = s.recovery(DELAY);
    refused(retire(world.wallet()), 'NotAuthority');
    refused(retire(), 'RecoverySet');
    assert.equal(set(NOBODY, 0, 0n).error, undefined);
    refused(retire(), 'RecoverySet');
    s.later(DELAY);
    const next = world.wallet();
    assert.equal(propose(next.publicKey, world.now + DAY).error, undefined);
    assert.equal(retire().error, undefined);
    assert.deepEqual([read().status, read().endedAt.toString()], [1, String(world.now)]);
    refused(retire(), 'PersonRetired');
    refused(accept(next), 'PersonRetired');
    refused(start(by, next.publicKey), 'PersonRetired');
    refused(set(next.publicKey, 1, DAY), 'PersonRetired');
    const { args, accounts } = s.share(1n);
    refused(s.send('sharePort', accounts, args, [s.owner.wallet]), 'PersonRetired');
  });
});
