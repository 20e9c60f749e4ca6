import { isVoid } from '../authorisation/resource.ts';
import { type Person, recoveryInEffect, type Sent } from '../chain/index.ts';
import { isMeshidError, MeshidError } from '../errors.ts';
import { type DeviceId, parseDeviceId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { actingFor, authorityOf, ownPerson } from '../person/acting.ts';
import { renewPersonKeyring, signalOf } from '../person/keyring.ts';
import { resolveNamed } from '../named.ts';
import { listDevices } from './enrol.ts';
import { revokeDevice as revokeInstruction, suspendDevice as suspendInstruction } from './instructions.ts';

export interface Removed {
  readonly device: DeviceId;
  readonly transactions: readonly Sent[];
  /** Whether the person's next keys, which the device can't open, are in use. */
  readonly renewed: boolean;
}

/** Takes a device's access away until the wallet gives it back, and starts the person's next generation where this home can. */
export async function suspendDevice(
  meshid: Meshid,
  { device }: { readonly device: DeviceId },
  options: FlowOptions = {},
): Promise<Removed> {
  const person = await ownPerson(meshid);
  const { actor, signers } = await actingFor(meshid, person);
  const instruction = await suspendInstruction({ person: person.address, device, actor });
  const sent = await meshid.chain.send([instruction], signers, signalOf(options));
  return renew(meshid, { person, device, sent }, options);
}

/**
 * Ends a device for ever; its key is never accepted again. Takes the person's wallet.
 *
 * @throws MeshidError `device/last-holder` while no other computer and no recovery holds the person's keys; `home/no-wallet`,
 *   `register/refused`
 */
export async function revokeDevice(
  meshid: Meshid,
  { device }: { readonly device: DeviceId },
  options: FlowOptions = {},
): Promise<Removed> {
  const person = await ownPerson(meshid);
  const wallet = await authorityOf(meshid, person);
  await refuseLastHolder(meshid, person, device);
  const instruction = await revokeInstruction({
    person: person.address,
    device,
    authority: person.authority,
  });
  const sent = await meshid.chain.send([instruction], [wallet], signalOf(options));
  return renew(meshid, { person, device, sent }, options);
}

/**
 * One of the person's computers by its name in the address book, its sealed name, or its key.
 *
 * @throws MeshidError `name/unknown`, `name/ambiguous`
 */
export async function resolveDevice(
  meshid: Meshid,
  text: string,
  options: FlowOptions = {},
): Promise<DeviceId> {
  return resolveNamed(meshid, text, parseDeviceId, async () =>
    (await listDevices(meshid, options)).map(({ device, name }) => ({ id: device, name })),
  );
}

/** A suspended one can be resumed, so it may be the last; a revoked one would take with it what nobody else can open. */
async function refuseLastHolder({ chain }: Meshid, person: Person, device: DeviceId): Promise<void> {
  if (recoveryInEffect(person, await chain.now()) !== undefined) return;
  const devices = await chain.list('device', { person: person.address });
  const others = devices.filter(
    (one) => one.id !== device && one.status === 'active' && !isVoid(one, person),
  );
  if (others.length === 0) throw new MeshidError('device/last-holder', { device });
}

/** The removal stands by itself: what can't be renewed here is done by whoever publishes next. */
async function renew(
  meshid: Meshid,
  { person: before, device, sent }: { person: Person; device: DeviceId; sent: Sent },
  options: FlowOptions,
): Promise<Removed> {
  const person = await meshid.chain.get('person', before.address);
  try {
    const { transactions } = await renewPersonKeyring(meshid, person, options);
    return { device, transactions: [sent, ...transactions], renewed: true };
  } catch (error) {
    if (!isMeshidError(error)) throw error;
    return { device, transactions: [sent], renewed: false };
  }
}
