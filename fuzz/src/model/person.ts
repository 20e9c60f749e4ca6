import { derive } from '../chain/addresses.ts';
import { NOBODY, NOTHING, type Person } from './accounts.ts';
import { isKey, isName, keyringFollows } from './keyring.ts';
import { changes, type Judge } from './look.ts';
import { settled } from './recovery.ts';
import { actorOf, actorSigns, authoritySigns } from './signing.ts';

export const createPerson: Judge = (look) => {
  const founder = look.address('founder');
  const place = derive('person', founder);
  look.rule(look.address('person') === place.address, 'InvalidSeeds');
  look.rule(look.anything('person') === undefined, 'AddressTaken');
  for (const key of ['cluster', 'encryption_key', 'keyring_digest']) isKey(look, look.hex(key));
  isName(look, look.hex('public_name'));
  const person: Person = {
    ...{ kind: 'Person', version: 1, bump: place.bump, status: 0, keyring_due: 0 },
    ...{ founder, authority: founder, cluster: look.hex('cluster') },
    ...{ proposed_authority: NOBODY, proposed_until: 0n },
    ...{ recovery_authority: NOBODY, recovery_key: NOTHING, recovery_delay: 0n },
    ...{ pending_recovery_authority: NOBODY, pending_recovery_key: NOTHING, pending_recovery_delay: 0n },
    ...{ pending_since: 0n, recovery_new_authority: NOBODY, recovery_started_at: 0n },
    ...{ next_id: 1n, generation: 1, active_devices: 0, access_sequence: 0n, void_before: 0n },
    ...{ encryption_key: look.hex('encryption_key'), keyring_digest: look.hex('keyring_digest') },
    ...{ public_name: look.hex('public_name'), rent_payer: look.address('payer'), ended_at: 0n },
  };
  return changes(look, ['person', person]);
};

export const setPersonKeyring: Judge = (look) => {
  const person = look.account('Person', 'person');
  if (person === undefined) return undefined;
  actorSigns(look, actorOf(look, person, 'person'));
  keyringFollows(look, person.keyring_digest);
  const key = look.hex('encryption_key');
  isKey(look, key);
  const sealedAgain = { ...person, keyring_digest: look.hex('keyring_digest') };
  if (key === person.encryption_key) return changes(look, ['person', sealedAgain]);
  const generation = person.generation + 1;
  return changes(look, ['person', { ...sealedAgain, encryption_key: key, generation, keyring_due: 0 }]);
};

/** A thief of the wallet can't end at once what recovery would save: its removal takes its delay. */
export const retirePerson: Judge = (look) => {
  const before = look.account('Person', 'person');
  if (before === undefined) return undefined;
  authoritySigns(look, before);
  const person = settled(before, look.now);
  look.rule(person.recovery_authority === NOBODY, 'RecoverySet');
  const ended = { status: 1, ended_at: look.now, access_sequence: person.access_sequence + 1n };
  return changes(look, ['person', { ...person, ...ended, proposed_authority: NOBODY, proposed_until: 0n }]);
};
