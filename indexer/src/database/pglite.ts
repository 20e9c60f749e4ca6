import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { MeshidError } from '@meshid/sdk';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { lockFolder } from './lock.ts';
import type { Opened } from './open.ts';

/**
 * Postgres inside this process, in a folder that one process at a time may use.
 *
 * @throws MeshidError `index/database-in-use`, `index/database-away`
 */
export async function openPglite(folder: string): Promise<Opened> {
  const inMemory = folder.startsWith('memory://');
  const directory = inMemory ? folder : path.resolve(folder);
  if (!inMemory) await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = inMemory ? undefined : lockFolder(directory);
  const lost = new AbortController();
  try {
    const pglite = await PGlite.create(inMemory ? directory : path.join(directory, 'postgres'));
    return {
      kind: 'pglite',
      description: directory,
      adapter: new PrismaPGlite(pglite),
      lost: lost.signal,
      async script(sql) {
        await pglite.exec(sql);
      },
      async query(sql, values = []) {
        return (await pglite.query<Record<string, unknown>>(sql, [...values])).rows;
      },
      async close() {
        if (!pglite.closed) await pglite.close();
        lock?.[Symbol.dispose]();
      },
    };
  } catch (error) {
    lock?.[Symbol.dispose]();
    throw new MeshidError(
      'index/database-away',
      { database: directory, why: reason(error) },
      { cause: error },
    );
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
