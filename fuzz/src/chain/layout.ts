import { fieldsOf, idl, type IdlField, instructionOf } from './idl.ts';

/** 32 bytes and other byte strings are hexadecimal here: cheap to compare, and to use as a key. */
export type Hex = string;
export type Value = Hex | number | bigint;
export type Values = Readonly<Record<string, Value>>;

interface Place {
  readonly name: string;
  readonly at: number;
  readonly bytes: number;
  readonly kind: 'number' | 'unsigned' | 'signed' | 'bytes';
}
export interface Layout {
  readonly discriminator: Uint8Array;
  readonly places: readonly Place[];
  /** The discriminator included. */
  readonly bytes: number;
}

const NUMBERS: Readonly<Record<string, readonly [Place['kind'], number]>> = {
  u8: ['number', 1],
  u16: ['number', 2],
  u32: ['number', 4],
  u64: ['unsigned', 8],
  i64: ['signed', 8],
  pubkey: ['bytes', 32],
};

function placeOf({ name, type }: IdlField, at: number): Place {
  const found = typeof type === 'string' ? NUMBERS[type] : (['bytes', type.array[1]] as const);
  if (found === undefined) throw new Error(`the size of ${JSON.stringify(type)} is not known`);
  return { name, at, kind: found[0], bytes: found[1] };
}

function layoutOf(discriminator: readonly number[], fields: readonly IdlField[]): Layout {
  const places: Place[] = [];
  let at = discriminator.length;
  for (const field of fields) {
    const place = placeOf(field, at);
    places.push(place);
    at += place.bytes;
  }
  return { discriminator: Uint8Array.from(discriminator), places, bytes: at };
}

export const ACCOUNT_LAYOUTS: ReadonlyMap<string, Layout> = new Map(
  idl.accounts.map(({ name, discriminator }) => [name, layoutOf(discriminator, fieldsOf(name))]),
);
export const ARGUMENT_LAYOUTS: ReadonlyMap<string, Layout> = new Map(
  idl.instructions.map(({ name }) => {
    const { discriminator, args } = instructionOf(name);
    const type = args[0]?.type.defined.name;
    return [name, layoutOf(discriminator, type === undefined ? [] : fieldsOf(type))];
  }),
);

/** Fields that are not given are zeros. */
export function encode(layout: Layout, values: Values): Buffer {
  const data = Buffer.alloc(layout.bytes);
  data.set(layout.discriminator);
  for (const { name, at, bytes, kind } of layout.places) {
    const value = values[name];
    if (value === undefined) continue;
    if (kind === 'number') data.writeUIntLE(Number(value), at, bytes);
    else if (kind === 'unsigned') data.writeBigUInt64LE(BigInt(value), at);
    else if (kind === 'signed') data.writeBigInt64LE(BigInt(value), at);
    else if (data.write(String(value), at, bytes, 'hex') !== bytes)
      throw new Error(`${name} is not ${bytes} bytes`);
  }
  return data;
}

export function decode(layout: Layout, data: Buffer): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const { name, at, bytes, kind } of layout.places)
    values[name] =
      kind === 'number'
        ? data.readUIntLE(at, bytes)
        : kind === 'unsigned'
          ? data.readBigUInt64LE(at)
          : kind === 'signed'
            ? data.readBigInt64LE(at)
            : data.toString('hex', at, at + bytes);
  return values;
}

/** The kind of account that these bytes are by their discriminator. */
export function kindOf(data: Uint8Array): string | undefined {
  for (const [name, { discriminator }] of ACCOUNT_LAYOUTS)
    if (Buffer.compare(discriminator, data.subarray(0, discriminator.length)) === 0) return name;
  return undefined;
}
