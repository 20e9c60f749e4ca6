import assert from 'node:assert/strict';
import type { Keypair } from '@solana/web3.js';
import { device, person } from './actors.ts';
import { type Accounts, addresses, big, FOREVER } from './instruct.ts';
import { DAY, PERMISSION, Scene } from './scene.ts';
import { bytes, head, refused } from './world.ts';

async function scene() {
  const s = await Scene.begin();
  const dataset = s.dataset();
  const transfer = (changed: Accounts = {}, args = {}, by: Keypair = s.owner.wallet) =>
    s.send(
      'transferDataset',
      {
        ...{ authority: by.publicKey, owner: s.owner.address, newOwner: s.other.address, dataset },
        ...changed,
      },
      { previousKeyringDigest: bytes(11), keyringDigest: bytes(13), ...args },
      [by],
    );
  const rotate = (of: typeof s.owner, from: number, to: number) =>
    s.send(
      'rotateEpoch',
      { actor: of.wallet.publicKey, owner: of.address, dataset },
      { previousKeyringDigest: bytes(from), keyringDigest: bytes(to), validUntil: FOREVER },
      [of.wallet],
    );
  const publish = (of: typeof s.owner, by: typeof s.admin, epoch: number) =>
    s.send(
      'publishVersion',
      { signer: by.key.publicKey, device: by.address, owner: of.address, dataset },
      { sequence: big(1), epoch, head: head(1) },
      [by.key],
    );
  return { s, world: s.world, dataset, transfer, rotate, publish };
}

