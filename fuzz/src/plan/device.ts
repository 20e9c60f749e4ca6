import { type Address, derive, INSTRUCTIONS_SYSVAR, PROGRAM, SYSTEM } from '../chain/addresses.ts';
import type { Attempt, Flaw, Preceding } from '../chain/attempt.ts';
import { DAY, type Person } from '../model/accounts.ts';
import {
  actor,
  attempt,
  type Found,
  isTrusted,
  livePerson,
  nextKeyring,
  payer,
  personAt,
  type Planner,
} from './scene.ts';
import { only, some, type Scene } from './scene.ts';

export const enrollDevice: Planner = (scene) => {
  const found = livePerson(scene);
  const { draw, cast, register } = scene;
  const device_key = draw.mostly(
    cast.deviceKeys,
    (key) => !register.accounts.has(derive('device', key).address),
  );
  if (found === undefined || device_key === undefined) return undefined;
  const [address, person] = found;
  const ticket = draw.chance(30);
  const lasts = BigInt(draw.one([1, 3_600, 86_400, 604_800]));
  const expiry = scene.now + (draw.slips() ? draw.one([0n, 604_801n]) : lasts);
  const accounts = {
    ...{ payer: payer(scene), authority: person.authority, person: address, device_key },
    device: derive('device', device_key).address,
    instructions: ticket && draw.chance(95) ? INSTRUCTIONS_SYSVAR : null,
  };
  const args = {
    ...{ role: draw.chance(60) ? 1 : 0, encryption_key: draw.hex(32), sealed_name: draw.hex(96) },
    ...{ ...nextKeyring(scene, person.keyring_digest), ticket_expires_at: ticket ? expiry : 0n },
  };
  const enrols = attempt('enroll_device', accounts, args);
  if (ticket) return withProof(scene, enrols, person, device_key, expiry);
  return draw.chance(95) ? { ...enrols, signers: [...enrols.signers, device_key] } : enrols;
};

/** What the device printed, mostly; else something that only resembles it. */
function withProof(scene: Scene, enrols: Attempt, person: Person, key: Address, expiry: bigint): Attempt {
  const { draw, cast } = scene;
  if (draw.chance(5)) return enrols;
  const from = enrols.accounts['payer'] ?? SYSTEM;
  if (draw.chance(3)) return { ...enrols, preceding: { what: 'transfer', from } };
  const genuine = {
    ...{ deviceKey: key, encryptionKey: String(enrols.args['encryption_key']), cluster: person.cluster },
    ...{ person: enrols.accounts['person'] ?? SYSTEM, program: PROGRAM, expiresAt: expiry },
  };
  const others: readonly Partial<typeof genuine>[] = [
    { deviceKey: draw.one(cast.deviceKeys) },
    { encryptionKey: draw.hex(32) },
    { cluster: draw.hex(32) },
    { person: scene.register.all('Person')[0]?.[0] ?? SYSTEM },
    { program: SYSTEM },
    { expiresAt: expiry + 1n },
  ];
  const message = { ...genuine, ...(draw.chance(15) ? draw.one(others) : {}) };
  const flaws: readonly [Flaw, ...Flaw[]] = ['second signature', 'index of its own'];
  const flaw: Flaw = draw.chance(10) ? draw.one(flaws) : 'none';
  const signer = draw.chance(95) ? key : draw.one(cast.deviceKeys);
  const preceding: Preceding = { what: 'ticket', key: signer, message, flaw };
  return { ...enrols, preceding };
}

/** A device with its person. */
function pair(
  scene: Scene,
  fits: (status: number) => boolean,
): { person: Found<'Person'>; device: Address } | undefined {
  const found = some(scene, 'Device', ({ status, person }) => {
    const of = scene.register.find('Person', person);
    return fits(status) && of?.status === 0;
  });
  const person = found && personAt(scene, found[1].person);
  return found === undefined || person === undefined ? undefined : { person, device: found[0] };
}

export const setDeviceRole: Planner = (scene) => {
  const found = pair(scene, (status) => status < 2);
  if (found === undefined) return undefined;
  const [person, { authority }] = found.person;
  const { role = 0 } = scene.register.find('Device', found.device) ?? {};
  const other = scene.draw.chance(90) ? 1 - role : role;
  return attempt('set_device_role', { authority, person, device: found.device }, { role: other });
};

export const suspendDevice: Planner = (scene) => {
  const found = pair(scene, (status) => status === 0);
  if (found === undefined) return undefined;
  const { key } = scene.register.find('Device', found.device) ?? {};
  const itself = key !== undefined && scene.draw.chance(25);
  return attempt('suspend_device', {
    ...(itself ? { actor: key, actor_device: null } : actor(scene, found.person)),
    ...{ person: found.person[0], device: found.device },
  });
};

export const resumeDevice: Planner = (scene) => {
  const found = pair(scene, (status) => status === 1);
  if (found === undefined) return undefined;
  const [person, { authority, keyring_digest }] = found.person;
  const accounts = { authority, person, device: found.device };
  return attempt('resume_device', accounts, nextKeyring(scene, keyring_digest));
};

export const revokeDevice: Planner = (scene) => {
  const found = pair(scene, (status) => status < 2);
  if (found === undefined) return undefined;
  const [person, { authority }] = found.person;
  return attempt('revoke_device', { authority, person, device: found.device });
};

export const shrinkDevice: Planner = (scene) => {
  const ended = (at: bigint): boolean => at !== 0n && scene.now - at >= DAY;
  const found = some(scene, 'Device', (one) => ended(one.ended_at));
  if (found === undefined) return undefined;
  const [device, { person, rent_payer }] = found;
  const authority = scene.register.find('Person', person)?.authority ?? payer(scene);
  return attempt('shrink_device', { authority, person, device, rent_payer });
};

/** One of a person's devices that can act. */
export const trustedDevice = (
  scene: Scene,
  [address, person]: Found<'Person'>,
): Found<'Device'> | undefined => only(scene, 'Device', (one) => isTrusted(one, address, person));
