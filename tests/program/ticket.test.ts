import assert from 'node:assert/strict';
import { BN } from '@coral-xyz/anchor';
import {
  Ed25519Program,
  Keypair,
  PublicKey,
  SYSVAR_INSTRUCTIONS_PUBKEY,
  SystemProgram,
  TransactionInstruction,
} from '@solana/web3.js';
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PROBE } from '../../programs/toolchain/side-program.ts';
import { deviceOf, enrollDevice, person, type Person, revokeDevice } from './actors.ts';
import { bytes, PROGRAM, refused, succeeded, World } from './world.ts';

const BPF_LOADER = new PublicKey('BPFLoader2111111111111111111111111111111111');
const DAY = 86_400n;
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

interface Ticket {
  readonly domain?: string;
  readonly first?: number;
  readonly encryptionKey?: number[];
  readonly person?: PublicKey;
  readonly program?: PublicKey;
  readonly cluster?: number[];
  readonly expiresAt: bigint;
}

function messageOf(key: PublicKey, of: Person, ticket: Ticket): Buffer {
  const expiry = Buffer.alloc(8);
  expiry.writeBigInt64LE(ticket.expiresAt);
  return Buffer.concat([
    Buffer.of(ticket.first ?? 0xff),
    Buffer.from(ticket.domain ?? 'meshid:enrolment:1'),
    key.toBytes(),
    Buffer.from(ticket.encryptionKey ?? bytes(5)),
    (ticket.person ?? of.address).toBytes(),
    (ticket.program ?? PROGRAM).toBytes(),
    Buffer.from(ticket.cluster ?? bytes(9)),
    expiry,
  ]);
}

function signed(key: Keypair, message: Buffer): TransactionInstruction {
  const seed = Buffer.from(key.secretKey.subarray(0, 32));
  const secret = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const signature = sign(null, message, secret);
  return Ed25519Program.createInstructionWithPublicKey({
    publicKey: key.publicKey.toBytes(),
    message,
    signature,
  });
}

const withData = ({ programId, keys }: TransactionInstruction, data: Buffer): TransactionInstruction =>
  new TransactionInstruction({ programId, keys, data });

const enrolBy = (of: Person, key: PublicKey, expiresAt: bigint, accounts = {}) =>
  enrollDevice(
    of,
    key,
    { ticketExpiresAt: new BN(expiresAt.toString()) },
    { instructions: SYSVAR_INSTRUCTIONS_PUBKEY, ...accounts },
  );

/** A world with a person and a headless device that printed a ticket for a day. */
async function headless() {
  const world = new World();
  const owner = await person(world);
  const key = Keypair.generate();
  const expiresAt = world.now + DAY;
  const proof = (ticket: Partial<Ticket> = {}, by = key) =>
    signed(by, messageOf(key.publicKey, owner, { expiresAt, ...ticket }));
  const enrol = await enrolBy(owner, key.publicKey, expiresAt);
  const send = (...instructions: TransactionInstruction[]) => world.send(instructions, [owner.wallet]);
  return { world, owner, key, expiresAt, proof, enrol, send };
}

