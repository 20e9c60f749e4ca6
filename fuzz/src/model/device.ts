import { derive, INSTRUCTIONS_SYSVAR, PROGRAM } from '../chain/addresses.ts';
import type { Device, Person } from './accounts.ts';
import { mayClose } from './closing.ts';
import { isKey, keyringFollows } from './keyring.ts';
import { changes, type Judge, type Look } from './look.ts';
import { actorOf, actorSigns, authorityCloses, authoritySigns, isVoid, type Signing } from './signing.ts';

const WEEK = 7n * 86_400n;
const SUSPENDED = 1;
const REVOKED = 2;

export function isRole(look: Look, role: number): void {
  look.rule(role === 0 || role === 1, 'UnknownRole');
}

export const enrollDevice: Judge = (look) => {
  const person = look.account('Person', 'person');
  const key = look.address('device_key');
  const place = derive('device', key);
  look.rule(look.address('device') === place.address, 'InvalidSeeds');
  look.rule(look.anything('device') === undefined, 'AddressTaken');
  if (person === undefined) return undefined;
  authoritySigns(look, person);
  const expiry = look.time('ticket_expires_at');
  if (expiry === 0n) look.rule(look.signed('device_key'), 'ProofMissing');
  else ticketProves(look, person, expiry);
  keyringFollows(look, person.keyring_digest);
  isRole(look, look.number('role'));
  isKey(look, look.hex('encryption_key'));
  const access_sequence = person.access_sequence + 1n;
  const device: Device = {
    ...{ kind: 'Device', version: 1, bump: place.bump, status: 0, role: look.number('role') },
    ...{ person: look.address('person'), key, encryption_key: look.hex('encryption_key') },
    ...{ sealed_name: look.hex('sealed_name'), enrolled_sequence: access_sequence, slots: 0 },
    ...{ enrolled_at: look.now, trusted_since: look.now, rent_payer: look.address('payer'), ended_at: 0n },
  };
  const keyring_digest = look.hex('keyring_digest');
  const gained = { access_sequence, keyring_digest, active_devices: person.active_devices + 1 };
  return changes(look, ['person', { ...person, ...gained }], ['device', device]);
};

/** A ticket counts once, for one device, person, cluster and program, and not after its expiry. */
function ticketProves(look: Look, person: Person, expiry: bigint): void {
  look.rule(look.now < expiry, 'TicketExpired');
  look.rule(expiry <= look.now + WEEK, 'TicketTooLong');
  const { preceding } = look.attempt;
  const sysvar = look.given('instructions');
  if (sysvar) look.rule(look.address('instructions') === INSTRUCTIONS_SYSVAR, 'InvalidArgument');
  look.rule(sysvar && preceding !== undefined, 'ProofMissing');
  if (preceding === undefined) return;
  if (preceding.what !== 'ticket' || preceding.flaw !== 'none') {
    look.rule(false, 'TicketProofMalformed');
    return;
  }
  const { message, key } = preceding;
  const same =
    key === look.address('device_key') &&
    message.deviceKey === key &&
    message.encryptionKey === look.hex('encryption_key') &&
    message.person === look.address('person') &&
    message.program === PROGRAM &&
    message.cluster === person.cluster &&
    message.expiresAt === expiry;
  look.rule(same, 'TicketMismatch');
}

/** The two in `person` and `device`, which have to belong together. */
function pair(look: Look): { person: Person; device: Device } | undefined {
  const person = look.account('Person', 'person');
  const device = look.account('Device', 'device');
  if (device !== undefined) look.rule(device.person === look.address('person'), 'DeviceMismatch');
  return person === undefined || device === undefined ? undefined : { person, device };
}

export const setDeviceRole: Judge = (look) => {
  const found = pair(look);
  if (found === undefined) return undefined;
  const { person, device } = found;
  authoritySigns(look, person);
  const role = look.number('role');
  isRole(look, role);
  look.rule(!isVoid(person, device), 'DeviceVoid');
  look.rule(device.status !== REVOKED, 'DeviceRevoked');
  look.rule(device.role !== role, 'RoleUnchanged');
  return changes(
    look,
    ['person', { ...person, access_sequence: person.access_sequence + 1n }],
    ['device', { ...device, role, trusted_since: look.now }],
  );
};

/** A device that the person counts as its own, until it is lost. */
function without(person: Person, device: Device): Person {
  const counted = device.status === 0 && !isVoid(person, device) ? 1 : 0;
  const active_devices = person.active_devices - counted;
  return { ...person, active_devices, keyring_due: 1, access_sequence: person.access_sequence + 1n };
}

/** A device that suspends itself is there once, as `device`. */
function suspending(look: Look, person: Person, device: Device): Signing {
  const signing = actorOf(look, person, 'person');
  const itself = signing.signer === device.key && signing.signer !== person.authority;
  return itself && signing.deviceAddress === undefined
    ? { ...signing, device, deviceAddress: look.address('device') }
    : signing;
}

export const suspendDevice: Judge = (look) => {
  const found = pair(look);
  if (found === undefined) return undefined;
  const { person, device } = found;
  actorSigns(look, suspending(look, person, device));
  look.rule(device.status === 0, 'DeviceNotSuspendable');
  return changes(look, ['person', without(person, device)], ['device', { ...device, status: SUSPENDED }]);
};

export const resumeDevice: Judge = (look) => {
  const found = pair(look);
  if (found === undefined) return undefined;
  const { person, device } = found;
  authoritySigns(look, person);
  look.rule(device.status === SUSPENDED, 'DeviceNotSuspended');
  look.rule(!isVoid(person, device), 'DeviceVoid');
  keyringFollows(look, person.keyring_digest);
  const gained = {
    ...{ active_devices: person.active_devices + 1, access_sequence: person.access_sequence + 1n },
    keyring_digest: look.hex('keyring_digest'),
  };
  const resumed = { ...device, status: 0, trusted_since: look.now };
  return changes(look, ['person', { ...person, ...gained }], ['device', resumed]);
};

export const revokeDevice: Judge = (look) => {
  const found = pair(look);
  if (found === undefined) return undefined;
  const { person, device } = found;
  authoritySigns(look, person);
  look.rule(device.status !== REVOKED, 'DeviceRevoked');
  const revoked = { ...device, status: REVOKED, ended_at: look.now };
  return changes(look, ['person', without(person, device)], ['device', revoked]);
};

/** What stays keeps the key refused for ever. */
export const shrinkDevice: Judge = (look) => {
  const found = pair(look);
  if (found === undefined) return undefined;
  const { person, device } = found;
  authorityCloses(look, person);
  mayClose(look, device.rent_payer, device.ended_at);
  const { version, bump, key, ended_at } = device;
  const kept = { person: device.person, key, ended_at };
  return changes(look, ['device', { kind: 'RevokedDevice', version, bump, ...kept }]);
};
