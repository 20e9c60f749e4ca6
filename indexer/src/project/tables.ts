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
const named: Read = (fields, name) => fields.text(name);
const name: Read = (fields, field) => fields.name(field);
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

/** Of each account that can be closed, or shrunk. */
const ENDING = [text('rent_payer', named), integer('ended_at', end)];
/** Of each account that was made under an id of its creator. */
const CREATED = [text('creator', named), integer('id')];

/** By the account's name in the IDL. `address` and `status` come first in each table and are written for all alike. */
export const KIND_TABLES: Readonly<Record<string, KindTable>> = {
  Person: {
    table: 'persons',
    statuses: ['active', 'retired'],
    columns: [
      text('founder', named),
      text('cluster', (fields, name) => fields.base58(name)),
      text('authority', named),
      text('proposed_authority', key),
      integer('proposed_until', end),
      text('recovery_authority', key),
      text('recovery_key', bytes),
      integer('recovery_delay', end),
      text('pending_recovery_authority', key),
      text('pending_recovery_key', bytes),
      integer('pending_recovery_delay', end),
      integer('pending_since', end),
      text('recovery_new_authority', key),
      integer('recovery_started_at', end),
      text('encryption_key', named),
      integer('generation'),
      text('keyring_digest', bytes),
      boolean('keyring_due'),
      integer('active_devices'),
      integer('access_sequence'),
      integer('void_before'),
      integer('next_id'),
      text('public_name', name),
      ...ENDING,
    ],
  },
  Device: {
    table: 'devices',
    statuses: ['active', 'suspended', 'revoked'],
    columns: [
      words('role', ROLES),
      text('person', named),
      text('key', named),
      text('encryption_key', named),
      integer('enrolled_sequence'),
      integer('enrolled_at', end),
      integer('slots'),
      integer('trusted_since', end),
      ...ENDING,
    ],
  },
  RevokedDevice: {
    table: 'revoked_devices',
    // It has no field for it.
    statuses: ['revoked'],
    columns: [text('person', named), text('key', named), integer('ended_at', end)],
  },
  Group: {
    table: 'groups',
    statuses: ['active', 'retired'],
    columns: [
      ...CREATED,
      text('owner', named),
      text('encryption_key', named),
      integer('generation'),
      text('keyring_digest', bytes),
      boolean('keyring_due'),
      integer('keyring_valid_until', end),
      integer('access_sequence'),
      ...ENDING,
    ],
  },
  Membership: {
    table: 'memberships',
    statuses: ['active', 'removed'],
    columns: [
      words('role', ROLES),
      // SQL keeps "group" for itself.
      { name: 'group_address', type: 'text', read: (fields) => fields.text('group') },
      words('principal_kind', PRINCIPALS),
      text('principal', named),
      text('granter', named),
      integer('expires_at', end),
      integer('serial'),
      ...ENDING,
    ],
  },
  Program: {
    table: 'programs',
    statuses: ['active', 'retired'],
    columns: [
      words('class', ['interactive', 'batch']),
      ...CREATED,
      text('owner', named),
      text('bundle_digest', bytes),
      integer('bundle_version'),
      integer('access_sequence'),
      text('slug', name),
      ...ENDING,
    ],
  },
  Port: {
    table: 'ports',
    statuses: ['shared', 'unshared'],
    columns: [
      ...CREATED,
      text('device', named),
      integer('number'),
      text('protocol', name),
      integer('access_sequence'),
      ...ENDING,
    ],
  },
  Dataset: {
    table: 'datasets',
    statuses: ['active', 'retired'],
    columns: [
      ...CREATED,
      text('owner', named),
      text('head', (fields, name) => fields.cid(name)),
      integer('sequence'),
      integer('epoch'),
      integer('owner_generation'),
      text('keyring_digest', bytes),
      boolean('rotation_due'),
      integer('epoch_valid_until', end),
      integer('access_sequence'),
      ...ENDING,
    ],
  },
  Grant: {
    table: 'grants',
    statuses: ['active', 'revoked'],
    columns: [
      words('resource_kind', RESOURCES),
      text('resource', named),
      words('principal_kind', PRINCIPALS),
      text('principal', named),
      integer('permissions'),
      integer('not_before', end),
      integer('expires_at', end),
      text('via_program', key),
      text('granter', named),
      integer('serial'),
      text('parent', key),
      integer('parent_serial', end),
      ...ENDING,
    ],
  },
};
