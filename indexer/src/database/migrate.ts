import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { MeshidError } from '@meshid/sdk';
import type { ScriptRunner } from './open.ts';

/** Prisma's own layout: a folder for each migration, named by its time, with one script. */
export const MIGRATIONS = new URL('../../prisma/migrations/', import.meta.url);

export interface Migration {
  readonly name: string;
  readonly script: string;
}

/** The table as Prisma's schema engine creates it, so that `prisma migrate deploy` goes on from it. */
const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
);`;
/** The advisory lock that `prisma migrate` takes: a deployment at the same time waits. */
const PRISMA_MIGRATE_LOCK = 72707369;

/** The migrations that this version of the indexer knows, oldest first. */
export async function listMigrations(directory = MIGRATIONS): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => ({
      name,
      script: await readFile(new URL(`${name}/migration.sql`, directory), 'utf8'),
    })),
  );
}

/** SHA-256 of the script in hexadecimal, as the schema engine writes it. */
export function checksum(script: string): string {
  return createHash('sha256').update(script).digest('hex');
}

/**
 * Applies what is missing, as `prisma migrate deploy` would, but each migration in one transaction: a process that is
 * killed half-way leaves no failed migration to be resolved by hand.
 *
 * @throws MeshidError `index/database-of-other-version`
 */
export async function migrate(database: ScriptRunner, migrations?: readonly Migration[]): Promise<string[]> {
  const known = migrations ?? (await listMigrations());
  await database.query(`SELECT pg_advisory_lock(${PRISMA_MIGRATE_LOCK})`);
  try {
    await database.script(TABLE);
    const rows = await database.query(
      'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
    );
    const applied = new Map(rows.map((row) => [String(row['migration_name']), row]));
    for (const [name, row] of applied) check(name, row, known);
    const missing = known.filter(({ name }) => !applied.has(name));
    for (const migration of missing) await apply(database, migration);
    return missing.map(({ name }) => name);
  } finally {
    await database.query(`SELECT pg_advisory_unlock(${PRISMA_MIGRATE_LOCK})`);
  }
}

function check(name: string, row: Record<string, unknown>, known: readonly Migration[]): void {
  const refuse = (why: string): never => {
    throw new MeshidError('index/database-of-other-version', { migration: name, why });
  };
  const migration = known.find((candidate) => candidate.name === name);
  if (migration === undefined) refuse('a newer meshid applied it');
  else if (row['finished_at'] === null) refuse('it stopped half-way');
  else if (
    ![migration.script, migration.script.replaceAll('\n', '\r\n')]
      .map(checksum)
      .includes(String(row['checksum']))
  )
    refuse('it was another script by that name');
}

async function apply(database: ScriptRunner, { name, script }: Migration): Promise<void> {
  await database.query('BEGIN');
  try {
    const started = new Date().toISOString();
    await database.script(script);
    await database.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
      [randomUUID(), checksum(script), name, started],
    );
    await database.query('COMMIT');
  } catch (error) {
    await database.query('ROLLBACK');
    throw error;
  }
}
