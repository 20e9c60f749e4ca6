import assert from 'node:assert/strict';
import { instructions, RECOVERY_DELAY_MIN_SECONDS, recoveryInEffect } from '@meshid/sdk';
import { addressOf, asWallet, bytes, type Stage } from '../actors.ts';

const HOUR = Number(RECOVERY_DELAY_MIN_SECONDS);

/** A person is founded, changes its keyring and its wallet, and is retired. */
export async function people(stage: Stage): Promise<void> {
  const { register } = stage;
  const ana = await stage.person('ana');
  const founded = await stage.get('person', ana.id);
  assert.equal(founded.publicName, 'ana');
  assert.deepEqual(
    [founded.authority, founded.founder, founded.rentPayer],
    [ana.authority, ana.authority, ana.authority],
  );
  assert.deepEqual(
    [founded.proposal, founded.recovery, founded.runningRecovery, founded.endedAt],
    [undefined, undefined, undefined, undefined],
  );

  const next = { digest: bytes(), encryptionKey: bytes() };
  const set = await instructions.setPersonKeyring({
    ...{ person: ana.id, actor: asWallet(ana), previousDigest: founded.keyringDigest, ...next },
  });
  const told = await stage.play(set, [ana.wallet], 'personKeyringSet');
  assert.deepEqual([told.generation, told.keyringDigest], [2n, next.digest]);
  await stage.refused(set, [ana.wallet], 'keyringChanged');

  const heir = await register.wallet();
  const proposed = addressOf(heir);
  const until = (await register.now()) + 3_600n;
  const propose = await instructions.proposeAuthority({
    ...{ person: ana.id, authority: ana.authority, proposed, until },
  });
  await stage.play(propose, [ana.wallet], 'authorityProposed');
  assert.deepEqual((await stage.get('person', ana.id)).proposal, { authority: proposed, until });
  const accept = await instructions.acceptAuthority({ person: ana.id, proposedAuthority: proposed });
  const accepted = await stage.play(accept, [heir], 'authorityAccepted');
  assert.equal(accepted.authority, proposed);
  const withdraw = await instructions.proposeAuthority({
    ...{ person: ana.id, authority: proposed, proposed: undefined, until: 0n },
  });
  await stage.play(withdraw, [heir], 'authorityProposed');
  assert.equal((await stage.get('person', ana.id)).proposal, undefined);

  const retire = (authority = proposed) => instructions.retirePerson({ person: ana.id, authority });
  await stage.refused(await retire(ana.authority), [ana.wallet], 'notAuthority');
  await stage.play(await retire(), [heir], 'personRetired');
  const retired = await stage.get('person', ana.id);
  assert.equal(retired.status, 'retired');
  assert.ok(retired.endedAt !== undefined && retired.endedAt > 0n);
}

/** A recovery is set, changed, started, cancelled by either side, and finished. */
export async function recoveries(stage: Stage): Promise<void> {
  const { register } = stage;
  const ana = await stage.person();
  const device = await stage.device(ana, 'admin');
  const [keeper, other, heir] = [await register.wallet(), await register.wallet(), await register.wallet()];
  const recovery = { authority: addressOf(keeper), key: bytes(), delay: BigInt(HOUR) };
  const set = (next: typeof recovery | undefined) =>
    instructions.setRecovery({ person: ana.id, authority: ana.authority, recovery: next });
  await stage.play(await set(recovery), [ana.wallet], 'recoverySet');
  assert.deepEqual((await stage.get('person', ana.id)).recovery, recovery);

  const changed = { ...recovery, authority: addressOf(other) };
  const asked = await stage.play(await set(changed), [ana.wallet], 'recoverySet');
  const pending = await stage.get('person', ana.id);
  assert.deepEqual(pending.pendingRecovery, {
    ...{ recovery: changed, since: asked.pendingSince, effectiveAt: asked.pendingSince + recovery.delay },
  });
  assert.deepEqual(recoveryInEffect(pending, asked.pendingSince), recovery);
  assert.deepEqual(recoveryInEffect(pending, asked.pendingSince + recovery.delay), changed);

  const start = await instructions.startRecovery({
    ...{ person: ana.id, recoveryAuthority: recovery.authority, newAuthority: addressOf(heir) },
  });
  const { startedAt } = await stage.play(start, [keeper], 'recoveryStarted');
  const running = await stage.get('person', ana.id);
  assert.equal(running.pendingRecovery, undefined);
  assert.deepEqual(running.runningRecovery, {
    ...{ newAuthority: addressOf(heir), startedAt, finishableAt: startedAt + recovery.delay },
  });
  const cancel = await instructions.cancelRecovery({ person: ana.id, actor: recovery.authority });
  await stage.play(cancel, [keeper], 'recoveryCancelled');

  await register.pass(HOUR);
  await stage.play(start, [keeper], 'recoveryStarted');
  const bySelf = await instructions.cancelRecovery({
    ...{ person: ana.id, actor: ana.authority, device: device.id },
  });
  await stage.play(bySelf, [ana.wallet, device.key], 'recoveryCancelled');

  await stage.play(start, [keeper], 'recoveryStarted');
  const finish = await instructions.finishRecovery({ person: ana.id, newAuthority: addressOf(heir) });
  await stage.refused(finish, [heir], 'recoveryTooEarly');
  await register.pass(HOUR);
  const finished = await stage.play(finish, [heir], 'recoveryFinished');
  const recovered = await stage.get('person', ana.id);
  assert.deepEqual([recovered.authority, recovered.keyringDue], [addressOf(heir), true]);
  assert.equal(recovered.voidBefore, finished.voidBefore);
  const { enrolledSequence } = await stage.get('device', device.address);
  assert.ok(enrolledSequence < recovered.voidBefore, 'the device of before is void');
}
