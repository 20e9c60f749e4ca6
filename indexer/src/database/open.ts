import { PrismaClient } from '../generated/client.ts';
import { migrate } from './migrate.ts';
import { openPglite } from './pglite.ts';
import { openPostgres } from './postgres.ts';

/** One database that this process may write, whichever kind it is. */
export interface Database {
  readonly kind: 'pglite' | 'postgres';
  /** The folder, or the URL without its password: made to be shown. */
  readonly description: string;
  readonly prisma: PrismaClient;
  /** Aborts when the database, or the right to write it, is gone. */
  readonly lost: AbortSignal;
  close(): Promise<void>;
}

/** A connection that runs scripts of several statements, which Prisma's own queries can't. */
export interface ScriptRunner {
  script(sql: string): Promise<void>;
  query(sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
}

/** What `openPglite` and `openPostgres` hand over. */
export interface Opened extends ScriptRunner {
  readonly kind: Database['kind'];
  readonly description: string;
  readonly adapter: NonNullable<ConstructorParameters<typeof PrismaClient>[0]['adapter']>;
  readonly lost: AbortSignal;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** A folder for PGlite, `memory://`, or a postgres:// URL. */
  readonly database: string;
  /** Reading beside the writer: takes no lock and changes nothing. Not possible with PGlite, which has one process. */
  readonly readOnly?: boolean;
}

/**
 * Opens the database, takes the right to write it, and brings its tables up to date.
 *
 * @throws MeshidError `index/database-in-use`, `index/database-away`, `index/database-of-other-version`
 */
export async function openDatabase({ database, readOnly = false }: OpenOptions): Promise<Database> {
  const opened = isPostgresUrl(database)
    ? await openPostgres(database, readOnly)
    : await openPglite(database);
  try {
    if (!readOnly) await migrate(opened);
    const prisma = new PrismaClient({
      adapter: opened.adapter,
      // A snapshot of a large register is one transaction.
      transactionOptions: { maxWait: 60_000, timeout: 300_000 },
      errorFormat: 'minimal',
    });
    const { kind, description, lost } = opened;
    return {
      ...{ kind, description, prisma, lost },
      async close() {
        await prisma.$disconnect();
        await opened.close();
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

export function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//.test(text);
}
