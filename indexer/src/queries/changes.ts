import type { Queryable } from '../database/bulk.ts';

export interface Change {
  /** Where to go on from; rises. */
  readonly cursor: string;
  readonly slot: string;
  readonly addresses: readonly string[];
}

/** What changed after a cursor. An account that changed more than once stands where it changed last. */
export async function readChanges(database: Queryable, after: bigint): Promise<Change[]> {
  const rows = await database.$queryRawUnsafe<{ revision: bigint; slot: bigint; addresses: string[] }[]>(
    `SELECT revision, max(slot) AS slot, array_agg(address) AS addresses FROM accounts
     WHERE revision > $1::bigint GROUP BY revision ORDER BY revision`,
    after.toString(),
  );
  return rows.map(({ revision, slot, addresses }) => ({
    cursor: revision.toString(),
    slot: slot.toString(),
    addresses,
  }));
}
