import { unsafe } from './entry.ts';
import { isStagingName } from './staging.ts';

const WINDOWS_NAMES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\s*(\.|:|$)/i;

/**
 * Refuses a path that is not safe to write on this system. The names of devices are refused where they are devices; anywhere else
 * they are names.
 *
 * @throws MeshidError `file/unsafe-path`
 */
export function checkName(path: string, platform: NodeJS.Platform = process.platform): void {
  if (isStagingName(path.split('/', 1)[0] ?? '')) unsafe(path, 'it is the name of a working folder');
  if (platform !== 'win32') return;
  for (const name of path.split('/')) {
    // eslint-disable-next-line no-control-regex -- they are what is refused
    if (/[\\:*?"<>|\u0000-\u001f]/.test(name) || WINDOWS_NAMES.test(name) || /[. ]$/.test(name))
      unsafe(path, `"${name}" can't be a name here`);
  }
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
