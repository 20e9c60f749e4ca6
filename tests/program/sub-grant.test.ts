import assert from 'node:assert/strict';
import type { Keypair, PublicKey } from '@solana/web3.js';
import { device, person } from './actors.ts';
import { type Accounts, addresses, type Args, big } from './instruct.ts';
import { DAY, PERMISSION, Scene } from './scene.ts';
import { head, refused } from './world.ts';

const { read, write, admin } = PERMISSION;

/** A dataset of which the other person administers what the owner gave, and a third who is to have access. */
async function scene(terms: Args = {}) {
  const s = await Scene.begin();
  const third = await person(s.world);
  const dataset = s.dataset();
  const parent = s.given(dataset, s.other.address, { permissions: read | write | admin, ...terms });
  const by: Accounts = {
    ...{ granter: s.other.address, parent, actor: s.other.wallet.publicKey },
  };
  const give = (args: Args = {}, accounts: Accounts = {}, signers: Keypair[] = [s.other.wallet]) => {
    const pays = { payer: s.other.wallet.publicKey };
    const call = s.grant(dataset, third.address, args, { ...by, ...pays, ...accounts });
    return s.send('grantAccess', call.accounts, call.args, signers);
  };
  const revoke = (accounts: Accounts = {}, args: Args = {}, whom = third.address) => {
    const call = s.revoke(dataset, whom, args, { ...by, ...accounts });
    return s.send('revokeAccess', call.accounts, call.args, [s.other.wallet]);
  };
  const ended = (whom: PublicKey) => {
    const call = s.revoke(dataset, whom);
    s.must('revokeAccess', call.accounts, call.args, [s.owner.wallet]);
  };
  return { s, world: s.world, third, dataset, parent, give, revoke, ended };
}

