import { BorshCoder, type Idl } from '@coral-xyz/anchor';
import { PublicKey } from '@solana/web3.js';

/** Decoded fields under the IDL's names: keys in base58, other bytes hexadecimal, integers past 2^53 as decimal strings. */
export type Field = string | number | boolean | null | Field[] | { [name: string]: Field };
export type Fields = Record<string, Field>;

export interface Decoded {
  /** The account's or event's name in the IDL. */
  readonly name: string;
  readonly fields: Fields;
}

/** What `emit_cpi!` puts before an event, so that it can't be taken for another instruction. */
const EVENT_TAG = Buffer.from([0xe4, 0x45, 0xa5, 0x2e, 0x51, 0xcb, 0x9a, 0x1d]);

/** Reads what the program wrote, by its IDL. What it doesn't know is `undefined`, never an error: nobody can stop the mirror with it. */
export class Decoder {
  readonly #coder: BorshCoder;
  readonly #accounts: readonly { name: string; discriminator: Buffer }[];

  constructor(idl: Idl) {
    this.#coder = new BorshCoder(idl);
    this.#accounts = (idl.accounts ?? []).map(({ name, discriminator }) => ({
      name,
      discriminator: Buffer.from(discriminator),
    }));
  }

  account(data: Buffer): Decoded | undefined {
    const type = this.#accounts.find(
      ({ discriminator }) =>
        discriminator.length > 0 && data.subarray(0, discriminator.length).equals(discriminator),
    );
    if (type === undefined) return undefined;
    try {
      const value: unknown = this.#coder.accounts.decode(type.name, data);
      return { name: type.name, fields: toFields(value) };
    } catch {
      return undefined;
    }
  }

  /** The event in an instruction that the program sent itself. */
  event(instruction: Buffer): Decoded | undefined {
    if (!instruction.subarray(0, EVENT_TAG.length).equals(EVENT_TAG)) return undefined;
    try {
      const event = this.#coder.events.decode(instruction.subarray(EVENT_TAG.length).toString('base64'));
      return event === null ? undefined : { name: event.name, fields: toFields(event.data) };
    } catch {
      return undefined;
    }
  }
}

function toFields(value: unknown): Fields {
  const field = toField(value);
  return typeof field === 'object' && field !== null && !Array.isArray(field) ? field : {};
}

function toField(value: unknown): Field {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof PublicKey) return value.toBase58();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return isBytes(value) ? Buffer.from(value).toString('hex') : value.map(toField);
  if (isBigNumber(value)) return value.toString(10);
  const fields: Fields = {};
  for (const [name, inner] of Object.entries(value))
    if (!/^_?(reserved|padding)/.test(name)) fields[name] = toField(inner);
  return fields;
}

function isBytes(value: unknown[]): value is number[] {
  return value.length > 0 && value.every((item) => typeof item === 'number');
}

/** Anchor's BN, recognised by its shape: a second copy of the class would not be an instance. */
function isBigNumber(value: object): value is { words: unknown; toString(radix: number): string } {
  return 'words' in value && 'negative' in value;
}
