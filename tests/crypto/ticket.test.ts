import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import {
  checkTicket,
  createDeviceKey,
  createTicket,
  encodeKey,
  formatTicket,
  isMeshidError,
  type MeshidErrorCode,
  parseAddress,
  parseTicket,
  ticketMessage,
  TICKET_DOMAIN,
} from '@meshid/sdk';
import { sha256 } from '../../sdk/src/crypto/primitives.ts';
import { alike, toldBy } from './one-bit.ts';
import { somePerson, turnBit } from './world.ts';

const HOUR = 60 * 60 * 1000;
const address = () => parseAddress(encodeKey(randomBytes(32)));

function someTicket() {
  const device = createDeviceKey();
  const place = {
    person: somePerson(),
    program: address(),
    cluster: address(),
    expiresAt: new Date(Date.now() + HOUR),
  };
  return { device, place, ticket: createTicket(device, place), now: new Date() };
}

function fails(code: MeshidErrorCode, act: () => unknown): void {
  assert.throws(act, (error) => isMeshidError(error, code));
}

describe('an enrolment ticket', () => {
  it('comes back from its text as it was made', () => {
    const { ticket } = someTicket();
    const text = formatTicket(ticket);
    assert.match(text, /^meshid-ticket1[A-Za-z0-9_-]+$/);
    const parsed = parseTicket(`  ${text}\n`);
    assert.deepEqual(
      { ...parsed, signature: Buffer.from(parsed.signature) },
      { ...ticket, signature: Buffer.from(ticket.signature) },
    );
  });

  it('is signed over the bytes that the program checks', () => {
    const { ticket, device } = someTicket();
    const message = Buffer.from(ticketMessage(ticket));
    assert.equal(message[0], 0xff);
    assert.equal(message.subarray(1, 1 + TICKET_DOMAIN.length).toString(), 'meshid:enrolment:1');
    assert.equal(message.length, 1 + TICKET_DOMAIN.length + 5 * 32 + 8);
    assert.deepEqual(message.subarray(19, 51), Buffer.from(device.publicKey));
    assert.equal(message.readBigInt64LE(message.length - 8), BigInt(ticket.expiresAt.getTime() / 1000));
  });

  it('with any character changed, missing or added is called altered', () => {
    const text = formatTicket(someTicket().ticket);
    fc.assert(
      fc.property(
        fc.nat({ max: text.length - 1 }),
        fc.constantFrom('A', 'b', '_', '+', '=', 'é', ' '),
        (at, character) => {
          fc.pre(text[at] !== character);
          fails('ticket/altered', () => parseTicket(text.slice(0, at) + character + text.slice(at + 1)));
        },
      ),
    );
    fails('ticket/altered', () => parseTicket(text.slice(0, -1)));
    fails('ticket/altered', () => parseTicket(`${text}A`));
    fails('ticket/altered', () => parseTicket(''));
    fails('ticket/altered', () => parseTicket('x'.repeat(10_000_000)));
  });

  it('with one bit altered is called altered, and nothing is told of what the bit was', () => {
    const { ticket } = someTicket();
    const text = formatTicket(ticket);
    const bytes = Buffer.from(text.slice('meshid-ticket1'.length), 'base64url');
    const body = bytes.subarray(0, -4);
    const parse = (altered: Uint8Array) =>
      parseTicket(`meshid-ticket1${Buffer.from(altered).toString('base64url')}`);
    parse(bytes);
    const told = alike();
    for (let bit = 0; bit < bytes.length * 8; bit += 1)
      told.add(toldBy(() => parse(turnBit(bytes, bit)), 'ticket/altered'));
    assert.equal(told.size, 1);
    // Whoever alters it on purpose makes the checksum right, and is stopped by the signature.
    const toldOfForged = alike();
    for (let bit = 0; bit < body.length * 8; bit += 1) {
      const altered = turnBit(body, bit);
      const checksum = sha256(Buffer.concat([Buffer.from('meshid-ticket1'), altered])).subarray(0, 4);
      toldOfForged.add(toldBy(() => parse(Buffer.concat([altered, checksum])), 'ticket/altered'));
    }
    assert.equal(toldOfForged.size, 1);
  });

  it('whose signature was made larger by the order of the group is called altered', () => {
    const { ticket } = someTicket();
    const order = (1n << 252n) + 27742317777372353535851937790883648493n;
    const signature = Uint8Array.from(ticket.signature);
    let scalar = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + order;
    for (let at = 32; at < 64; at += 1, scalar >>= 8n) signature[at] = Number(scalar & 0xffn);
    fails('ticket/altered', () => parseTicket(formatTicket({ ...ticket, signature })));
  });

  it('that another device signed is called altered, its checksum notwithstanding', () => {
    const { ticket, place } = someTicket();
    const { signature } = createTicket(createDeviceKey(), place);
    fails('ticket/altered', () => parseTicket(formatTicket({ ...ticket, signature })));
    fails('ticket/altered', () =>
      parseTicket(formatTicket({ ...ticket, expiresAt: new Date(Date.now() + 2 * HOUR) })),
    );
  });

  it('is refused, each time by the rule that it breaks, where it does not belong', () => {
    const { ticket, place, now } = someTicket();
    const here = { program: place.program, cluster: place.cluster, person: place.person, now };
    checkTicket(ticket, here);
    fails('ticket/other-cluster', () => checkTicket(ticket, { ...here, cluster: address() }));
    fails('ticket/other-program', () => checkTicket(ticket, { ...here, program: address() }));
    fails('ticket/other-person', () => checkTicket(ticket, { ...here, person: somePerson() }));
    fails('ticket/expired', () => checkTicket(ticket, { ...here, now: ticket.expiresAt }));
    fails('ticket/expires-too-late', () =>
      checkTicket(ticket, { ...here, now: new Date(now.getTime() - 8 * 24 * HOUR) }),
    );
  });

  it('is not made when the program would refuse it', () => {
    const { device, place } = someTicket();
    fails('ticket/expires-too-late', () =>
      createTicket(device, { ...place, expiresAt: new Date(Date.now() + 8 * 24 * HOUR) }),
    );
    fails('ticket/expired', () => createTicket(device, { ...place, expiresAt: new Date(Date.now() - HOUR) }));
  });
});