describe('the program: grants under a grant', () => {
  it('an admin grantee grants what it holds, under its own grant and serial', async () => {
    const { s, world, third, dataset, parent, give } = await scene();
    assert.equal(give({ permissions: read | write | admin }).error, undefined);
    const made = world.read('grant', addresses.grant(dataset, third.address));
    const own = world.read('grant', parent);
    assert.ok(made.parent.equals(parent) && made.granter.equals(s.other.address));
    assert.equal(made.parentSerial.toString(), own.serial.toString());
    assert.equal(made.serial.toNumber(), own.serial.toNumber() + 1);
  });

  it('grants no permission that it does not hold, and nothing for longer', async () => {
    const s = await Scene.begin();
    const until = s.world.now + 100n;
    const { give } = await scene({ permissions: read | admin, expiresAt: big(until) });
    refused(give({ permissions: read | write, expiresAt: big(until) }), 'GrantExceedsParent');
    refused(give({ permissions: read }), 'GrantExceedsParent');
    refused(give({ permissions: read, expiresAt: big(until + 1n) }), 'GrantExceedsParent');
    assert.equal(give({ permissions: read, expiresAt: big(until) }).error, undefined);
  });

  it('grants only by a grant that administers, is its own, on this resource, and effective now', async () => {
    const { s, world, third, dataset, give, ended } = await scene();
    refused(give({}, { parent: null }), 'ParentMismatch');
    const reader = s.given(dataset, s.theirs.address, { principalKind: 2, permissions: read });
    const as = { actor: s.theirs.key.publicKey, actorDevice: s.theirs.address, parent: reader };
    refused(give({}, as, [s.other.wallet, s.theirs.key]), 'PermissionMissing');
    const elsewhere = s.given(s.dataset(), s.other.address, { permissions: admin });
    refused(give({}, { parent: elsewhere }), 'GrantMismatch');
    const foreign = s.given(dataset, (await person(world)).address, { permissions: admin });
    refused(give({}, { parent: foreign }), 'GrantMismatch');
    const thief = world.wallet();
    refused(give({}, { actor: thief.publicKey }, [thief, s.other.wallet]), 'NotAuthority');
    ended(s.other.address);
    refused(give(), 'GrantRevoked');
    assert.equal(world.data(addresses.grant(dataset, third.address)), undefined);
  });

  it('not before its grant begins, nor after it ended, nor through a program', async () => {
    const { s, third, dataset, give } = await scene();
    const regrant = (terms: Args) =>
      s.given(dataset, s.other.address, { permissions: read | admin, ...terms });
    const now = s.world.now;
    regrant({ notBefore: big(now + 5n) });
    refused(give(), 'GrantNotEffective');
    regrant({ expiresAt: big(now + 5n) });
    s.later(5n);
    refused(give({ expiresAt: big(now + 5n) }), 'GrantPeriodEmpty');
    refused(give({ expiresAt: big(now + 6n) }), 'GrantNotEffective');
    regrant({ viaProgram: third.address });
    refused(give(), 'GrantNotEffective');
  });

  it('a group that administers has nobody who grants for it', async () => {
    const { s, dataset, give } = await scene();
    const group = s.group();
    s.joined(group, s.other.address);
    const parent = s.given(dataset, group, { principalKind: 3, permissions: admin });
    refused(give({ permissions: admin }, { parent }), 'GrantMismatch');
  });

  it('goes one level deep', async () => {
    const { s, world, third, dataset, give } = await scene();
    assert.equal(give({ permissions: read | admin }).error, undefined);
    const deeper = await person(world);
    const under = {
      ...{ granter: third.address, parent: addresses.grant(dataset, third.address) },
      ...{ actor: third.wallet.publicKey, payer: third.wallet.publicKey },
    };
    const call = s.grant(dataset, deeper.address, {}, under);
    refused(s.send('grantAccess', call.accounts, call.args, [third.wallet]), 'GrantTooDeep');
  });

  it("replaces and revokes its own grants, and neither the owner's nor another granter's", async () => {
    const { s, world, third, dataset, give, revoke } = await scene();
    s.given(dataset, third.address, { permissions: write });
    refused(give(), 'NotGranter');
    refused(revoke(), 'NotGranter');
    const reader = await person(world);
    const grant = { principal: reader.address, grant: addresses.grant(dataset, reader.address) };
    assert.equal(give({}, grant).error, undefined);
    assert.equal(give({ permissions: write }, grant).error, undefined);
    assert.equal(revoke({}, {}, reader.address).error, undefined);
    refused(revoke({}, {}, reader.address), 'GrantRevoked');
    assert.equal(give({}, grant).error, undefined);
    s.given(dataset, reader.address, { permissions: read });
    refused(revoke({}, {}, reader.address), 'NotGranter');
  });

  it('an expired grant is as if absent: whoever may grant replaces it', async () => {
    const { s, third, dataset, give } = await scene();
    s.given(dataset, third.address, { expiresAt: big(s.world.now + 5n) });
    refused(give(), 'NotGranter');
    s.later(5n);
    assert.equal(give().error, undefined);
  });

  it('cannot revoke once its own grant has ended', async () => {
    const { give, revoke, ended, s } = await scene();
    assert.equal(give().error, undefined);
    ended(s.other.address);
    refused(revoke(), 'GrantRevoked');
  });

  it('publishes only while exactly its parent is effective, and with that shown', async () => {
    const { s, world, third, dataset, parent, give, ended } = await scene();
    const computer = await device(world, third);
    assert.equal(give({ permissions: write }).error, undefined);
    const publish = (sequence: number, shown: PublicKey | null) =>
      s.send(
        'publishVersion',
        {
          ...{ signer: computer.key.publicKey, device: computer.address, writer: third.address },
          ...{ grant: addresses.grant(dataset, third.address), parent: shown },
          ...{ owner: s.owner.address, dataset },
        },
        { sequence: big(sequence), epoch: 1, head: head(sequence) },
        [computer.key],
      );
    refused(publish(1, null), 'ParentMismatch');
    const other = s.given(dataset, s.theirs.address, { principalKind: 2, permissions: write });
    refused(publish(1, other), 'ParentMismatch');
    assert.equal(publish(1, parent).error, undefined);
    // The same address, another grant: what was made under the earlier one does not come back to life.
    s.given(dataset, s.other.address, { permissions: write | admin });
    refused(publish(2, parent), 'ParentMismatch');
    ended(s.other.address);
    refused(publish(2, parent), 'ParentMismatch');
  });

  it("a grant under another is closed a day after its parent's end, by whoever granted", async () => {
    const { s, third, dataset, parent, give, ended } = await scene();
    assert.equal(give().error, undefined);
    const wallet = s.other.wallet;
    const close = (changed: Accounts = {}) =>
      s.send(
        'closeGrant',
        {
          ...{ authority: wallet.publicKey, granter: s.other.address, resource: dataset, parent },
          ...{ grant: addresses.grant(dataset, third.address), rentPayer: wallet.publicKey },
          ...changed,
        },
        undefined,
        [wallet],
      );
    refused(close(), 'NotEnded');
    ended(s.other.address);
    refused(close(), 'ClosedTooEarly');
    s.later(DAY);
    refused(close({ parent: null }), 'NotEnded');
    refused(close({ parent: s.owner.address }), 'ParentMismatch');
    assert.equal(close().error, undefined);
  });

  it("ends with its owner: nobody grants on a retired person's dataset", async () => {
    const { s, give, revoke } = await scene();
    assert.equal(give().error, undefined);
    const retire = { authority: s.owner.wallet.publicKey, person: s.owner.address };
    s.must('retirePerson', retire, undefined, [s.owner.wallet]);
    refused(give(), 'PersonRetired');
    refused(revoke(), 'PersonRetired');
  });

  it('a device that administers grants by its own key, whatever its role', async () => {
    const { s, world, dataset, give } = await scene();
    const plain = await device(world, s.other);
    const parent = s.given(dataset, plain.address, { principalKind: 2, permissions: read | admin });
    const by = { parent, actor: plain.key.publicKey, actorDevice: plain.address };
    assert.equal(give({}, by, [s.other.wallet, plain.key]).error, undefined);
  });
});
