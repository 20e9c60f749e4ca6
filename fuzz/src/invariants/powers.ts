import type { Invariant } from './check.ts';
import type { Accepted } from './seen.ts';

const PERSONS = ['person', 'owner', 'granter', 'manager', 'writer'] as const;
const ACTORS = ['actor', 'authority', 'signer'] as const;
/** Take what has ended away, and nothing else. */
const CLOSES = /^(close_|shrink_)/;

/** 2. Nothing signed by a suspended, revoked or void device, or a former authority, changes state. (Expired: see 7.) */
export const onlyThePowerfulChange: Invariant = (accepted) => {
  const { instruction, step } = accepted;
  if (instruction === 'create_person') return signs(accepted, accepted.address('founder'));
  if (instruction === 'start_recovery' || Object.hasOwn(TAKES_OVER, instruction)) return handsOver(accepted);
  if (instruction === 'cancel_recovery') return silences(accepted);
  const slot = ACTORS.find((name) => accepted.given(name));
  if (slot === undefined) return `nobody acted in ${instruction}`;
  const actor = accepted.address(slot);
  if (!step.attempt.signers.includes(actor)) return 'the actor did not sign';
  if (slot === 'signer') return deviceActs(accepted, 'device', actor);
  if (accepted.given('actor_device'))
    return deviceActs(accepted, 'actor_device', actor) ?? adminActs(accepted, 'actor_device');
  const person = PERSONS.map((name) => accepted.before(name)).find(
    (one) => one?.kind === 'Person' && one.hex('authority') === actor,
  );
  // A device that suspends itself is its own proof: given twice it would be refused.
  if (person === undefined && instruction === 'suspend_device')
    return deviceActs(accepted, 'device', actor) ?? adminActs(accepted, 'device');
  if (person === undefined) return 'whoever acted has no power over anybody here';
  const retired = person.number('status') !== 0n && !CLOSES.test(instruction);
  return retired ? 'a retired person acted' : undefined;
};

const signs = ({ step }: Accepted, who: string): string | undefined =>
  step.attempt.signers.includes(who) ? undefined : 'whoever gained by it did not sign';

/** Where a wallet acts that isn't the authority: the slot that it is in, and how the person names it. */
const TAKES_OVER: Readonly<Record<string, readonly [slot: string, field: string]>> = {
  accept_authority: ['proposed_authority', 'proposed_authority'],
  finish_recovery: ['new_authority', 'recovery_new_authority'],
};

function handsOver(accepted: Accepted): string | undefined {
  if (accepted.instruction === 'start_recovery') {
    const starter = accepted.address('recovery_authority');
    return isRecovery(accepted, starter) ? signs(accepted, starter) : 'somebody else started a recovery';
  }
  const [slot, field] = TAKES_OVER[accepted.instruction] ?? ['', ''];
  const by = accepted.address(slot);
  const named = accepted.before('person')?.hex(field) === by;
  return named ? signs(accepted, by) : 'somebody else took the person over';
}

/** The recovery authority, or the one of a change that waited for its whole delay. */
function isRecovery(accepted: Accepted, who: string): boolean {
  const person = accepted.before('person');
  if (person === undefined) return false;
  const since = person.number('pending_since');
  const settled = since !== 0n && accepted.now - since >= person.number('recovery_delay');
  return who === person.hex(settled ? 'pending_recovery_authority' : 'recovery_authority');
}

/** Recovery is cancelled by its own authority; the wallet alone can't, nor with a device that it might just have enrolled. */
function silences(accepted: Accepted): string | undefined {
  const [actor, person] = [accepted.address('actor'), accepted.before('person')];
  if (person === undefined || isRecovery(accepted, actor)) return signs(accepted, actor);
  if (person.hex('authority') !== actor) return 'somebody else cancelled a recovery';
  const device = accepted.before('device');
  if (device === undefined) return 'a wallet alone cancelled a recovery';
  const since = person.number('recovery_started_at') - person.number('recovery_delay');
  if (device.number('trusted_since') > since) return 'a device of yesterday cancelled a recovery';
  return deviceActs(accepted, 'device', accepted.address('device_key')) ?? adminActs(accepted, 'device');
}

function deviceActs(accepted: Accepted, slot: string, actor: string): string | undefined {
  const device = accepted.before(slot);
  if (device?.kind !== 'Device' || device.hex('key') !== actor) return 'what acted is not that device';
  if (!accepted.step.attempt.signers.includes(actor)) return 'the device did not sign';
  if (device.number('status') !== 0n) return 'a suspended or revoked device changed something';
  const person = accepted.at(device.hex('person'));
  if (person === undefined || person.number('status') !== 0n) return 'a device of nobody changed something';
  if (device.number('enrolled_sequence') < person.number('void_before'))
    return 'a void device changed something';
  const acted = PERSONS.some((name) => accepted.address(name) === device.hex('person'));
  return acted ? undefined : 'a device acted for somebody else';
}

/** Only an admin acts for its person; any device uses what was granted to it by name. */
function adminActs(accepted: Accepted, slot: string): string | undefined {
  if (accepted.before(slot)?.number('role') === 1n) return undefined;
  const rights = ['parent', 'manager_grant', 'manager_membership'].map((name) => accepted.before(name));
  const byName = rights.some((right) => right?.hex('principal') === accepted.address(slot));
  return byName ? undefined : 'a member device acted for its person';
}
