import bs58 from 'bs58';

export interface CompiledInstruction {
  readonly programIdIndex: number;
  readonly accounts: readonly number[];
  readonly data: Uint8Array;
}

export interface TableLookup {
  readonly table: string;
  readonly writableIndexes: readonly number[];
  readonly readonlyIndexes: readonly number[];
}

export interface Message {
  readonly version: 'legacy' | 0;
  readonly requiredSignatures: number;
  readonly readonlySigned: number;
  readonly readonlyUnsigned: number;
  readonly staticKeys: readonly string[];
  readonly recentBlockhash: string;
  readonly instructions: readonly CompiledInstruction[];
  readonly lookups: readonly TableLookup[];
}

export interface WireTransaction {
  readonly wire: Uint8Array;
  /** Base58, the fee payer's first: it names the transaction. */
  readonly signatures: readonly string[];
  readonly message: Message;
  /** Where the message starts in `wire`. */
  readonly messageOffset: number;
  /** Where the recent block hash starts in `wire`. */
  readonly blockhashOffset: number;
}

/** Malformed bytes; the message says where. */
export class WireError extends Error {}

const KEY = 32;
const SIGNATURE = 64;

class Reader {
  offset: number;
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array, offset: number) {
    this.bytes = bytes;
    this.offset = offset;
  }
  byte(): number {
    const value = this.bytes[this.offset];
    if (value === undefined) throw new WireError('io error: unexpected end of file');
    this.offset += 1;
    return value;
  }
  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.offset) throw new WireError('io error: unexpected end of file');
    return this.bytes.subarray(this.offset, (this.offset += length));
  }
  key(): string {
    return bs58.encode(this.take(KEY));
  }
  /** Solana's compact-u16: at most three bytes, in the shortest form only. */
  length(): number {
    let value = 0;
    for (let i = 0; i < 3; i++) {
      const byte = this.byte();
      if (i > 0 && byte === 0) throw new WireError('compact-u16 is not in its shortest form');
      value |= (byte & 0x7f) << (7 * i);
      if (byte < 0x80) {
        if (value > 0xffff) break;
        return value;
      }
    }
    throw new WireError('compact-u16 is out of range');
  }
  list<T>(read: () => T): T[] {
    return Array.from({ length: this.length() }, read);
  }
}

/**
 * Reads a serialized transaction, legacy or version 0, whole: left-over bytes are refused.
 *
 * @throws WireError
 */
export function parseTransaction(wire: Uint8Array): WireTransaction {
  const reader = new Reader(wire, 0);
  const signatures = reader.list(() => bs58.encode(reader.take(SIGNATURE)));
  const messageOffset = reader.offset;
  const { message, blockhashOffset } = readMessage(reader);
  if (signatures.length !== message.requiredSignatures || signatures.length === 0)
    throw new WireError('invalid value: number of signatures does not match the message header');
  return { wire, signatures, message, messageOffset, blockhashOffset };
}

/** Reads a message alone, as `getFeeForMessage` takes it. @throws WireError */
export function parseMessage(bytes: Uint8Array): Message {
  return readMessage(new Reader(bytes, 0)).message;
}

function readMessage(reader: Reader): { message: Message; blockhashOffset: number } {
  const first = reader.byte();
  const versioned = first >= 0x80;
  if (versioned && first !== 0x80)
    throw new WireError(
      `invalid value: integer \`${first & 0x7f}\`, expected a valid transaction message version`,
    );
  const requiredSignatures = versioned ? reader.byte() : first;
  const readonlySigned = reader.byte();
  const readonlyUnsigned = reader.byte();
  const staticKeys = reader.list(() => reader.key());
  const blockhashOffset = reader.offset;
  const recentBlockhash = reader.key();
  const instructions = reader.list(() => ({
    programIdIndex: reader.byte(),
    accounts: [...reader.take(reader.length())],
    data: reader.take(reader.length()),
  }));
  const lookups = versioned
    ? reader.list(() => ({
        table: reader.key(),
        writableIndexes: [...reader.take(reader.length())],
        readonlyIndexes: [...reader.take(reader.length())],
      }))
    : [];
  if (reader.offset !== reader.bytes.length)
    throw new WireError('invalid value: trailing bytes after the message');
  const version = versioned ? 0 : 'legacy';
  const message: Message = {
    ...{ version, requiredSignatures, readonlySigned, readonlyUnsigned },
    ...{ staticKeys, recentBlockhash, instructions, lookups },
  };
  return { message, blockhashOffset };
}

/** Whether the account at `index` may be written, `loadedWritable` accounts from tables following the static keys. */
export function isWritable(message: Message, index: number, loadedWritable: number): boolean {
  const { requiredSignatures, readonlySigned, readonlyUnsigned, staticKeys } = message;
  if (index >= staticKeys.length) return index < staticKeys.length + loadedWritable;
  if (index < requiredSignatures) return index < requiredSignatures - readonlySigned;
  return index < staticKeys.length - readonlyUnsigned;
}

/** Agave's own checks of a message's numbers, beyond its form. */
export function isSane(message: Message): boolean {
  const { requiredSignatures, readonlySigned, readonlyUnsigned, staticKeys, instructions, lookups } = message;
  const loaded = lookups.reduce((sum, l) => sum + l.writableIndexes.length + l.readonlyIndexes.length, 0);
  const total = staticKeys.length + loaded;
  if (readonlySigned >= requiredSignatures || requiredSignatures + readonlyUnsigned > staticKeys.length)
    return false;
  if (total > 256) return false;
  if (lookups.some((l) => l.writableIndexes.length + l.readonlyIndexes.length === 0)) return false;
  return instructions.every(
    ({ programIdIndex, accounts }) =>
      programIdIndex > 0 &&
      programIdIndex < staticKeys.length &&
      accounts.every((account) => account < total),
  );
}
