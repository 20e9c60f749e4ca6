import { BinaryReader, BinaryWriter } from '../crypto/binary.ts';
import { type DeviceKey, SIGNATURE_BYTES, signAsDevice, verifySignature } from '../crypto/device-key.ts';
import { equalBytes, sha256 } from '../crypto/primitives.ts';
import { MeshidError } from '../errors.ts';
import {
  type Address,
  type DeviceId,
  encodeKey,
  keyBytes,
  parseAddress,
  parseDeviceId,
  parsePersonId,
  type PersonId,
} from '../identifiers.ts';

/** What a device asks of a person's wallet: to be enrolled, on this cluster by this program, before a time. */
export interface EnrolmentTicket {
  readonly device: DeviceId;
  /** The device's X25519 public key. */
  readonly encryptionKey: Uint8Array;
  readonly person: PersonId;
  readonly program: Address;
  /** The cluster's genesis hash, in base58. */
  readonly cluster: Address;
  readonly expiresAt: Date;
}

/** A ticket with the device's signature over its message. */
export interface SignedTicket extends EnrolmentTicket {
  readonly signature: Uint8Array;
}

/** Where a ticket is about to be used; what is left out isn't compared. */
export interface TicketPlace {
  readonly program: Address;
  readonly cluster: Address;
  readonly person?: PersonId;
  readonly now: Date;
}

// The program checks this very message, so the two must agree; a test compares the domain with the IDL's constant.
export const TICKET_DOMAIN = 'meshid:enrolment:1';
export const TICKET_MOST_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;
const TEXT_PREFIX = 'meshid-ticket1';
const CHECKSUM_BYTES = 4;
const FIELDS_BYTES = 5 * 32 + 8;
const BODY_BYTES = FIELDS_BYTES + SIGNATURE_BYTES + CHECKSUM_BYTES;
const TEXT_CHARACTERS = TEXT_PREFIX.length + Math.ceil((BODY_BYTES * 4) / 3);

function fieldsOf(ticket: EnrolmentTicket): Uint8Array {
  return new BinaryWriter()
    .bytes(keyBytes(ticket.device))
    .bytes(ticket.encryptionKey)
    .bytes(keyBytes(ticket.person))
    .bytes(keyBytes(ticket.program))
    .bytes(keyBytes(ticket.cluster))
    .i64(BigInt(Math.floor(ticket.expiresAt.getTime() / 1000)))
    .finish();
}

/**
 * The bytes that the device signs and the program checks: 0xFF ‖ domain ‖ device key ‖ encryption key ‖ person ‖ program ‖ cluster ‖
 * expiry in seconds (i64, little-endian). The first byte keeps it from ever being a transaction.
 */
export function ticketMessage(ticket: EnrolmentTicket): Uint8Array {
  return messageOf(fieldsOf(ticket));
}

function messageOf(fields: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(0xff), Buffer.from(TICKET_DOMAIN), fields]);
}

/**
 * Makes a ticket for `device`, signed by it; whole seconds count.
 *
 * @throws MeshidError `ticket/expires-too-late` when the program would not accept its expiry
 */
export function createTicket(
  device: DeviceKey,
  place: Omit<EnrolmentTicket, 'device' | 'encryptionKey'>,
  now = new Date(),
): SignedTicket {
  const expiresAt = new Date(Math.floor(place.expiresAt.getTime() / 1000) * 1000);
  checkTimes(expiresAt, now);
  const ticket = { ...place, expiresAt, device: device.id, encryptionKey: device.encryption.publicKey };
  return { ...ticket, signature: signAsDevice(device, ticketMessage(ticket)) };
}

/** The ticket as one word to copy: "meshid-ticket1", then base64url of the fields, the signature and a checksum. */
export function formatTicket(ticket: SignedTicket): string {
  const body = Buffer.concat([fieldsOf(ticket), ticket.signature]);
  return TEXT_PREFIX + Buffer.concat([body, checksumOf(body)]).toString('base64url');
}

/**
 * Reads a ticket and checks its signature; whether it may be used here is `checkTicket`'s question.
 *
 * @throws MeshidError `ticket/altered`
 */
export function parseTicket(text: string): SignedTicket {
  const word = text.trim();
  if (!word.startsWith(TEXT_PREFIX)) altered(`it should start with "${TEXT_PREFIX}"`);
  if (word.length !== TEXT_CHARACTERS)
    altered(`it should have ${TEXT_CHARACTERS} characters and has ${word.length}`);
  const encoded = word.slice(TEXT_PREFIX.length);
  const bytes = Buffer.from(encoded, 'base64url');
  // Node skips characters that are not base64url, so the round trip is what refuses them.
  if (bytes.length !== BODY_BYTES || bytes.toString('base64url') !== encoded)
    altered('it has a character that is none of a ticket');
  const body = bytes.subarray(0, BODY_BYTES - CHECKSUM_BYTES);
  if (!equalBytes(checksumOf(body), bytes.subarray(BODY_BYTES - CHECKSUM_BYTES)))
    altered('its checksum is wrong');
  // Before anything of it is looked at, so that what was altered tells nothing but that.
  const fields = body.subarray(0, FIELDS_BYTES);
  if (!verifySignature(fields.subarray(0, 32), messageOf(fields), body.subarray(FIELDS_BYTES)))
    altered("its device's signature is wrong");
  const reader = new BinaryReader(body, altered);
  const ticket: SignedTicket = {
    device: parseDeviceId(encodeKey(reader.bytes(32))),
    encryptionKey: reader.copy(32),
    person: parsePersonId(encodeKey(reader.bytes(32))),
    program: parseAddress(encodeKey(reader.bytes(32))),
    cluster: parseAddress(encodeKey(reader.bytes(32))),
    expiresAt: dateOf(reader.i64()),
    signature: reader.copy(SIGNATURE_BYTES),
  };
  reader.end();
  return ticket;
}

/**
 * Refuses a ticket that this program would refuse here and now. The chain checks again; this says it more clearly, and for free.
 *
 * @throws MeshidError `ticket/other-cluster`, `ticket/other-program`, `ticket/other-person`, `ticket/expired`, `ticket/expires-too-late`
 */
export function checkTicket(ticket: EnrolmentTicket, place: TicketPlace): void {
  if (ticket.cluster !== place.cluster)
    throw new MeshidError('ticket/other-cluster', { ticket: ticket.cluster, here: place.cluster });
  if (ticket.program !== place.program)
    throw new MeshidError('ticket/other-program', { ticket: ticket.program, here: place.program });
  if (place.person !== undefined && ticket.person !== place.person)
    throw new MeshidError('ticket/other-person', { ticket: ticket.person, here: place.person });
  checkTimes(ticket.expiresAt, place.now);
}

function checkTimes(expiresAt: Date, now: Date): void {
  if (expiresAt <= now) throw new MeshidError('ticket/expired', { expiredAt: expiresAt.toISOString() });
  if (expiresAt.getTime() > now.getTime() + TICKET_MOST_DAYS * DAY_MS)
    throw new MeshidError('ticket/expires-too-late', {
      expiresAt: expiresAt.toISOString(),
      mostDays: TICKET_MOST_DAYS,
    });
}

function dateOf(seconds: bigint): Date {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? altered('its expiry is not a time') : date;
}

function checksumOf(body: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([Buffer.from(TEXT_PREFIX), body])).subarray(0, CHECKSUM_BYTES);
}

function altered(why: string): never {
  throw new MeshidError('ticket/altered', { why });
}
