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
import { somePerson } from './world.ts';

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
