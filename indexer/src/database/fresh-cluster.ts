import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';

const OTHERS_MAY_WRITE = 0o022;

/**
 * A new, empty Postgres cluster in a folder that doesn't exist yet, or in memory.
 *
 * `initdb` takes seconds, and always makes the same files: they are kept, compressed, in this user's cache, and unpacked the next time.
 * Without a cache, or with a damaged one, it works as well, later.
 *
 * @param caches where users' caches are; by default as the XDG base directory specification says
 */
export async function createCluster(
  directory: string,
  caches = process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'),
): Promise<PGlite> {
  const kept = await findTemplate(caches);
  if (kept === undefined) return PGlite.create(directory);
  const template = await readFile(kept).catch(() => undefined);
  if (template !== undefined) {
    try {
      return await PGlite.create(directory, { loadDataDir: new Blob([template]) });
    } catch {
      await rm(kept, { force: true });
      if (!isInMemory(directory)) await rm(directory, { recursive: true, force: true });
    }
  }
  const made = await PGlite.create(directory);
  await keep(made, kept);
  return made;
}

export function isInMemory(directory: string): boolean {
  return directory.startsWith('memory://');
}

/** Whole under its name or not there, whoever else makes one at the same time. */
async function keep(cluster: PGlite, file: string): Promise<void> {
  const unfinished = `${file}.${randomUUID()}`;
  try {
    const dump = await cluster.dumpDataDir('gzip');
    await writeFile(unfinished, new Uint8Array(await dump.arrayBuffer()), { mode: 0o600, flag: 'wx' });
    await rename(unfinished, file);
  } catch {
    await rm(unfinished, { force: true });
  }
}

/** Its path, whether or not it is there; nothing where the cache is not this user's alone. */
async function findTemplate(caches: string): Promise<string | undefined> {
  const folder = path.join(caches, 'meshid');
  try {
    // Not `recursive`: Node never comes back from that where a folder can't be made, as below /proc.
    for (const one of [caches, folder]) if (!existsSync(one)) await mkdir(one, { mode: 0o700 });
    const { uid, mode } = await lstat(folder);
    if (uid !== process.getuid?.() || (mode & OTHERS_MAY_WRITE) !== 0) return undefined;
  } catch {
    return undefined;
  }
  return path.join(folder, `postgres-${engineDigest()}.tar.gz`);
}

/** Of what makes the files, so that another version of PGlite makes its own. */
function engineDigest(): string {
  const engine = fileURLToPath(import.meta.resolve('@electric-sql/pglite/initdb.wasm'));
  const data = fileURLToPath(import.meta.resolve('@electric-sql/pglite/pglite.data'));
  const hash = createHash('sha256');
  for (const file of [engine, data]) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}
