import { derive } from '../chain/addresses.ts';
import { NOBODY, NOTHING } from '../model/accounts.ts';
import {
  actor,
  attempt,
  isTrusted,
  livePerson,
  name,
  nextKeyring,
  payer,
  type Planner,
  some,
} from './scene.ts';

export const createPerson: Planner = (scene) => {
  const { draw, cast, register } = scene;
  const founder = draw.mostly(cast.founders, (one) => !register.accounts.has(derive('person', one).address));
  if (founder === undefined) return undefined;
  const accounts = { payer: payer(scene), founder, person: derive('person', founder).address };
  return attempt('create_person', accounts, {
    ...{ cluster: 'c1'.repeat(32), encryption_key: draw.hex(32), keyring_digest: draw.hex(32) },
    public_name: name(scene, 32),
  });
};

export const proposeAuthority: Planner = (scene) => {
  const found = livePerson(scene);
  if (found === undefined) return undefined;
  const { draw, now, cast } = scene;
  const withdraws = draw.chance(15);
  return attempt(
    'propose_authority',
    { authority: found[1].authority, person: found[0] },
    {
      proposed_authority: withdraws ? NOBODY : draw.one(cast.wallets),
      proposed_until: now + BigInt(draw.one([-1, 0, 60, 3_600, 86_400, 2_592_000, 2_592_001])),
    },
  );
};

export const acceptAuthority: Planner = (scene) => {
  const found = some(scene, 'Person', (one) => one.proposed_authority !== NOBODY);
  if (found === undefined) return undefined;
  const [person, { proposed_authority: proposed }] = found;
  const proposed_authority = proposed === NOBODY ? payer(scene) : proposed;
  return attempt('accept_authority', { proposed_authority, person });
};

export const setRecovery: Planner = (scene) => {
  const found = livePerson(scene);
  if (found === undefined) return undefined;
  const { draw, cast } = scene;
  const accounts = { authority: found[1].authority, person: found[0] };
  const removes = draw.chance(35);
  return attempt('set_recovery', accounts, {
    recovery_authority: removes ? NOBODY : draw.one(cast.wallets),
    recovery_key: removes ? NOTHING : draw.hex(32),
    recovery_delay: removes ? 0n : BigInt(draw.one([3_599, 3_600, 3_600, 7_200, 86_400, 31_536_001])),
  });
};

export const startRecovery: Planner = (scene) => {
  const found = some(scene, 'Person', (one) => one.recovery_authority !== NOBODY);
  if (found === undefined) return undefined;
  const [person, { recovery_authority: known }] = found;
  const recovery_authority = known === NOBODY ? payer(scene) : known;
  const new_authority = scene.draw.chance(95) ? scene.draw.one(scene.cast.wallets) : NOBODY;
  return attempt('start_recovery', { recovery_authority, person }, { new_authority });
};

export const cancelRecovery: Planner = (scene) => {
  const found = some(scene, 'Person', (one) => one.recovery_new_authority !== NOBODY);
  if (found === undefined) return undefined;
  const [address, person] = found;
  const { draw } = scene;
  const none = { device_key: null, device: null };
  if (draw.chance(40) && person.recovery_authority !== NOBODY)
    return attempt('cancel_recovery', { actor: person.recovery_authority, ...none, person: address });
  const long = person.recovery_started_at - person.recovery_delay;
  const old = draw.chance(70);
  const device = some(
    scene,
    'Device',
    (one) => isTrusted(one, address, person) && one.role === 1 && one.trusted_since <= long === old,
  );
  const with_ = device === undefined ? none : { device_key: device[1].key, device: device[0] };
  return attempt('cancel_recovery', { actor: person.authority, ...with_, person: address });
};

export const finishRecovery: Planner = (scene) => {
  const found = some(scene, 'Person', (one) => one.recovery_new_authority !== NOBODY);
  if (found === undefined) return undefined;
  const [person, { recovery_new_authority: named }] = found;
  const new_authority = named === NOBODY || scene.draw.slips() ? payer(scene) : named;
  return attempt('finish_recovery', { new_authority, person });
};

export const setPersonKeyring: Planner = (scene) => {
  const found = some(scene, 'Person', (one) => one.keyring_due === 1) ?? livePerson(scene);
  if (found === undefined) return undefined;
  const [address, person] = found;
  const encryption_key = scene.draw.chance(75) ? scene.draw.hex(32) : person.encryption_key;
  const args = { ...nextKeyring(scene, person.keyring_digest), encryption_key };
  return attempt('set_person_keyring', { ...actor(scene, found), person: address }, args);
};

/** Seldom: nothing goes on with a retired person. */
export const retirePerson: Planner = (scene) => {
  if (scene.draw.chance(60)) return undefined;
  const found = livePerson(scene);
  if (found === undefined) return undefined;
  return attempt('retire_person', { authority: found[1].authority, person: found[0] });
};
