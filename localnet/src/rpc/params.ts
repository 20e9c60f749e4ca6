import bs58 from 'bs58';
import { COMMITMENTS, type Commitment } from '../chain/commitment.ts';
import { INVALID_REQUEST, RpcError, invalidParams } from './rpc-error.ts';

const U64_MAX = (1n << 64n) - 1n;

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'sequence';
  if (typeof value === 'object') return 'map';
  if (typeof value === 'string') return `string "${value.slice(0, 64)}"`;
  if (typeof value === 'boolean') return `boolean \`${value}\``;
  if (typeof value === 'number')
    return `${Number.isInteger(value) ? 'integer' : 'floating point'} \`${value}\``;
  return typeof value;
}

function wrongType(value: unknown, expected: string): RpcError {
  return invalidParams(`Invalid params: invalid type: ${describe(value)}, expected ${expected}.`);
}

export function readString(value: unknown): string {
  if (typeof value !== 'string') throw wrongType(value, 'a string');
  return value;
}

export function readBoolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw wrongType(value, 'a boolean');
  return value;
}

export function readU64(value: unknown): bigint {
  const integer = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof integer !== 'bigint' || integer < 0n || integer > U64_MAX) throw wrongType(value, 'u64');
  return integer;
}

/** An unsigned integer that is used as a number; what is past 2^53 compares the same as 2^53. */
export function readCount(value: unknown): number {
  const integer = readU64(value);
  return integer > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(integer);
}

export function readList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongType(value, 'a sequence');
  return value as readonly unknown[];
}

export function readRecord(value: unknown, expected: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(value, expected);
  return value as Readonly<Record<string, unknown>>;
}

export function readOneOf<T extends string>(value: unknown, allowed: readonly T[]): T {
  const text = readString(value);
  const found = allowed.find((candidate) => candidate === text);
  if (found !== undefined) return found;
  const names = allowed.map((name) => `\`${name}\``).join(', ');
  throw invalidParams(`Invalid params: unknown variant \`${text.slice(0, 64)}\`, expected one of ${names}.`);
}

/** Base58 of exactly `length` bytes. The text's length is checked first: decoding costs its square. */
function readBase58(value: unknown, length: number): string {
  const text = readString(value);
  if (text.length > Math.ceil(length * 1.38)) throw invalidParams('Invalid param: WrongSize');
  const bytes = bs58.decodeUnsafe(text);
  if (bytes === undefined) throw invalidParams('Invalid param: Invalid');
  if (bytes.length !== length) throw invalidParams('Invalid param: WrongSize');
  return text;
}

export const readAddress = (value: unknown): string => readBase58(value, 32);
export const readSignature = (value: unknown): string => readBase58(value, 64);

export const ENCODINGS = ['binary', 'base58', 'base64', 'base64+zstd', 'jsonParsed'] as const;
export type AccountEncoding = (typeof ENCODINGS)[number];

export interface DataSlice {
  readonly offset: number;
  readonly length: number;
}

/** The configuration object that most methods take last. Fields that nobody asks for are ignored, as Agave does. */
export class Config {
  readonly #fields: Readonly<Record<string, unknown>>;
  constructor(value: unknown) {
    this.#fields = value === undefined || value === null ? {} : readRecord(value, 'a configuration object');
  }

  /** The field read by `read`; `undefined` where it is absent or null. */
  get<T>(name: string, read: (value: unknown) => T): T | undefined {
    const value = this.#fields[name];
    return value === undefined || value === null ? undefined : read(value);
  }

  flag(name: string): boolean {
    return this.get(name, readBoolean) ?? false;
  }

  get commitment(): Commitment {
    return this.get('commitment', (value) => readOneOf(value, COMMITMENTS)) ?? 'finalized';
  }

  /** For what can't be asked of a block that may still change. */
  get settledCommitment(): 'confirmed' | 'finalized' {
    const { commitment } = this;
    if (commitment === 'processed')
      throw invalidParams('Method does not support commitment below `confirmed`');
    return commitment;
  }

  get minContextSlot(): number {
    return this.get('minContextSlot', readCount) ?? 0;
  }

  encoding(fallback: AccountEncoding): AccountEncoding {
    return this.get('encoding', (value) => readOneOf(value, ENCODINGS)) ?? fallback;
  }

  get dataSlice(): DataSlice | undefined {
    return this.get('dataSlice', (value) => {
      const { offset, length } = readRecord(value, 'struct UiDataSliceConfig');
      return { offset: readCount(offset), length: readCount(length) };
    });
  }
}

/** The positional parameters of a call. */
export class Params {
  readonly #values: readonly unknown[];
  constructor(values: unknown) {
    if (values !== undefined && values !== null && !Array.isArray(values)) {
      if (typeof values === 'object')
        throw invalidParams('Invalid params: invalid type: map, expected a tuple.');
      throw new RpcError(INVALID_REQUEST, 'Invalid request');
    }
    this.#values = (values as readonly unknown[] | null | undefined) ?? [];
  }

  required<T>(index: number, read: (value: unknown) => T): T {
    if (index >= this.#values.length)
      throw invalidParams(`\`params\` should have at least ${index + 1} argument(s)`);
    return read(this.#values[index]);
  }

  optional<T>(index: number, read: (value: unknown) => T): T | undefined {
    const value = this.#values[index];
    return value === undefined || value === null ? undefined : read(value);
  }

  config(index: number): Config {
    return new Config(this.#values[index]);
  }

  /** Whether the parameter is given and an object, where a method takes a configuration or something else there. */
  isRecord(index: number): boolean {
    const value = this.#values[index];
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  }
}
