import { createHash } from 'node:crypto';
import bs58 from 'bs58';
import { SYSTEM_PROGRAM, type Account } from './account.ts';
import type { Message } from './wire.ts';

const ADVANCE_NONCE = 4;
const INITIALIZED = 1;
const STATE_OFFSET = 4;
const AUTHORITY_OFFSET = 8;
const NONCE_OFFSET = 40;
const NONCE_BYTES = 80;

/** The durable nonce account whose value a message names instead of a block hash; `undefined` when it names none. */
export function durableNonce(
  message: Message,
  read: (address: string) => Account | undefined,
): string | undefined {
  const first = message.instructions[0];
  if (
    first === undefined ||
    first.data.length < 4 ||
    Buffer.from(first.data).readUInt32LE(0) !== ADVANCE_NONCE
  )
    return undefined;
  if (message.staticKeys[first.programIdIndex] !== SYSTEM_PROGRAM) return undefined;
  const address = message.staticKeys[first.accounts[0] ?? -1];
  const account = address === undefined ? undefined : read(address);
  if (account?.owner !== SYSTEM_PROGRAM || account.data.length !== NONCE_BYTES) return undefined;
  if (Buffer.from(account.data).readUInt32LE(STATE_OFFSET) !== INITIALIZED) return undefined;
  const nonce = bs58.encode(account.data.subarray(NONCE_OFFSET, NONCE_OFFSET + 32));
  const authority = bs58.encode(account.data.subarray(AUTHORITY_OFFSET, AUTHORITY_OFFSET + 32));
  const signed = first.accounts.some(
    (i) => i < message.requiredSignatures && message.staticKeys[i] === authority,
  );
  return nonce === message.recentBlockhash && signed ? address : undefined;
}

/** A nonce account after a transaction that failed: its nonce is spent all the same, or the fee could be taken again. */
export function advanceNonce(account: Account): Account {
  const data = Buffer.from(account.data);
  const next = createHash('sha256')
    .update('DURABLE_NONCE')
    .update(data.subarray(NONCE_OFFSET, NONCE_OFFSET + 32));
  next.digest().copy(data, NONCE_OFFSET);
  return { ...account, data };
}
