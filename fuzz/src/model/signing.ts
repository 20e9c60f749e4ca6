import type { Address } from '../chain/addresses.ts';
import { ADMIN_ROLE, type Device, type Person, PRINCIPAL } from './accounts.ts';
import type { Look } from './look.ts';

/** Where a person's signature is expected: who signs, and through which device, if not as the authority. */
export interface Signing {
  readonly person: Person;
  readonly address: Address;
  readonly signer: Address;
  readonly device: Device | undefined;
  readonly deviceAddress: Address | undefined;
}

/** The one in `personSlot`, for whom `actor` signs, maybe with `actor_device`. */
export function actorOf(look: Look, person: Person, personSlot: string): Signing {
  const through = look.given('actor_device');
  return {
    person,
    address: look.address(personSlot),
    signer: look.address('actor'),
    device: look.account('Device', 'actor_device'),
    deviceAddress: through ? look.address('actor_device') : undefined,
  };
}

export function isActive(look: Look, person: Person): void {
  look.rule(person.status === 0, 'PersonRetired');
}

/** Things that only the wallet may do. */
export function authoritySigns(look: Look, person: Person): void {
  isActive(look, person);
  look.rule(look.address('authority') === person.authority, 'NotAuthority');
}

/** Closing gives rent back and changes nothing else, so a retired person's authority may. */
export function authorityCloses(look: Look, person: Person): void {
  look.rule(look.address('authority') === person.authority, 'NotAuthority');
}

/** An active device, enrolled since the last recovery, whatever its role. */
export function deviceSigns(look: Look, { person, address, signer, device }: Signing): void {
  isActive(look, person);
  if (device === undefined) return;
  look.rule(device.person === address && device.key === signer, 'DeviceMismatch');
  look.rule(device.status === 0, 'DeviceNotActive');
  look.rule(!isVoid(person, device), 'DeviceVoid');
}

/** Authority or an active admin device. */
export function actorSigns(look: Look, signing: Signing): void {
  isActive(look, signing.person);
  if (signing.deviceAddress === undefined) {
    look.rule(signing.signer === signing.person.authority, 'NotAuthority');
    return;
  }
  deviceSigns(look, signing);
  if (signing.device !== undefined) look.rule(signing.device.role === ADMIN_ROLE, 'DeviceNotAdmin');
}

/** Whoever holds something by name: a person by its authority or admins, a device by itself. */
export function principalSigns(
  look: Look,
  signing: Signing,
  kind: number,
  principal: Address,
  mismatch: string,
): void {
  if (kind === PRINCIPAL.person && principal === signing.address) actorSigns(look, signing);
  else if (kind === PRINCIPAL.device && principal === signing.deviceAddress) deviceSigns(look, signing);
  else look.rule(false, mismatch);
}

export const isVoid = (person: Person, device: Device): boolean =>
  device.enrolled_sequence < person.void_before;
