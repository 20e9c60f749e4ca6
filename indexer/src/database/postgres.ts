import { setTimeout as delay } from 'node:timers/promises';
import { MeshidError } from '@meshid/sdk';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Opened } from './open.ts';

/** "meshid" in ASCII: the advisory lock that the one writer of a database holds. */
const WRITER_LOCK = '0x6d6573686964';
const CONNECT_TIMEOUT_MS = 10_000;
/** The server may take a moment to notice that a writer was killed. */
const LOCK_WAIT_MS = 2_000;
const LOCK_RETRY_MS = 50;

/**
 * A PostgreSQL server. The session that holds the writer's lock stays open beside Prisma's pool; when it breaks, the right to
 * write is lost with it.
 *
 * @throws MeshidError `index/database-in-use`, `index/database-away`
 */
export async function openPostgres(url: string, readOnly: boolean): Promise<Opened> {
  const description = withoutPassword(url);
  const lost = new AbortController();
  const session = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  const lose = (error: unknown) => lost.abort(away(description, error));
  session.on('error', lose);
  session.on('end', () => lose('the connection ended'));
  try {
    await session.connect();
    if (!readOnly && !(await lock(session)))
      throw new MeshidError('index/database-in-use', { database: description });
  } catch (error) {
    await session.end();
    if (error instanceof MeshidError) throw error;
    throw away(description, error);
  }
  return {
    kind: 'postgres',
    description,
    adapter: new PrismaPg({
      ...{ connectionString: url, max: 8, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, keepAlive: true },
    }),
    lost: lost.signal,
    async script(sql) {
      await session.query(sql);
    },
    async query(sql, values = []) {
      return (await session.query<Record<string, unknown>>(sql, [...values])).rows;
    },
    async close() {
      session.removeAllListeners('end');
      await session.end();
    },
  };
}

/** @returns whether this session is the database's writer now */
async function lock(session: pg.Client): Promise<boolean> {
  const end = performance.now() + LOCK_WAIT_MS;
  for (;;) {
    const { rows } = await session.query<{ held: boolean }>(
      'SELECT pg_try_advisory_lock($1::bigint) AS held',
      [BigInt(WRITER_LOCK).toString()],
    );
    if (rows[0]?.held === true) return true;
    if (performance.now() > end) return false;
    await delay(LOCK_RETRY_MS);
  }
}

function away(database: string, error: unknown): MeshidError {
  const why = error instanceof Error ? error.message : String(error);
  return new MeshidError('index/database-away', { database, why }, { cause: error, retryable: true });
}

function withoutPassword(text: string): string {
  const url = new URL(text);
  url.password = '';
  return url.href;
}
