import type { Cell } from '../database/bulk.ts';
import { FieldReader } from './cells.ts';
import type { Decoder, Fields } from './decode.ts';
import { KIND_TABLES, type KindTable } from './tables.ts';

/** An account as the mirror keeps it: columns for queries beside the bytes. */
export interface ProjectedAccount {
  /** The IDL's name, its first letter small, as the SDK has it; or unknown. */
  readonly kind: string;
  readonly status: Cell;
  readonly person: Cell;
  readonly owner: Cell;
  readonly resource: Cell;
  readonly principal: Cell;
  readonly decoded: Fields | null;
  /** Its row in the table of its kind. */
  readonly typed?: { readonly table: KindTable; readonly row: readonly Cell[] };
}

const UNKNOWN: ProjectedAccount = {
  ...{
    kind: 'unknown',
    status: null,
    person: null,
    owner: null,
    resource: null,
    principal: null,
    decoded: null,
  },
};

/** Never throws: what this version can't read is kept as bytes, of kind `unknown`. */
export function projectAccount(decoder: Decoder, address: string, data: Buffer): ProjectedAccount {
  const decoded = decoder.account(data);
  if (decoded === undefined) return UNKNOWN;
  const { name, fields } = decoded;
  const reader = new FieldReader(fields);
  const table = KIND_TABLES[name];
  const status = table === undefined ? null : reader.word('status', table.statuses);
  return {
    kind: name.charAt(0).toLowerCase() + name.slice(1),
    status,
    person: name === 'Person' ? address : reader.key('person'),
    owner: reader.key(name === 'Port' ? 'creator' : 'owner'),
    resource: reader.key(name === 'Membership' ? 'group' : 'resource'),
    principal: reader.key('principal'),
    decoded: fields,
    ...(table !== undefined && {
      typed: { table, row: [address, status, ...table.columns.map(({ read }) => read(reader))] },
    }),
  };
}
