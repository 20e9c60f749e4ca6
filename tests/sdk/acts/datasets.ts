import assert from 'node:assert/strict';
import {
  CLOSE_DELAY_SECONDS,
  datasetAddress,
  type DatasetId,
  grantAddress,
  groupAddress,
  instructions,
} from '@meshid/sdk';
import { CID } from 'multiformats/cid';
import { asWallet, bytes, type Device, FOR_EVER, type Person, type Stage } from '../actors.ts';

const HEAD = CID.parse('bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi');

export async function dataset(stage: Stage, owner: Person): Promise<DatasetId> {
  const { nextId, generation } = await stage.get('person', owner.id);
  const made = await instructions.createDataset({
    ...{ payer: owner.authority, actor: asWallet(owner), owner: owner.id, id: nextId },
    ...{ ownerGeneration: generation, keyringDigest: bytes(), sealedLabel: bytes(96) },
  });
  await stage.play(made, [owner.wallet], 'datasetCreated');
  return datasetAddress(owner.id, nextId);
}

/** A dataset is written by its owner and by a member of a group, passes to another person, ends and is closed. */
export async function datasets(stage: Stage): Promise<void> {
  const { register } = stage;
  const [ana, ben] = [await stage.person(), await stage.person()];
  const [desk, phone] = [await stage.device(ana), await stage.device(ben)];
  const at = await dataset(stage, ana);
  assert.equal((await stage.get('dataset', at)).head, undefined);
  const publish = async (by: Device, sequence: bigint, writer?: instructions.Writer) =>
    instructions.publishVersion({
      ...{ device: by.id, owner: ana.id, dataset: at, writer, sequence, epoch: 1n, head: HEAD },
    });
  const told = await stage.play(await publish(desk, 1n), [ana.wallet, desk.key], 'versionPublished');
  assert.ok(told.head.equals(HEAD));
  assert.ok((await stage.get('dataset', at)).head?.equals(HEAD));

  const group = await groupWith(stage, ana, ben);
  const give = await instructions.grantAccess({
    ...{ payer: ana.authority, actor: asWallet(ana), owner: ana.id, resource: at },
    ...{ principalKind: 'group', principal: group, permissions: ['read', 'write'] },
    ...{ notBefore: 0n, expiresAt: 0n, keyring: await nextKeyring(stage, at) },
  });
  const granted = await stage.play(give, [ana.wallet], 'accessGranted');
  assert.deepEqual([...granted.permissions], ['read', 'write']);
  const writer = { person: ben.id, principal: group, membership: { group, member: ben.id } };
  await stage.play(await publish(phone, 2n, writer), [ben.wallet, phone.key], 'versionPublished');

  const rotate = await instructions.rotateEpoch({
    ...{ actor: asWallet(ana), owner: ana.id, dataset: at, ...(await nextKeyring(stage, at)) },
    validUntil: FOR_EVER,
  });
  assert.equal((await stage.play(rotate, [ana.wallet], 'epochRotated')).epoch, 2n);
  const transfer = await instructions.transferDataset({
    ...{ authority: ana.authority, owner: ana.id, newOwner: ben.id, dataset: at },
    ...(await nextKeyring(stage, at)),
  });
  assert.equal((await stage.play(transfer, [ana.wallet], 'datasetTransferred')).newOwner, ben.id);
  const transferred = await stage.get('dataset', at);
  assert.deepEqual([transferred.owner, transferred.creator, transferred.rotationDue], [ben.id, ana.id, true]);

  const over = { authority: ben.authority, owner: ben.id, dataset: at };
  await stage.play(await instructions.retireDataset(over), [ben.wallet], 'datasetRetired');
  assert.equal((await stage.get('dataset', at)).status, 'retired');
  const close = await instructions.closeDataset({ ...over, rentPayer: ana.authority });
  await stage.refused(close, [ben.wallet], 'closedTooEarly');
  await register.pass(Number(CLOSE_DELAY_SECONDS));
  const before = await register.balance(ana.authority);
  await stage.play(close, [ben.wallet], 'datasetClosed');
  assert.ok((await register.balance(ana.authority)) > before, 'who paid the rent has it back');
  assert.equal(await register.find('dataset', at), undefined);
  const closeGrant = await instructions.closeGrant({
    ...{ authority: ana.authority, granter: ana.id, resource: at, principal: group },
    rentPayer: ana.authority,
  });
  await stage.play(closeGrant, [ana.wallet], 'grantClosed');
  assert.equal(await register.find('grant', grantAddress(at, group)), undefined);
}

async function nextKeyring(stage: Stage, at: DatasetId) {
  return { previousDigest: (await stage.get('dataset', at)).keyringDigest, digest: bytes() };
}

async function groupWith(stage: Stage, owner: Person, member: Person) {
  const { nextId: id } = await stage.get('person', owner.id);
  const by = { payer: owner.authority, actor: asWallet(owner), owner: owner.id };
  const keyringDigest = bytes();
  const made = await instructions.createGroup({
    ...{ ...by, id, encryptionKey: bytes(), keyringDigest, sealedLabel: bytes(96) },
  });
  await stage.play(made, [owner.wallet], 'groupCreated');
  const group = groupAddress(owner.id, id);
  const add = await instructions.addMember({
    ...{ ...by, group, principal: member.id, principalKind: 'person', role: 'member', expiresAt: 0n },
    ...{ previousDigest: keyringDigest, digest: bytes() },
  });
  await stage.play(add, [owner.wallet], 'memberAdded');
  return group;
}
