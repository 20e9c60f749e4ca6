import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { unsafe } from './entry.ts';
import type { Version } from './open.ts';
import { isStagingName } from './staging.ts';

const WINDOWS_NAMES = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/**
 * Refuses a path that is not safe to write on this system.
 *
 * @throws MeshidError `file/unsafe-path`
 */
export function checkName(path: string): void {
  if (isStagingName(path.split('/', 1)[0] ?? '')) unsafe(path, 'it is the name of a working folder');
  if (process.platform !== 'win32') return;
  for (const name of path.split('/')) {
    if (/[\\:*?"<>|]/.test(name) || WINDOWS_NAMES.test(name) || /[. ]$/.test(name))
      unsafe(path, `"${name}" can't be a name here`);
  }
}

/** Where the file system takes "a" and "A" for one name, or two normal forms for one, a version with both can't be written. */
export async function checkCases(
  version: Version,
  staging: string,
  reading: { signal?: AbortSignal },
): Promise<void> {
  mkdirSync(join(staging, 'Ä'.normalize('NFC')));
  const folds = existsSync(join(staging, 'ä'.normalize('NFC')));
  const normalises = existsSync(join(staging, 'Ä'.normalize('NFD')));
  if (!folds && !normalises) return;
  const names = async function* (): AsyncGenerator<string> {
    for await (const { path } of version.list(reading)) yield path;
  };
  const collision = await findCollision(names(), { folds, normalises });
  if (collision !== undefined) unsafe(collision, 'here it is the same name as another one in this version');
}

/** The first path that is the same as an earlier one to a file system that folds case or normalises. */
export async function findCollision(
  paths: AsyncIterable<string> | Iterable<string>,
  { folds, normalises }: { folds: boolean; normalises: boolean },
): Promise<string | undefined> {
  const seen = new Set<string>();
  for await (const path of paths) {
    const normal = normalises ? path.normalize('NFC') : path;
    const name = folds ? normal.toUpperCase().toLowerCase() : normal;
    if (seen.has(name)) return path;
    seen.add(name);
  }
  return undefined;
}
