import { MeshidError } from '@meshid/sdk';
import type { Queryable } from '../database/bulk.ts';
import type { Fields } from '../project/decode.ts';

export interface EventJson {
  readonly slot: string;
  readonly signature: string;
  /** Counts the events of one transaction. */
  readonly index: number;
  readonly name: string;
  readonly data: Fields;
  /** Unix seconds. */
  readonly blockTime: number | null;
  /** The chain can't take it back any more. */
  readonly finalised: boolean;
}

interface Row extends Omit<EventJson, 'slot' | 'blockTime'> {
  readonly slot: bigint;
  readonly blockTime: bigint | null;
}

const ORDER = 'slot, position, signature, index';

/**
 * Events, oldest first. `after` is the `next` of an earlier answer.
 *
 * @throws MeshidError `input/invalid` when `after` names an event that isn't there
 */
export async function readHistory(
  database: Queryable,
  { account, after, limit }: { account?: string | undefined; after?: string | undefined; limit: number },
): Promise<{ events: EventJson[]; next?: string }> {
  const values: string[] = [];
  const conditions = ['true'];
  if (account !== undefined) conditions.push(`accounts @> ARRAY[$${values.push(account)}]::text[]`);
  if (after !== undefined) {
    const [signature = '', index = ''] = after.split(':');
    const known = await database.$queryRawUnsafe<unknown[]>(
      'SELECT 1 AS one FROM events WHERE signature = $1 AND index = $2::text::integer',
      ...[signature, /^\d{1,6}$/.test(index) ? index : '-1'],
    );
    if (known.length === 0)
      throw new MeshidError('input/invalid', {
        what: 'after',
        why: 'it is not the `next` of an earlier answer',
      });
    conditions.push(
      `(${ORDER}) > (SELECT ${ORDER} FROM events WHERE signature = $${values.push(signature)} AND index = $${values.push(index)}::text::integer)`,
    );
  }
  const rows = await database.$queryRawUnsafe<Row[]>(
    `SELECT slot, signature, index, name, data, block_time AS "blockTime", finalised FROM events
     WHERE ${conditions.join(' AND ')} ORDER BY ${ORDER} LIMIT ${limit + 1}`,
    ...values,
  );
  const events = rows.slice(0, limit).map(({ slot, blockTime, ...row }) => ({
    ...row,
    slot: slot.toString(),
    blockTime: blockTime === null ? null : Number(blockTime),
  }));
  const last = events.at(-1);
  return {
    events,
    ...(rows.length > limit && last !== undefined && { next: `${last.signature}:${last.index}` }),
  };
}
