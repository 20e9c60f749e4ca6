import assert from 'node:assert/strict';
import {
  CLOSE_DELAY_SECONDS,
  grantAddress,
  groupAddress,
  type GroupId,
  instructions,
  membershipAddress,
} from '@meshid/sdk';
import { asWallet, bytes, FOR_EVER, type Person, type Stage } from '../actors.ts';

async function created(stage: Stage, owner: Person): Promise<GroupId> {
  const { nextId } = await stage.get('person', owner.id);
  const made = await instructions.createGroup({
    ...{ payer: owner.authority, actor: asWallet(owner), owner: owner.id, id: nextId },
    ...{ encryptionKey: bytes(), keyringDigest: bytes(), sealedLabel: bytes(96) },
  });
  const { group } = await stage.play(made, [owner.wallet], 'groupCreated');
  assert.equal(group, groupAddress(owner.id, nextId));
  return groupAddress(owner.id, nextId);
}

/** A group gains and loses members, by its owner, an admin member and the holder of an admin grant; it ends and is closed. */
export async function groups(stage: Stage): Promise<void> {
  const { register } = stage;
  const [ana, ben, cleo] = [await stage.person(), await stage.person(), await stage.person()];
  const group = await created(stage, ana);
  const phone = await stage.device(cleo);
  const managed = { owner: ana.id, group };
  const add = async (
    by: Person,
    input: Pick<instructions.AddMember, 'principal' | 'principalKind' | 'role' | 'expiresAt' | 'manager'>,
  ) => {
    const { keyringDigest } = await stage.get('group', group);
    const made = await instructions.addMember({
      ...{ payer: by.authority, actor: asWallet(by), ...managed, ...input },
      ...{ previousDigest: keyringDigest, digest: bytes() },
    });
    return stage.play(made, [by.wallet], 'memberAdded');
  };

  const told = await add(ana, {
    ...{ principal: ben.id, principalKind: 'person', role: 'admin', expiresAt: 0n },
  });
  assert.deepEqual([told.role, told.membership], ['admin', membershipAddress(group, ben.id)]);
  const until = (await register.now()) + 3_600n;
  await add(ben, {
    ...{ principal: phone.address, principalKind: 'device', role: 'member', expiresAt: until },
    manager: { person: ben.id, holder: ben.id, by: 'membership' },
  });
  const membership = await stage.get('membership', membershipAddress(group, phone.address));
  assert.deepEqual(
    [membership.principalKind, membership.principal, membership.granter, membership.expiresAt],
    ['device', phone.address, ben.id, until],
  );
  assert.equal((await stage.get('group', group)).keyringValidUntil, until);

  const give = await instructions.grantAccess({
    ...{ payer: ana.authority, actor: asWallet(ana), owner: ana.id, resource: group },
    ...{ principalKind: 'person', principal: cleo.id, permissions: ['admin'], notBefore: 0n, expiresAt: 0n },
  });
  await stage.play(give, [ana.wallet], 'accessGranted');
  assert.equal((await stage.get('grant', grantAddress(group, cleo.id))).resourceKind, 'group');
  const next = {
    ...{ previousDigest: (await stage.get('group', group)).keyringDigest, digest: bytes() },
    ...{ encryptionKey: bytes(), validUntil: FOR_EVER },
  };
  const remove = await instructions.removeMember({
    ...{ actor: asWallet(cleo), ...managed, principal: phone.address, nextGeneration: next },
    manager: { person: cleo.id, holder: cleo.id, by: 'grant' },
  });
  const removed = await stage.play(remove, [cleo.wallet], 'memberRemoved');
  assert.deepEqual([removed.generation, removed.keyringDue], [2n, false]);
  assert.deepEqual((await stage.get('group', group)).encryptionKey, next.encryptionKey);

  const removeBen = await instructions.removeMember({
    ...{ actor: asWallet(ana), ...managed, principal: ben.id },
  });
  assert.equal((await stage.play(removeBen, [ana.wallet], 'memberRemoved')).keyringDue, true);
  const rotate = await instructions.rotateGroup({
    ...{ actor: asWallet(ana), ...managed, previousDigest: next.digest, digest: bytes() },
    ...{ encryptionKey: bytes(), validUntil: FOR_EVER },
  });
  assert.equal((await stage.play(rotate, [ana.wallet], 'groupRotated')).generation, 3n);
  assert.equal((await stage.get('group', group)).keyringDue, false);

  const retire = await instructions.retireGroup({ authority: ana.authority, ...managed });
  await stage.play(retire, [ana.wallet], 'groupRetired');
  assert.equal((await stage.get('group', group)).status, 'retired');
  await register.pass(Number(CLOSE_DELAY_SECONDS));
  const closeMembership = await instructions.closeMembership({
    ...{ authority: ben.authority, granter: ben.id, group, principal: phone.address },
    rentPayer: ben.authority,
  });
  await stage.play(closeMembership, [ben.wallet], 'membershipClosed');
  assert.equal(await register.find('membership', membershipAddress(group, phone.address)), undefined);
  const close = await instructions.closeGroup({
    ...{ authority: ana.authority, ...managed, rentPayer: ana.authority },
  });
  await stage.play(close, [ana.wallet], 'groupClosed');
  assert.equal(await register.find('group', group), undefined);
}
