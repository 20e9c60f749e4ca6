import type { ServerResponse } from 'node:http';
import type { Mirrored } from '../mirrored.ts';
import { readChanges, type Change } from '../queries/changes.ts';

const HEARTBEAT_MS = 500;
/** Whoever reads slower than this is cut off, and may come back with the cursor it reached. */
const BACKLOG_MOST_BYTES = 4 * 1024 * 1024;

/**
 * Server-Sent Events: first what changed after `from`, then each commit as it happens, and `alive` twice a second with the age of
 * what the index knows. `reset` says that the cursor is of another database: everything has to be read again.
 */
export async function streamChanges(
  mirrored: Mirrored,
  response: ServerResponse,
  from: bigint | undefined,
): Promise<void> {
  const { checkpoint, database, agreements } = mirrored;
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  let sent = from ?? checkpoint.revision;
  const send = (event: string | undefined, data: unknown, id?: string) => {
    if (response.writableLength > BACKLOG_MOST_BYTES) response.destroy();
    const lines = [
      event !== undefined && `event: ${event}`,
      id !== undefined && `id: ${id}`,
      `data: ${JSON.stringify(data)}`,
    ];
    response.write(`${lines.filter((line) => line !== false).join('\n')}\n\n`);
  };
  const sendChange = (change: Change) => {
    if (BigInt(change.cursor) <= sent) return;
    sent = BigInt(change.cursor);
    send(undefined, change, change.cursor);
  };
  // Listening before reading: what is committed meanwhile waits here.
  let waiting: Change[] | undefined = [];
  const stop = checkpoint.onCommit(({ revision, slot, addresses }) => {
    const change = { cursor: revision.toString(), slot: slot.toString(), addresses };
    if (waiting === undefined) sendChange(change);
    else waiting.push(change);
  });
  const alive = () =>
    send('alive', {
      slot: agreements.newestSlot.toString(),
      ageMs: mirrored.age(),
      cursor: checkpoint.revision.toString(),
      lagging: mirrored.lagging,
    });
  const timer = setInterval(alive, HEARTBEAT_MS);
  const end = () => {
    stop();
    clearInterval(timer);
    response.end();
  };
  mirrored.ending.addEventListener('abort', end, { once: true });
  response.once('close', () => {
    end();
    mirrored.ending.removeEventListener('abort', end);
  });
  alive();
  if (sent > checkpoint.revision) {
    sent = checkpoint.revision;
    send('reset', { cursor: sent.toString() });
  } else if (from !== undefined)
    for (const change of await readChanges(database.prisma, from)) sendChange(change);
  for (const change of waiting) sendChange(change);
  waiting = undefined;
}
