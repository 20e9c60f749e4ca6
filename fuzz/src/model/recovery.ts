import { NOBODY, NOTHING, type Person } from './accounts.ts';
import { isKey } from './keyring.ts';
import { changes, type Judge } from './look.ts';
import { actorSigns, authoritySigns, isActive } from './signing.ts';

const MONTH = 30n * 86_400n;
const SHORTEST_DELAY = 3_600n;
const LONGEST_DELAY = 365n * 86_400n;
const NO_PENDING = {
  ...{ pending_recovery_authority: NOBODY, pending_recovery_key: NOTHING, pending_recovery_delay: 0n },
  pending_since: 0n,
};

/** A change of recovery is in effect one delay (the old one) after it was asked for, whether or not that was written down. */
export function settled(person: Person, now: bigint): Person {
  const waits = person.pending_since !== 0n && now < person.pending_since + person.recovery_delay;
  if (person.pending_since === 0n || waits) return person;
  return {
    ...person,
    recovery_authority: person.pending_recovery_authority,
    recovery_key: person.pending_recovery_key,
    recovery_delay: person.pending_recovery_delay,
    ...NO_PENDING,
  };
}

export const proposeAuthority: Judge = (look) => {
  const person = look.account('Person', 'person');
  if (person === undefined) return undefined;
  authoritySigns(look, person);
  const [proposed, until] = [look.hex('proposed_authority'), look.time('proposed_until')];
  if (proposed === NOBODY) {
    const withdrawn = { proposed_authority: NOBODY, proposed_until: 0n };
    return changes(look, ['person', { ...person, ...withdrawn }]);
  }
  look.rule(look.now < until, 'ValidityPassed');
  look.rule(until <= look.now + MONTH, 'ProposalTooLong');
  return changes(look, ['person', { ...person, proposed_authority: proposed, proposed_until: until }]);
};

/** A former proposal is as if absent once its time is over. */
export const acceptAuthority: Judge = (look) => {
  const person = look.account('Person', 'person');
  if (person === undefined) return undefined;
  isActive(look, person);
  const signer = look.address('proposed_authority');
  look.rule(person.proposed_authority === signer, 'NotProposedAuthority');
  look.rule(look.now < person.proposed_until, 'ProposalExpired');
  return changes(look, ['person', handedOver(person, signer)]);
};

const handedOver = (person: Person, authority: string): Person => ({
  ...person,
  ...{ authority, proposed_authority: NOBODY, proposed_until: 0n },
  access_sequence: person.access_sequence + 1n,
});

export const setRecovery: Judge = (look) => {
  const before = look.account('Person', 'person');
  if (before === undefined) return undefined;
  authoritySigns(look, before);
  look.rule(before.recovery_new_authority === NOBODY, 'RecoveryRunning');
  const person = settled(before, look.now);
  const authority = look.hex('recovery_authority');
  const [key, delay] = [look.hex('recovery_key'), look.time('recovery_delay')];
  if (authority === NOBODY) look.rule(key === NOTHING && delay === 0n, 'RecoveryDelayOutOfRange');
  else {
    isKey(look, key);
    look.rule(SHORTEST_DELAY <= delay && delay <= LONGEST_DELAY, 'RecoveryDelayOutOfRange');
  }
  if (person.recovery_authority === NOBODY) {
    const first = { recovery_authority: authority, recovery_key: key, recovery_delay: delay };
    return changes(look, ['person', { ...person, ...first, ...NO_PENDING }]);
  }
  const pending = {
    ...{ pending_recovery_authority: authority, pending_recovery_key: key, pending_recovery_delay: delay },
    pending_since: look.now,
  };
  return changes(look, ['person', { ...person, ...pending }]);
};

/** Starting drops a pending change: it may be the thief's. */
export const startRecovery: Judge = (look) => {
  const before = look.account('Person', 'person');
  if (before === undefined) return undefined;
  isActive(look, before);
  const person = settled(before, look.now);
  look.rule(person.recovery_authority === look.address('recovery_authority'), 'NotRecoveryAuthority');
  look.rule(person.recovery_new_authority === NOBODY, 'RecoveryRunning');
  isKey(look, look.hex('new_authority'));
  const started = { recovery_new_authority: look.hex('new_authority'), recovery_started_at: look.now };
  return changes(look, ['person', { ...person, ...NO_PENDING, ...started }]);
};

/** A stolen wallet alone can't silence recovery: it needs an admin device that was trusted a whole delay before the start. */
export const cancelRecovery: Judge = (look) => {
  const person = look.account('Person', 'person');
  if (person === undefined) return undefined;
  isActive(look, person);
  look.rule(person.recovery_new_authority !== NOBODY, 'RecoveryNotRunning');
  const together = look.given('device_key') && look.given('device');
  const device = together ? look.account('Device', 'device') : undefined;
  if (together)
    actorSigns(look, {
      ...{ person, address: look.address('person'), signer: look.address('device_key') },
      ...{ device, deviceAddress: look.address('device') },
    });
  const actor = look.address('actor');
  if (actor !== person.recovery_authority) {
    look.rule(actor === person.authority && together, 'NotRecoveryAuthority');
    if (device !== undefined) {
      const since = person.recovery_started_at - person.recovery_delay;
      look.rule(device.trusted_since <= since, 'DeviceTooNew');
    }
  }
  return changes(look, ['person', { ...person, recovery_new_authority: NOBODY, recovery_started_at: 0n }]);
};

/** Everything that could sign until now is void. */
export const finishRecovery: Judge = (look) => {
  const person = look.account('Person', 'person');
  if (person === undefined) return undefined;
  isActive(look, person);
  const signer = look.address('new_authority');
  look.rule(person.recovery_new_authority !== NOBODY, 'RecoveryNotRunning');
  look.rule(person.recovery_new_authority === signer, 'NotNewAuthority');
  look.rule(person.recovery_started_at + person.recovery_delay <= look.now, 'RecoveryTooEarly');
  const taken = handedOver(person, signer);
  const ended = { recovery_new_authority: NOBODY, recovery_started_at: 0n };
  const fresh = { active_devices: 0, keyring_due: 1, void_before: taken.access_sequence };
  return changes(look, ['person', { ...taken, ...ended, ...fresh }]);
};