describe('the program: enrolment tickets', () => {
  it('a headless device is enrolled by its ticket', async () => {
    const { world, key, proof, enrol, send } = await headless();
    const outcome = send(proof(), enrol);
    assert.equal(succeeded(outcome, 'deviceEnrolled')['byTicket'], true);
    assert.equal(world.read('device', deviceOf(key.publicKey)).status, 0);
    assert.ok(outcome.computeUnits < 12_000, `${outcome.computeUnits} compute units`);
  });

  it('a ticket that is for something else is refused', async () => {
    const { world, proof, enrol, send, expiresAt } = await headless();
    const others: Partial<Ticket>[] = [
      { cluster: bytes(10) },
      { program: SystemProgram.programId },
      { person: (await person(world)).address },
      { encryptionKey: bytes(6) },
      { expiresAt: expiresAt + 1n },
      { domain: 'meshid:enrolment:2' },
      { first: 0xfe },
    ];
    for (const other of others) refused(send(proof(other), enrol), 'TicketMismatch');
    refused(send(proof({}, Keypair.generate()), enrol), 'TicketMismatch');
  });

  it('a message that is a byte longer or shorter is refused', async () => {
    const { owner, key, expiresAt, enrol, send } = await headless();
    const message = messageOf(key.publicKey, owner, { expiresAt });
    const longer = Buffer.concat([message, Buffer.of(0)]);
    for (const other of [longer, message.subarray(0, -1)])
      refused(send(signed(key, other), enrol), 'TicketMismatch');
  });

  it('a ticket that is altered by one byte, anywhere, enrols nothing', async () => {
    const { world, key, proof, enrol, send } = await headless();
    const genuine = proof();
    for (let at = 0; at < genuine.data.length; at++) {
      if (at === 1) continue; // The precompile's padding, which nobody reads.
      const altered = withData(genuine, Buffer.from(genuine.data));
      altered.data[at] = (altered.data[at] ?? 0) ^ 1;
      assert.notEqual(send(altered, enrol).error, undefined, `byte ${at}`);
    }
    assert.equal(world.data(deviceOf(key.publicKey)), undefined);
  });

  it('a ticket ends at its second', async () => {
    const late = await headless();
    late.world.setTime(late.expiresAt);
    refused(late.send(late.proof(), late.enrol), 'TicketExpired');
    const { world, proof, enrol, expiresAt, send } = await headless();
    world.setTime(expiresAt - 1n);
    succeeded(send(proof(), enrol), 'deviceEnrolled');
  });

  it('a ticket for more than a week is refused', async () => {
    const { world, owner, key, proof, send } = await headless();
    const late = world.now + 7n * DAY + 1n;
    const tooLong = await enrolBy(owner, key.publicKey, late);
    refused(send(proof({ expiresAt: late }), tooLong), 'TicketTooLong');
    const longest = await enrolBy(owner, key.publicKey, late - 1n);
    succeeded(send(proof({ expiresAt: late - 1n }), longest), 'deviceEnrolled');
  });

  it('a ticket is used once, also after the device was revoked', async () => {
    const { owner, key, proof, enrol, send } = await headless();
    succeeded(send(proof(), enrol), 'deviceEnrolled');
    assert.notEqual(send(proof(), enrol).error, undefined);
    const enrolled = { key, address: deviceOf(key.publicKey) };
    succeeded(send(await revokeDevice(owner, enrolled)), 'deviceRevoked');
    assert.notEqual(send(proof(), enrol).error, undefined);
  });

  it('a second signature in the proof is refused', async () => {
    const { owner, key, expiresAt, enrol, send } = await headless();
    const one = signed(key, messageOf(key.publicKey, owner, { expiresAt }));
    // Twice the same offsets, moved by the 14 bytes of the second entry.
    const offsets = Buffer.from(one.data.subarray(2, 16));
    for (const at of [0, 4, 8]) offsets.writeUInt16LE(offsets.readUInt16LE(at) + 14, at);
    const data = Buffer.concat([Buffer.of(2, 0), offsets, offsets, one.data.subarray(16)]);
    refused(send(withData(one, data), enrol), 'TicketProofMalformed');
  });

  it('a proof without any signature is refused', async () => {
    const { proof, enrol, send } = await headless();
    const none = withData(proof(), Buffer.of(0, 0));
    assert.notEqual(send(none, enrol).error, undefined);
  });

  it('instruction indices that point elsewhere are refused', async () => {
    const { proof, enrol, send } = await headless();
    const genuine = proof();
    // Offsets in bytes: signature's, public key's and message's instruction index. 0 is the proof itself, so the precompile agrees.
    for (const at of [2 + 2, 2 + 6, 2 + 12]) {
      const data = Buffer.from(genuine.data);
      data.writeUInt16LE(0, at);
      refused(send(withData(genuine, data), enrol), 'TicketProofMalformed');
    }
  });

  it('the proof must be directly before, and genuine', async () => {
    const { owner, proof, enrol, send } = await headless();
    const wallet = owner.wallet.publicKey;
    const between = SystemProgram.transfer({ fromPubkey: wallet, toPubkey: wallet, lamports: 1 });
    refused(send(proof(), between, enrol), 'TicketProofMalformed');
    refused(send(enrol, proof()), 'ProofMissing');
    refused(send(enrol), 'ProofMissing');
  });

  it('a proof by another program than the precompile enrols nothing', async () => {
    const { world, proof, enrol, send } = await headless();
    // It takes any data that begins with a 1, and looks at no signature.
    const credulous = Keypair.generate().publicKey;
    const data = readFileSync(PROBE.binary);
    const lamports = world.rent(data.length);
    world.runtime.write(credulous, { lamports, data, owner: BPF_LOADER, executable: true });
    const forged = new TransactionInstruction({ programId: credulous, keys: [], data: proof().data });
    refused(send(forged, enrol), 'TicketProofMalformed');
  });

  it('an account that only looks like the instructions sysvar is refused', async () => {
    const { owner, key, expiresAt, proof, send } = await headless();
    const forged = await enrolBy(owner, key.publicKey, expiresAt, { instructions: owner.address });
    assert.notEqual(send(proof(), forged).error, undefined);
    const without = await enrolBy(owner, key.publicKey, expiresAt, { instructions: null });
    refused(send(proof(), without), 'ProofMissing');
  });

  it("another wallet can't use the ticket", async () => {
    const { world, owner, key, expiresAt, proof } = await headless();
    const thief = world.wallet();
    const taken = { payer: thief.publicKey, authority: thief.publicKey };
    const instruction = await enrolBy(owner, key.publicKey, expiresAt, taken);
    refused(world.send([proof(), instruction], [thief]), 'NotAuthority');
  });
});
