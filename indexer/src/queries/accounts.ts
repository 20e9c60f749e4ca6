import type { Queryable } from '../database/bulk.ts';

export interface AccountJson {
  readonly address: string;
  /** Of the block or read that it comes from, a decimal string. */
  readonly slot: string;
  /** Base64. */
  readonly data: string;
}

interface Row {
  readonly cursor: bigint;
  readonly address: string | null;
  readonly slot: bigint | null;
  readonly data: Uint8Array | null;
}

/** What a list can be narrowed by, besides its kind; each is a column. */
export const FILTERS = ['person', 'resource', 'principal', 'owner'] as const;
export type Filters = { readonly [name in (typeof FILTERS)[number]]?: string | undefined };

/** One statement sees one state of the database: the accounts and the cursor belong together. */
export async function readAccounts(
  database: Queryable,
  addresses: readonly string[],
): Promise<{ slot: bigint; accounts: Map<string, AccountJson> }> {
  const rows = await database.$queryRawUnsafe<Row[]>(
    `SELECT cursor.slot AS cursor, found.address, found.slot, found.data FROM cursor
     LEFT JOIN accounts found ON found.address = ANY($1::text[]) AND NOT found.closed WHERE cursor.id = 1`,
    [...addresses],
  );
  const accounts = new Map<string, AccountJson>();
  for (const account of rows.flatMap(toJson)) accounts.set(account.address, account);
  return { slot: rows[0]?.cursor ?? 0n, accounts };
}

/** Accounts of one kind in the order of their addresses. */
export async function listAccounts(
  database: Queryable,
  options: {
    readonly kind?: string | undefined;
    readonly filters: Filters;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<{ slot: bigint; accounts: AccountJson[]; next?: string }> {
  const { kind, filters, after, limit } = options;
  const values: string[] = [];
  const conditions = ['NOT closed'];
  const where = (column: string, operator: string, value: string | undefined) => {
    if (value !== undefined) conditions.push(`${column} ${operator} $${values.push(value)}`);
  };
  where('kind', '=', kind);
  for (const name of FILTERS) where(name, '=', filters[name]);
  where('address', '>', after);
  const rows = await database.$queryRawUnsafe<Row[]>(
    `SELECT cursor.slot AS cursor, found.address, found.slot, found.data FROM cursor LEFT JOIN LATERAL
     (SELECT address, slot, data FROM accounts WHERE ${conditions.join(' AND ')} ORDER BY address LIMIT ${limit + 1}) found ON true
     WHERE cursor.id = 1`,
    ...values,
  );
  const found = rows.flatMap(toJson);
  const accounts = found.slice(0, limit);
  const last = accounts.at(-1);
  return {
    slot: rows[0]?.cursor ?? 0n,
    accounts,
    ...(found.length > limit && last !== undefined && { next: last.address }),
  };
}

function toJson({ address, slot, data }: Row): AccountJson[] {
  if (address === null || slot === null || data === null) return [];
  return [{ address, slot: slot.toString(), data: Buffer.from(data).toString('base64') }];
}
