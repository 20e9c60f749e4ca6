import { upsert, type Column, type Queryable } from '../database/bulk.ts';
import { projectAccount } from '../project/account.ts';
import type { Decoder } from '../project/decode.ts';
import { KIND_TABLES } from '../project/tables.ts';

export interface AccountWrite {
  readonly address: string;
  readonly slot: bigint;
  readonly revision: bigint;
  /** Undefined when it was closed. */
  readonly data: Buffer | undefined;
}

const ACCOUNT_COLUMNS: readonly Column[] = [
  { name: 'address', type: 'text' },
  { name: 'kind', type: 'text' },
  { name: 'status', type: 'text' },
  { name: 'person', type: 'text' },
  { name: 'owner', type: 'text' },
  { name: 'resource', type: 'text' },
  { name: 'principal', type: 'text' },
  { name: 'data', type: 'bytea' },
  { name: 'decoded', type: 'jsonb' },
  { name: 'slot', type: 'bigint' },
  { name: 'revision', type: 'bigint' },
  { name: 'finalised', type: 'boolean' },
  { name: 'closed', type: 'boolean' },
];
const FIRST_COLUMNS: readonly Column[] = [
  { name: 'address', type: 'text' },
  { name: 'status', type: 'text' },
];
const TABLES = Object.values(KIND_TABLES);

/** Writes accounts and their rows in the tables of their kinds. A closed one stays as an empty row, so that what was older can't bring it back. */
export async function writeAccounts(
  tx: Queryable,
  decoder: Decoder,
  writes: readonly AccountWrite[],
): Promise<void> {
  if (writes.length === 0) return;
  const projected = writes.map((write) => ({
    write,
    account: projectAccount(decoder, write.address, write.data ?? Buffer.alloc(0)),
  }));
  await upsert(
    tx,
    { table: 'accounts', columns: ACCOUNT_COLUMNS, key: ['address'] },
    projected.map(({ write: { address, data, slot, revision }, account }) => [
      ...[
        address,
        account.kind,
        account.status,
        account.person,
        account.owner,
        account.resource,
        account.principal,
      ],
      data?.toString('hex') ?? '',
      account.decoded === null ? null : JSON.stringify(account.decoded),
      ...[slot.toString(), revision.toString(), 'false', String(data === undefined)],
    ]),
  );
  for (const kind of TABLES) {
    const rows = projected.flatMap(({ account: { typed } }) => (typed?.table === kind ? [typed.row] : []));
    // An address that holds something else now, or nothing, has no row of this kind.
    const others = projected.flatMap(({ write, account }) =>
      account.typed?.table === kind ? [] : [write.address],
    );
    if (others.length > 0)
      await tx.$executeRawUnsafe(`DELETE FROM "${kind.table}" WHERE address = ANY($1::text[])`, others);
    if (rows.length > 0)
      await upsert(
        tx,
        { table: kind.table, columns: [...FIRST_COLUMNS, ...kind.columns], key: ['address'] },
        rows,
      );
  }
}
