import type { Cell, Column } from '../database/bulk.ts';
import type { FieldReader } from './cells.ts';

/** A table of SQL with the decoded columns of one kind of account. */
export interface KindTable {
  readonly table: string;
  readonly statuses: readonly string[];
  readonly columns: readonly (Column & { readonly read: (fields: FieldReader) => Cell })[];
}

const RESOURCES = ['none', 'dataset', 'port', 'device', 'group'];
const PRINCIPALS = ['none', 'person', 'device', 'group'];
const ROLES = ['member', 'admin'];

type Read = (fields: FieldReader, name: string) => Cell;
const key: Read = (fields, name) => fields.key(name);
const bytes: Read = (fields, name) => fields.bytes(name);
const number: Read = (fields, name) => fields.number(name);
const end: Read = (fields, name) => fields.end(name);
const flag: Read = (fields, name) => fields.flag(name);

function column(name: string, type: Column['type'], read: Read): KindTable['columns'][number] {
  return { name, type, read: (fields) => read(fields, name) };
}
const text = (name: string, read: Read) => column(name, 'text', read);
const integer = (name: string, read: Read = number) => column(name, 'bigint', read);
const boolean = (name: string) => column(name, 'boolean', flag);
const words = (name: string, list: readonly string[]) => text(name, (fields) => fields.word(name, list));

/** By the account's name in the IDL. `address` and `status` come first in each table and are written for all alike. */
export const KIND_TABLES: Readonly<Record<string, KindTable>> = {
  Person: {
    table: 'persons',
    statuses: ['active', 'retired'],
    columns: [
      text('founder', (fields, name) => fields.text(name)),
      text('cluster', (fields, name) => fields.base58(name)),
      text('authority', (fields, name) => fields.text(name)),
      text('proposed_authority', key),
      text('recovery_authority', key),
      text('encryption_key', (fields, name) => fields.text(name)),
      integer('generation'),
      text('keyring_digest', bytes),
      boolean('keyring_due'),
      integer('active_devices'),
      integer('access_sequence'),
      integer('void_before'),
      integer('next_id'),
      text('public_name', (fields, name) => fields.name(name)),
    ],
  },
  Device: {
    table: 'devices',
    statuses: ['active', 'suspended', 'revoked'],
    columns: [
      words('role', ROLES),
      text('person', (fields, name) => fields.text(name)),
      text('key', (fields, name) => fields.text(name)),
      text('encryption_key', (fields, name) => fields.text(name)),
      integer('enrolled_sequence'),
      integer('enrolled_at', end),
      integer('slots'),
      integer('ended_at', end),
    ],
  },
  Dataset: {
    table: 'datasets',
    statuses: ['active', 'retired'],
    columns: [
      text('creator', (fields, name) => fields.text(name)),
      integer('id'),
      text('owner', (fields, name) => fields.text(name)),
      text('head', (fields, name) => fields.cid(name)),
      integer('sequence'),
      integer('epoch'),
      integer('owner_generation'),
      text('keyring_digest', bytes),
      boolean('rotation_due'),
      integer('epoch_valid_until', end),
      integer('access_sequence'),
      integer('ended_at', end),
    ],
  },
  Grant: {
    table: 'grants',
    statuses: ['active', 'revoked'],
    columns: [
      words('resource_kind', RESOURCES),
      text('resource', (fields, name) => fields.text(name)),
      words('principal_kind', PRINCIPALS),
      text('principal', (fields, name) => fields.text(name)),
      integer('permissions'),
      integer('not_before', end),
      integer('expires_at', end),
      text('via_program', key),
      text('granter', (fields, name) => fields.text(name)),
      integer('serial'),
      text('parent', key),
      integer('parent_serial', end),
      integer('ended_at', end),
    ],
  },
};
