import type { Prisma } from '../generated/client.ts';

/** What Prisma and its transactions have in common. */
export type Queryable = Pick<Prisma.TransactionClient, '$executeRawUnsafe' | '$queryRawUnsafe'>;

/** Values travel as text: the two drivers agree on arrays of text, and on little else. */
export type Cell = string | null;

export interface Column {
  readonly name: string;
  /** `bytea` cells are hexadecimal, `text[]` cells a JSON array. */
  readonly type: 'text' | 'bigint' | 'integer' | 'boolean' | 'jsonb' | 'bytea' | 'text[]';
}

export interface BulkInsert {
  readonly table: string;
  readonly columns: readonly Column[];
  /** The primary key's columns. */
  readonly key: readonly string[];
  /** A condition on `target` (the row that is there) and `excluded` under which the row is replaced. */
  readonly replaceWhere?: string;
}

const ROWS_PER_STATEMENT = 2_000;

/**
 * Inserts or replaces rows, thousands with a statement: one at a time, Prisma writes about 900 a second.
 *
 * @returns how many rows were written
 */
export async function upsert(
  database: Queryable,
  { table, columns, key, replaceWhere }: BulkInsert,
  rows: readonly (readonly Cell[])[],
): Promise<number> {
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const unnested = columns.map((_, i) => `$${i + 1}::text[]`).join(', ');
  const values = columns.map(convert).join(', ');
  const replaced = columns
    .filter(({ name }) => !key.includes(name))
    .map(({ name }) => `"${name}" = excluded."${name}"`);
  const conflict = replaced.length === 0 ? 'NOTHING' : `UPDATE SET ${replaced.join(', ')}`;
  const sql = `INSERT INTO "${table}" AS target (${names}) SELECT ${values} FROM unnest(${unnested}) AS t(${columns
    .map((_, i) => `c${i}`)
    .join(', ')}) ON CONFLICT (${key.map((name) => `"${name}"`).join(', ')}) DO ${conflict}${
    replaceWhere === undefined ? '' : ` WHERE ${replaceWhere}`
  }`;
  let written = 0;
  for (const chunk of chunks(rows, ROWS_PER_STATEMENT)) {
    const arrays = columns.map((_, i) => chunk.map((row) => row[i] ?? null));
    written += await database.$executeRawUnsafe(sql, ...arrays);
  }
  return written;
}

function convert({ type }: Column, index: number): string {
  if (type === 'bytea') return `decode(c${index}, 'hex')`;
  if (type === 'text[]') return `ARRAY(SELECT jsonb_array_elements_text(c${index}::jsonb))`;
  return type === 'text' ? `c${index}` : `c${index}::${type}`;
}

export function* chunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