describe('the program: a dataset changes hands and ends', () => {
  it("the new owner's devices publish once it has rotated the epoch, the former owner's no more", async () => {
    const { s, world, dataset, transfer, rotate, publish } = await scene();
    assert.equal(transfer().error, undefined);
    const moved = world.read('dataset', dataset);
    assert.ok(moved.owner.equals(s.other.address) && moved.creator.equals(s.owner.address));
    assert.deepEqual([moved.rotationDue, moved.accessSequence.toNumber()], [1, 1]);
    assert.deepEqual(moved.keyringDigest, bytes(13));
    refused(publish(s.owner, s.admin, 1), 'NotOwner');
    refused(publish(s.other, s.theirs, 1), 'RotationDue');
    refused(rotate(s.owner, 13, 14), 'NotOwner');
    assert.equal(rotate(s.other, 13, 14).error, undefined);
    assert.equal(publish(s.other, s.theirs, 2).error, undefined);
  });

  it('the authority alone gives it, to somebody else who is active, with the keyring of now', async () => {
    const { s, transfer } = await scene();
    refused(transfer({}, {}, s.admin.key), 'NotAuthority');
    refused(transfer({ owner: s.other.address, newOwner: s.owner.address }), 'NotOwner');
    refused(transfer({ newOwner: s.owner.address }), 'OwnerUnchanged');
    refused(transfer({}, { previousKeyringDigest: bytes(9) }), 'KeyringChanged');
    refused(transfer({}, { keyringDigest: bytes(0) }), 'ZeroKey');
    const retire = { authority: s.other.wallet.publicKey, person: s.other.address };
    s.must('retirePerson', retire, undefined, [s.other.wallet]);
    refused(transfer(), 'PersonRetired');
  });

  it('the former owner neither grants nor revokes, though it granted before', async () => {
    const { s, dataset, transfer } = await scene();
    s.given(dataset, s.theirs.address, { principalKind: 2 });
    assert.equal(transfer().error, undefined);
    const call = s.revoke(dataset, s.theirs.address);
    refused(s.send('revokeAccess', call.accounts, call.args, [s.owner.wallet]), 'NotOwner');
    const as = { owner: s.other.address, granter: s.owner.address };
    refused(
      s.send('revokeAccess', { ...call.accounts, ...as }, call.args, [s.owner.wallet]),
      'ParentMismatch',
    );
    const by = { owner: s.other.address, actor: s.other.wallet.publicKey };
    s.must('revokeAccess', { ...call.accounts, ...by }, call.args, [s.other.wallet]);
  });

  it('what the former owner granted ends with its ownership, and so does what was made under it', async () => {
    const { s, dataset, transfer, rotate } = await scene();
    const { read, write, admin } = PERMISSION;
    const manager = await person(s.world);
    const third = await person(s.world);
    const computer = await device(s.world, third);
    const parent = s.given(dataset, manager.address, { permissions: read | write | admin });
    const under = {
      ...{ granter: manager.address, parent },
      ...{ actor: manager.wallet.publicKey, payer: manager.wallet.publicKey },
    };
    const give = s.grant(dataset, third.address, { permissions: read | write }, under);
    s.must('grantAccess', give.accounts, give.args, [manager.wallet]);
    assert.equal(transfer().error, undefined);
    assert.equal(rotate(s.other, 13, 14).error, undefined);

    const publish = (made: Accounts) =>
      s.send(
        'publishVersion',
        {
          ...{ signer: computer.key.publicKey, device: computer.address, writer: third.address },
          ...{ grant: addresses.grant(dataset, third.address), owner: s.other.address, dataset, ...made },
        },
        { sequence: big(1), epoch: 2, head: head(1) },
        [computer.key],
      );
    refused(publish({ parent }), 'GrantNotEffective');
    const keyring = { previousKeyringDigest: bytes(14), keyringDigest: bytes(14) };
    const again = s.grant(dataset, s.owner.address, keyring, { ...under, owner: s.other.address });
    refused(s.send('grantAccess', again.accounts, again.args, [manager.wallet]), 'GrantNotEffective');

    const by = { owner: s.other.address, actor: s.other.wallet.publicKey, payer: s.other.wallet.publicKey };
    const anew = s.grant(dataset, third.address, { ...keyring, permissions: read | write }, by);
    s.must('grantAccess', anew.accounts, anew.args, [s.other.wallet]);
    assert.equal(publish({}).error, undefined);
  });

  it('retired, it changes no more, and a day later its account is closed to whoever paid', async () => {
    const { s, world, dataset, transfer, rotate, publish } = await scene();
    const wallet = s.owner.wallet;
    const end = { authority: wallet.publicKey, owner: s.owner.address, dataset };
    const close = (changed: Accounts = {}, by = wallet) =>
      s.send(
        'closeDataset',
        { ...end, authority: by.publicKey, rentPayer: wallet.publicKey, ...changed },
        undefined,
        [by],
      );
    refused(close(), 'NotEnded');
    refused(s.send('retireDataset', { ...end, owner: s.other.address }, undefined, [wallet]), 'NotOwner');
    const admin = { ...end, authority: s.admin.key.publicKey };
    refused(s.send('retireDataset', admin, undefined, [s.admin.key]), 'NotAuthority');
    s.must('retireDataset', end, undefined, [wallet]);
    const ended = world.read('dataset', dataset);
    assert.deepEqual([ended.status, ended.endedAt.toString()], [1, String(world.now)]);
    assert.equal(ended.accessSequence.toNumber(), 1);
    refused(s.send('retireDataset', end, undefined, [wallet]), 'DatasetRetired');
    refused(transfer(), 'DatasetRetired');
    refused(rotate(s.owner, 11, 12), 'DatasetRetired');
    refused(publish(s.owner, s.admin, 1), 'DatasetRetired');
    refused(close(), 'ClosedTooEarly');
    s.later(DAY);
    refused(close({}, s.admin.key), 'NotAuthority');
    refused(close({ owner: s.other.address }), 'NotOwner');
    refused(close({ rentPayer: s.other.wallet.publicKey }), 'RentPayerMismatch');
    const [before, rent] = [world.lamports(wallet.publicKey), world.lamports(dataset)];
    assert.equal(close().error, undefined);
    assert.equal(world.lamports(wallet.publicKey) - before, rent);
    assert.equal(world.data(dataset), undefined);
  });

  it('a retired person still closes what has ended, and nothing else', async () => {
    const { s, dataset } = await scene();
    const wallet = s.owner.wallet;
    s.end('retireDataset', { dataset });
    const retire = { authority: wallet.publicKey, person: s.owner.address };
    s.must('retirePerson', retire, undefined, [wallet]);
    s.later(DAY);
    s.end('closeDataset', { dataset, rentPayer: wallet.publicKey });
  });

  it("nobody publishes on a retired person's dataset, a writer with a grant of it neither", async () => {
    const { s, dataset } = await scene();
    const grant = s.given(dataset, s.other.address, { permissions: PERMISSION.write });
    const retire = { authority: s.owner.wallet.publicKey, person: s.owner.address };
    s.must('retirePerson', retire, undefined, [s.owner.wallet]);
    const accounts = {
      ...{ signer: s.theirs.key.publicKey, device: s.theirs.address, writer: s.other.address },
      ...{ grant, owner: s.owner.address, dataset },
    };
    const version = { sequence: big(1), epoch: 1, head: head(1) };
    refused(s.send('publishVersion', accounts, version, [s.theirs.key]), 'PersonRetired');
  });
});
