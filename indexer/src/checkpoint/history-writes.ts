import { upsert, type Column, type Queryable } from '../database/bulk.ts';
import type { Field } from '../project/decode.ts';
import type { HistoryChange } from './work.ts';

const EVENT_COLUMNS: readonly Column[] = [
  { name: 'signature', type: 'text' },
  { name: 'index', type: 'integer' },
  { name: 'name', type: 'text' },
  { name: 'data', type: 'jsonb' },
  { name: 'accounts', type: 'text[]' },
  { name: 'slot', type: 'bigint' },
  { name: 'position', type: 'integer' },
  { name: 'block_time', type: 'bigint' },
  { name: 'finalised', type: 'boolean' },
];

/** Writes changes of the history. @returns whether an event came or went */
export async function writeHistory(tx: Queryable, changes: readonly HistoryChange[]): Promise<boolean> {
  let changed = 0;
  for (const { events = [], dropped = [], finalised = [], gapOpened, gapMoved } of changes) {
    if (dropped.length > 0)
      changed += await tx.$executeRawUnsafe('DELETE FROM events WHERE signature = ANY($1::text[])', [
        ...dropped,
      ]);
    changed += await upsert(
      tx,
      {
        ...{ table: 'events', columns: EVENT_COLUMNS, key: ['signature', 'index'] },
        replaceWhere:
          'target.slot <> excluded.slot OR target.position <> excluded.position OR target.finalised < excluded.finalised',
      },
      events.map((event) => [
        ...[
          event.signature,
          event.index.toString(),
          event.name,
          JSON.stringify(event.data),
          JSON.stringify(addressesIn(event.data)),
        ],
        ...[
          event.slot.toString(),
          event.position.toString(),
          event.blockTime?.toString() ?? null,
          String(event.finalised),
        ],
      ]),
    );
    if (finalised.length > 0)
      await tx.$executeRawUnsafe('UPDATE events SET finalised = true WHERE signature = ANY($1::text[])', [
        ...finalised,
      ]);
    if (gapOpened !== undefined) {
      const { until, before, beforeSlot, beforePosition } = gapOpened;
      await tx.$executeRawUnsafe(
        'INSERT INTO history_gaps (until, before, before_slot, before_position) VALUES ($1, $2, $3::bigint, $4::integer)',
        ...[until ?? null, before, beforeSlot.toString(), beforePosition.toString()],
      );
    }
    if (gapMoved !== undefined) await moveGap(tx, gapMoved);
  }
  return changed > 0;
}

async function moveGap(tx: Queryable, { id, rest }: NonNullable<HistoryChange['gapMoved']>): Promise<void> {
  if (rest === undefined)
    await tx.$executeRawUnsafe('DELETE FROM history_gaps WHERE id = $1::bigint', id.toString());
  else
    await tx.$executeRawUnsafe(
      'UPDATE history_gaps SET before = $2, before_slot = $3::bigint, before_position = $4::integer WHERE id = $1::bigint',
      ...[id.toString(), rest.before, rest.beforeSlot.toString(), rest.beforePosition.toString()],
    );
}

const ADDRESS = /^[1-9A-HJ-NP-Za-km-z]{32,44}$/;

/** Every address that an event names, so that the history of one account can be asked for. */
function addressesIn(data: Record<string, Field>): string[] {
  return [
    ...new Set(Object.values(data).filter((field) => typeof field === 'string' && ADDRESS.test(field))),
  ].map(String);
}
