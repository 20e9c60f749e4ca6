import assert from 'node:assert/strict';
import { SystemProgram } from '@solana/web3.js';
import { device, person } from './actors.ts';
import { type Accounts, addresses, big, FOREVER, instruct } from './instruct.ts';
import { DAY, PERMISSION, Scene } from './scene.ts';
import { bytes, head, refused } from './world.ts';

const KEYRING = { previousKeyringDigest: bytes(2), keyringDigest: bytes(3), encryptionKey: bytes(4) };
const DELAY = 10n * DAY;

describe('the register: scenarios', () => {
  it("a stolen admin laptop can't take the person over", async () => {
    const s = await Scene.begin();
    const by = s.recovery(DELAY);
    const thief = s.admin.key;
    const person = s.owner.address;
    const mine = { authority: thief.publicKey, person };
    const wallet = s.world.wallet().publicKey;
    const refusedTo = (name: Parameters<Scene['send']>[0], accounts: Accounts, args?: object) =>
      refused(s.send(name, accounts, args as never, [thief]), 'NotAuthority');
    refusedTo('proposeAuthority', mine, {
      proposedAuthority: wallet,
      proposedUntil: big(s.world.now + DAY),
    });
    refusedTo('setRecovery', mine, {
      ...{ recoveryAuthority: wallet, recoveryKey: bytes(1), recoveryDelay: big(DAY) },
    });
    refusedTo('setDeviceRole', { ...mine, device: s.member.address }, { role: 1 });
    refusedTo('revokeDevice', { ...mine, device: s.member.address });
    refusedTo('retirePerson', mine);
    const key = s.world.wallet();
    const enrol = {
      ...{ ...mine, payer: key.publicKey, deviceKey: key.publicKey },
      device: addresses.device(key.publicKey),
    };
    const args = {
      ...{ role: 1, encryptionKey: bytes(5), sealedName: bytes(6, 96), ticketExpiresAt: big(0) },
      ...{ previousKeyringDigest: bytes(2), keyringDigest: bytes(2) },
    };
    refused(s.send('enrollDevice', enrol, args, [thief, key]), 'NotAuthority');
    const start = { recoveryAuthority: thief.publicKey, person };
    refused(s.send('startRecovery', start, { newAuthority: wallet }, [thief]), 'NotRecoveryAuthority');
    s.started(by);
    s.later(DELAY);
    const finish = { newAuthority: thief.publicKey, person };
    refused(s.send('finishRecovery', finish, undefined, [thief]), 'NotNewAuthority');
    const cancel = { actor: thief.publicKey, deviceKey: thief.publicKey, device: s.admin.address, person };
    refused(s.send('cancelRecovery', cancel, undefined, [thief]), 'NotRecoveryAuthority');
    // And the wallet freezes it in one instruction.
    const frozen = { actor: s.owner.wallet.publicKey, person, device: s.admin.address };
    s.must('suspendDevice', frozen, undefined, [s.owner.wallet]);
    const set = { actor: thief.publicKey, actorDevice: s.admin.address, person };
    refused(s.send('setPersonKeyring', set, KEYRING, [thief]), 'DeviceNotActive');
  });

  it("a stolen wallet can't silence recovery faster than its delay", async () => {
    const s = await Scene.begin();
    const by = s.recovery(DELAY);
    const { address: person, wallet: stolen } = s.owner;
    const mine = { authority: stolen.publicKey, person };
    const none = { recoveryAuthority: SystemProgram.programId, recoveryKey: bytes(0), recoveryDelay: big(0) };
    s.must('setRecovery', mine, none, [stolen]);
    refused(s.send('retirePerson', mine, undefined, [stolen]), 'RecoverySet');
    // A device of the thief's own, enrolled as soon as the wallet was stolen.
    const thiefs = await device(s.world, s.owner, 'admin');
    s.later(DELAY - 1n);
    const next = s.started(by);
    const cancel = { actor: stolen.publicKey, person };
    refused(s.send('cancelRecovery', cancel, undefined, [stolen]), 'NotRecoveryAuthority');
    const withDevice = { ...cancel, deviceKey: thiefs.key.publicKey, device: thiefs.address };
    refused(s.send('cancelRecovery', withDevice, undefined, [stolen, thiefs.key]), 'DeviceTooNew');
    refused(s.send('setRecovery', mine, none, [stolen]), 'RecoveryRunning');
    refused(s.send('retirePerson', mine, undefined, [stolen]), 'RecoverySet');
    // Handing the authority on does not help the thief either.
    const accomplice = s.world.wallet();
    const propose = { proposedAuthority: accomplice.publicKey, proposedUntil: big(s.world.now + DAY) };
    s.must('proposeAuthority', mine, propose, [stolen]);
    const accept = { proposedAuthority: accomplice.publicKey, person };
    s.must('acceptAuthority', accept, undefined, [accomplice]);
    s.later(DELAY);
    s.must('finishRecovery', { newAuthority: next.publicKey, person }, undefined, [next]);
    assert.ok(s.world.read('person', person).authority.equals(next.publicKey));
    const set = { actor: thiefs.key.publicKey, actorDevice: thiefs.address, person };
    refused(s.send('setPersonKeyring', set, KEYRING, [thiefs.key]), 'DeviceVoid');
    const late = { authority: accomplice.publicKey, person };
    refused(s.send('setRecovery', late, none, [accomplice]), 'NotAuthority');
  });

  it("a closed dataset's grants mean nothing for any later one", async () => {
    const s = await Scene.begin();
    const wallet = s.owner.wallet;
    const first = s.dataset();
    const grant = s.given(first, s.other.address, { permissions: 3 });
    s.end('retireDataset', { dataset: first });
    s.later(DAY);
    s.end('closeDataset', { dataset: first, rentPayer: wallet.publicKey });
    const second = s.dataset();
    assert.ok(!second.equals(first));
    const publish = (dataset: typeof first) =>
      s.send(
        'publishVersion',
        {
          ...{ signer: s.theirs.key.publicKey, device: s.theirs.address, writer: s.other.address },
          ...{ grant, owner: s.owner.address, dataset },
        },
        { sequence: big(1), epoch: 1, head: head(1) },
        [s.theirs.key],
      );
    refused(publish(second), 'GrantMismatch');
    assert.notEqual(publish(first).error, undefined);
    // The closed dataset's address is never made again: its id is used up, and others get others.
    const again = {
      payer: wallet.publicKey,
      actor: wallet.publicKey,
      owner: s.owner.address,
      dataset: first,
    };
    const args = { id: big(1), keyringDigest: bytes(11), ownerGeneration: 1, sealedLabel: bytes(12, 96) };
    assert.notEqual(s.send('createDataset', again, args, [wallet]).error, undefined);
  });

  it("a sub-granter's grants end with its own", async () => {
    const s = await Scene.begin();
    const dataset = s.dataset();
    const { read, write, admin } = PERMISSION;
    const parent = s.given(dataset, s.other.address, { permissions: read | write | admin });
    const third = await person(s.world);
    const computer = await device(s.world, third);
    const under = {
      ...{ granter: s.other.address, parent },
      ...{ actor: s.other.wallet.publicKey, payer: s.other.wallet.publicKey },
    };
    const give = s.grant(dataset, third.address, { permissions: read | write }, under);
    s.must('grantAccess', give.accounts, give.args, [s.other.wallet]);
    const publish = (sequence: number, epoch: number) =>
      s.send(
        'publishVersion',
        {
          ...{ signer: computer.key.publicKey, device: computer.address, writer: third.address },
          ...{ grant: addresses.grant(dataset, third.address), parent, owner: s.owner.address, dataset },
        },
        { sequence: big(sequence), epoch, head: head(sequence) },
        [computer.key],
      );
    assert.equal(publish(1, 1).error, undefined);
    const revoke = s.revoke(dataset, s.other.address, { keyringDigest: bytes(14) });
    s.must('revokeAccess', revoke.accounts, revoke.args, [s.owner.wallet]);
    refused(publish(2, 2), 'GrantRevoked');
    // Not even when the sub-granter is granted the same again.
    const again = { permissions: read | write | admin, previousKeyringDigest: bytes(14) };
    s.given(dataset, s.other.address, again);
    refused(publish(2, 2), 'ParentMismatch');
  });

  it("a suspended device's signature changes nothing in the same transaction, nor in the same second", async () => {
    const s = await Scene.begin();
    const dataset = s.dataset();
    const person = s.owner.address;
    const suspend = { actor: s.owner.wallet.publicKey, person, device: s.admin.address };
    const publish = { signer: s.admin.key.publicKey, device: s.admin.address, owner: person, dataset };
    const version = { sequence: big(1), epoch: 1, head: head(1) };
    const both = [instruct('suspendDevice', suspend), instruct('publishVersion', publish, version)];
    refused(s.world.send(both, [s.owner.wallet, s.admin.key]), 'DeviceNotActive');
    const { now } = s.world;
    s.must('suspendDevice', suspend, undefined, [s.owner.wallet]);
    refused(s.send('publishVersion', publish, version, [s.admin.key]), 'DeviceNotActive');
    const rotate = { actor: s.admin.key.publicKey, actorDevice: s.admin.address, owner: person, dataset };
    const next = { previousKeyringDigest: bytes(11), keyringDigest: bytes(13), validUntil: FOREVER };
    refused(s.send('rotateEpoch', rotate, next, [s.admin.key]), 'DeviceNotActive');
    assert.equal(s.world.now, now);
    // Nor does any other device publish before the keyring's generation without it.
    const other = { ...publish, signer: s.member.key.publicKey, device: s.member.address };
    refused(s.send('publishVersion', other, version, [s.member.key]), 'KeyringDue');
  });

  it('an expired reader forces a rotation before the next version', async () => {
    const s = await Scene.begin();
    const dataset = s.dataset();
    const until = s.world.now + 100n;
    s.given(dataset, s.other.address, { expiresAt: big(until) });
    const publish = (sequence: number, epoch: number) =>
      s.send(
        'publishVersion',
        { signer: s.member.key.publicKey, device: s.member.address, owner: s.owner.address, dataset },
        { sequence: big(sequence), epoch, head: head(sequence) },
        [s.member.key],
      );
    s.later(99n);
    assert.equal(publish(1, 1).error, undefined);
    s.later(1n);
    refused(publish(2, 1), 'RotationDue');
    const rotate = { actor: s.owner.wallet.publicKey, owner: s.owner.address, dataset };
    const next = { previousKeyringDigest: bytes(11), keyringDigest: bytes(13), validUntil: FOREVER };
    s.must('rotateEpoch', rotate, next, [s.owner.wallet]);
    refused(publish(2, 1), 'EpochMismatch');
    assert.equal(publish(2, 2).error, undefined);
  });
});
