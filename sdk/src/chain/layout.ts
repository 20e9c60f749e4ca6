import { program } from './program.ts';

type IdlType = (typeof program.idl.types)[number]['type'] | string | object;

const SIZES: Readonly<Record<string, number>> = {
  u8: 1,
  i8: 1,
  bool: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  i64: 8,
  pubkey: 32,
};
const DISCRIMINATOR_BYTES = 8;

/** Where a field stands in an account, in bytes from its start, computed from the IDL. */
export function fieldOffset(kind: string, field: string): number {
  const type = program.idl.types.find(({ name }) => name === kind)?.type;
  const fields =
    type !== undefined && 'fields' in type ? (type.fields as readonly { name: string; type: IdlType }[]) : [];
  let offset = DISCRIMINATOR_BYTES;
  for (const { name, type: fieldType } of fields) {
    if (name === field) return offset;
    offset += sizeOf(fieldType);
  }
  throw new Error(`the IDL has no field ${kind}.${field}`);
}

function sizeOf(type: IdlType): number {
  if (typeof type === 'string') {
    const size = SIZES[type];
    if (size !== undefined) return size;
  } else if ('array' in type && Array.isArray(type.array)) {
    const [item, count] = type.array as [IdlType, number];
    return sizeOf(item) * count;
  }
  throw new Error(`the size of ${JSON.stringify(type)} is not known`);
}
