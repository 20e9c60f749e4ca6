import type { Queryable } from '../database/bulk.ts';
import type { Known } from './order.ts';

interface Row {
  readonly address: string;
  readonly slot: bigint;
  readonly revision: bigint;
  readonly data: Uint8Array;
  readonly closed: boolean;
}

/** What the mirror has of these accounts. */
export async function readKnown(
  database: Queryable,
  addresses: readonly string[],
): Promise<Map<string, Known>> {
  if (addresses.length === 0) return new Map();
  const rows = await database.$queryRawUnsafe<Row[]>(
    'SELECT address, slot, revision, data, closed FROM accounts WHERE address = ANY($1::text[])',
    [...addresses],
  );
  return new Map(
    rows.map(({ address, slot, revision, data, closed }) => [
      address,
      { slot, revision, data: closed ? undefined : Buffer.from(data) },
    ]),
  );
}
