import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { MeshidError } from '@meshid/sdk';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { createCluster, isInMemory } from './fresh-cluster.ts';
import { lockFolder } from './lock.ts';
import type { Opened } from './open.ts';

/**
 * Postgres inside this process, in a folder that one process at a time may use.
 *
 * @throws MeshidError `index/database-in-use`, `index/database-away`
 */
export async function openPglite(folder: string): Promise<Opened> {
  const inMemory = isInMemory(folder);
  const directory = inMemory ? folder : path.resolve(folder);
  if (!inMemory) await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = inMemory ? undefined : lockFolder(directory);
  const lost = new AbortController();
  try {
    const pglite = await (inMemory ? createCluster(directory) : PGlite.create(await cluster(directory)));
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

/**
 * The folder of Postgres' own files. They are made one by one, and Postgres takes those that are there for all: so they get their
 * folder's name when they are complete, and a process that is killed meanwhile leaves nothing to stumble over.
 */
async function cluster(directory: string): Promise<string> {
  const complete = path.join(directory, 'postgres');
  if (existsSync(complete)) return complete;
  const unfinished = `${complete}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await (await createCluster(unfinished)).close();
  await rename(unfinished, complete);
  return complete;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
