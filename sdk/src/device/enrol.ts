import { setTimeout as delay } from 'node:timers/promises';
import { deviceAddress, PROGRAM_ID, type Sent } from '../chain/index.ts';
import { openDeviceName, sealDeviceName } from '../crypto/index.ts';
import { isMeshidError, MeshidError, orNothing } from '../errors.ts';
import type { DeviceId, PersonId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import { authorityOf, ownPerson } from '../person/acting.ts';
import { walletAddress } from '../person/instructions.ts';
import { personKeys, sealForDevices, shareKeyring, signalOf } from '../person/keyring.ts';
import { enrollDevice } from './instructions.ts';
import { checkTicket, createTicket, formatTicket, parseTicket } from './ticket.ts';

const POLL_MS = 250;

export interface Requested {
  readonly ticket: string;
  readonly device: DeviceId;
  readonly expiresAt: Date;
}

/** A ticket by which this computer asks to become the person's. */
export async function requestEnrolment(
  { home, chain }: Meshid,
  { person, expiresAt }: { readonly person: PersonId; readonly expiresAt: Date },
): Promise<Requested> {
  const device = await home.device();
  const ticket = createTicket(device, {
    person,
    program: PROGRAM_ID,
    cluster: await chain.genesisHash(),
    expiresAt,
  });
  return { ticket: formatTicket(ticket), device: device.id, expiresAt: ticket.expiresAt };
}

/** Waits until this computer is enrolled and has its person's keys. */
export async function awaitEnrolment(
  meshid: Meshid,
  { person }: { readonly person: PersonId },
  options: FlowOptions = {},
): Promise<{ person: PersonId }> {
  const { home, chain } = meshid;
  const { id } = await home.device();
  const wait = async (): Promise<void> => {
    options.signal?.throwIfAborted();
    await delay(POLL_MS, undefined, signalOf(options));
  };
  options.onStep?.('waiting for the approval');
  for (;;) {
    const device = await chain.find('device', deviceAddress(id));
    if (device?.person === person && device.status === 'active') break;
    // A removed key never comes back, and another person's device stays theirs.
    if (device !== undefined)
      throw new MeshidError('access/denied', {
        reason: `this computer's key is ${device.status} at ${device.person}`,
      });
    await wait();
  }
  await home.saveConfig({ ...(await home.config()), person });
  options.onStep?.("fetching the person's keys");
  for (;;) {
    try {
      await personKeys(meshid, await chain.get('person', person), options);
      return { person };
    } catch (error) {
      // The approver shares the keyring after the chain has confirmed the enrolment.
      if (!isMeshidError(error) || !error.retryable) throw error;
      await wait();
    }
  }
}

export interface ApproveInput {
  readonly ticket: string;
  readonly role: 'member' | 'admin';
  readonly name: string;
}

export interface Approved {
  readonly device: DeviceId;
  readonly person: PersonId;
  readonly transactions: readonly Sent[];
}

/**
 * Enrols the computer whose ticket it is, and seals the person's keys to it. Takes the person's wallet and secrets, which this home
 * has to hold.
 *
 * @throws MeshidError `ticket/…`, `home/no-wallet`, `home/no-person-keys`, `register/refused`
 */
export async function approveEnrolment(
  meshid: Meshid,
  input: ApproveInput,
  options: FlowOptions = {},
): Promise<Approved> {
  const { chain } = meshid;
  const ticket = parseTicket(input.ticket);
  const person = await ownPerson(meshid);
  await checkCluster(meshid, person);
  const cluster = await chain.genesisHash();
  checkTicket(ticket, { program: PROGRAM_ID, cluster, person: person.address, now: new Date() });
  const wallet = await authorityOf(meshid, person);
  const keys = await personKeys(meshid, person, options);
  const keyring = await sealForDevices(meshid, keys, person, {
    device: { id: ticket.device, encryptionKey: ticket.encryptionKey },
  });
  const authority = walletAddress(wallet.publicKey);
  const instructions = await enrollDevice({
    payer: authority,
    authority,
    person: person.address,
    device: ticket.device,
    role: input.role,
    encryptionKey: ticket.encryptionKey,
    sealedName: sealDeviceName(keys, ticket.device, input.name),
    previousDigest: person.keyringDigest,
    digest: keyring.digest,
    ticket,
  });
  options.onStep?.('enrolling on chain');
  const sent = await chain.send(instructions, [wallet], signalOf(options));
  await shareKeyring(meshid, keyring);
  return { device: ticket.device, person: person.address, transactions: [sent] };
}

export interface ListedDevice {
  readonly device: DeviceId;
  /** Where this computer can read it. */
  readonly name: string | undefined;
  readonly role: 'member' | 'admin';
  readonly status: 'active' | 'suspended' | 'revoked';
  readonly here: boolean;
}

/** The computers of this home's person. */
export async function listDevices(meshid: Meshid, options: FlowOptions = {}): Promise<ListedDevice[]> {
  const { home, chain } = meshid;
  const person = await ownPerson(meshid);
  const own = (await home.findDevice())?.id;
  const keys = await orNothing(() => personKeys(meshid, person, options));
  const nameOf = (id: DeviceId, sealed: Uint8Array): string | undefined => {
    try {
      return keys === undefined ? undefined : openDeviceName(keys, id, sealed);
    } catch {
      return undefined;
    }
  };
  return (await chain.list('device', { person: person.address })).map(({ id, sealedName, role, status }) => ({
    device: id,
    name: nameOf(id, sealedName),
    role,
    status,
    here: id === own,
  }));
}
