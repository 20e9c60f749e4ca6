import assert from 'node:assert/strict';
import {
  CLOSE_DELAY_SECONDS,
  grantAddress,
  instructions,
  portAddress,
  type PortId,
  programAddress,
} from '@meshid/sdk';
import { asWallet, bytes, type Person, type Stage } from '../actors.ts';

/** A program is published twice, ends and is closed. */
export async function programs(stage: Stage): Promise<void> {
  const ana = await stage.person();
  const { nextId: id } = await stage.get('person', ana.id);
  const at = programAddress(ana.id, id);
  const publish = async (bundleVersion: bigint, bundleDigest: Uint8Array) =>
    instructions.publishProgram({
      ...{ payer: ana.authority, actor: asWallet(ana), owner: ana.id, id, bundleVersion, bundleDigest },
      ...{ class: 'batch', slug: 'render' },
    });
  const digest = bytes();
  await stage.play(await publish(1n, bytes()), [ana.wallet], 'programPublished');
  const told = await stage.play(await publish(2n, digest), [ana.wallet], 'programPublished');
  assert.deepEqual([told.publishedProgram, told.bundleVersion], [at, 2n]);
  const published = await stage.get('program', at);
  assert.deepEqual(
    [published.class, published.slug, published.bundleVersion, published.bundleDigest, published.owner],
    ['batch', 'render', 2n, digest, ana.id],
  );
  await stage.refused(await publish(2n, digest), [ana.wallet], 'programVersionMismatch');

  const over = { authority: ana.authority, owner: ana.id, program: at };
  await stage.play(await instructions.retireProgram(over), [ana.wallet], 'programRetired');
  assert.equal((await stage.get('program', at)).status, 'retired');
  await stage.register.pass(Number(CLOSE_DELAY_SECONDS));
  const close = await instructions.closeProgram({ ...over, rentPayer: ana.authority });
  await stage.play(close, [ana.wallet], 'programClosed');
  assert.equal(await stage.register.find('program', at), undefined);
}

/** A port is shared and granted; its admin grants on, for no longer; what ends is revoked or closed. */
export async function ports(stage: Stage): Promise<void> {
  const { register } = stage;
  const [ana, ben, cleo] = [await stage.person(), await stage.person(), await stage.person()];
  const at = await shared(stage, ana);
  const until = (await register.now()) + 3_600n;
  const give = async (
    by: Person,
    to: Person,
    more: Pick<instructions.GrantAccess, 'permissions' | 'expiresAt' | 'under'>,
  ) =>
    instructions.grantAccess({
      ...{ payer: by.authority, actor: asWallet(by), owner: ana.id, resource: at },
      ...{ principalKind: 'person', principal: to.id, notBefore: 0n, ...more },
    });
  const permissions = ['connect', 'admin'] as const;
  await stage.play(await give(ana, ben, { permissions, expiresAt: until }), [ana.wallet], 'accessGranted');
  const under = { granter: ben.id, holder: ben.id };
  const longer = await give(ben, cleo, { permissions: ['connect'], expiresAt: 0n, under });
  await stage.refused(longer, [ben.wallet], 'grantExceedsParent');
  const within = await give(ben, cleo, { permissions: ['connect'], expiresAt: until, under });
  await stage.play(within, [ben.wallet], 'accessGranted');
  const [parent, child] = [grantAddress(at, ben.id), grantAddress(at, cleo.id)];
  const given = await stage.get('grant', child);
  assert.deepEqual(
    [given.resourceKind, given.parent, given.parentSerial, given.granter, [...given.permissions]],
    ['port', parent, (await stage.get('grant', parent)).serial, ben.id, ['connect']],
  );

  const revoke = await instructions.revokeAccess({
    ...{ actor: asWallet(ana), owner: ana.id, resource: at, principal: ben.id },
  });
  assert.equal((await stage.play(revoke, [ana.wallet], 'accessRevoked')).rotationDue, false);
  const revoked = await stage.get('grant', parent);
  assert.ok(revoked.status === 'revoked' && revoked.endedAt !== undefined);
  const unshare = await instructions.unsharePort({ actor: asWallet(ana), owner: ana.id, port: at });
  await stage.play(unshare, [ana.wallet], 'portUnshared');
  assert.equal((await stage.get('port', at)).status, 'unshared');

  await register.pass(Number(CLOSE_DELAY_SECONDS));
  const closeGrant = await instructions.closeGrant({
    ...{ authority: ben.authority, granter: ben.id, resource: at, principal: cleo.id },
    ...{ parent, rentPayer: ben.authority },
  });
  await stage.play(closeGrant, [ben.wallet], 'grantClosed');
  const close = await instructions.closePort({
    ...{ authority: ana.authority, owner: ana.id, port: at, rentPayer: ana.authority },
  });
  await stage.play(close, [ana.wallet], 'portClosed');
  assert.equal(await register.find('port', at), undefined);
}

async function shared(stage: Stage, owner: Person): Promise<PortId> {
  const server = await stage.device(owner);
  const { nextId } = await stage.get('person', owner.id);
  const share = await instructions.sharePort({
    ...{ payer: owner.authority, actor: asWallet(owner), owner: owner.id, id: nextId, device: server.id },
    ...{ number: 8080, protocol: 'http/1.1', sealedLabel: bytes(96) },
  });
  await stage.play(share, [owner.wallet], 'portShared');
  const at = portAddress(owner.id, nextId);
  const port = await stage.get('port', at);
  assert.deepEqual(
    [port.number, port.protocol, port.device, port.creator, port.status],
    [8080, 'http/1.1', server.address, owner.id, 'shared'],
  );
  return at;
}
