import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { MeshidError } from '../errors.ts';
import { errorCode } from '../storage/failures.ts';

const OWNER_ONLY = 0o600;

/** Writes a file that only its user may read: whole or not at all, and on the disk before this resolves. */
export async function writeJsonFile(
  path: string,
  value: unknown,
  { compact = false }: { compact?: boolean } = {},
): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temporary, 'wx', OWNER_ONLY);
  try {
    await file.writeFile(`${JSON.stringify(value, undefined, compact ? 0 : 2)}\n`);
    await file.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/**
 * Reads a JSON file, or nothing when there is none.
 *
 * @throws MeshidError `home/damaged`
 */
export async function readJsonFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    // The parser's message may quote the file, which may hold a secret.
    throw new MeshidError(
      'home/damaged',
      { path },
      { cause: cause instanceof SyntaxError ? undefined : cause },
    );
  }
}
