import { ED25519_PROGRAM, SYSTEM } from './addresses.ts';
import type { Flaw, Instruction, Preceding, Ticket } from './attempt.ts';
import type { Keys } from './keys.ts';

/** The instruction before the one that is tried. Tickets are signed for real: the precompile checks them always. */
export function precedingInstruction(preceding: Preceding, keys: Keys): Instruction {
  if (preceding.what === 'transfer') {
    const data = Buffer.alloc(12);
    data.writeUInt32LE(2);
    const meta = { address: preceding.from, signer: true, writable: true };
    return { program: SYSTEM, metas: [meta, meta], data };
  }
  const message = ticketMessage(preceding.message);
  const signature = keys.sign(preceding.key, message);
  return {
    program: ED25519_PROGRAM,
    metas: [],
    data: proof(Buffer.from(preceding.key, 'hex'), signature, message, preceding.flaw),
  };
}

/** As the design describes a ticket: 0xFF, a domain, then what the device agrees to. */
function ticketMessage(ticket: Ticket): Buffer {
  const expiry = Buffer.alloc(8);
  expiry.writeBigInt64LE(ticket.expiresAt);
  const { deviceKey, encryptionKey, person, program, cluster } = ticket;
  return Buffer.concat([
    Buffer.of(0xff),
    Buffer.from('meshid:enrolment:1'),
    Buffer.from(deviceKey + encryptionKey + person + program + cluster, 'hex'),
    expiry,
  ]);
}

const THIS_INSTRUCTION = 0xffff;
const ENTRY_BYTES = 14;

/** The data of Solana's Ed25519 precompile: a count, padding, an entry of offsets for each signature, then what they point to. */
function proof(key: Buffer, signature: Buffer, message: Buffer, flaw: Flaw): Buffer {
  const entries = flaw === 'no signature' ? 0 : flaw === 'second signature' ? 2 : 1;
  const keyAt = 2 + entries * ENTRY_BYTES;
  // The proof is the transaction's first instruction, so its own index is 0: the same bytes, said in another way.
  const index = flaw === 'index of its own' ? 0 : THIS_INSTRUCTION;
  const entry = Buffer.alloc(ENTRY_BYTES);
  [keyAt + 32, index, keyAt, index, keyAt + 96, message.length, index].forEach((value, at) =>
    entry.writeUInt16LE(value, at * 2),
  );
  const listed = Array<Buffer>(entries).fill(entry);
  return Buffer.concat([Buffer.of(entries, 0), ...listed, key, signature, message]);
}
