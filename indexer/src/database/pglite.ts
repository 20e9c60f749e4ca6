import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
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
    const pglite = await (inMemory ? createCluster(directory) : openCluster(directory));
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
 * Opens the folder of Postgres' own files. They are made one by one, and Postgres takes those that are there for all: so a mark
 * stands beside them until they are complete, and what a process that was killed left is made anew.
 */
async function openCluster(directory: string): Promise<PGlite> {
  const cluster = path.join(directory, 'postgres');
  const mark = `${cluster}.unfinished`;
  if (existsSync(cluster) && !existsSync(mark)) return PGlite.create(cluster);
  await writeFile(mark, '', { flush: true });
  await rm(cluster, { recursive: true, force: true });
  const made = await createCluster(cluster);
  await rm(mark);
  return made;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
