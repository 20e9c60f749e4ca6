import { type FileHandle, lstat, open, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { check } from './check.ts';

/** Paths that are compared side by side. */
const AT_ONCE = 8;
const PIECE_BYTES = 2 ** 20;

export interface Compared {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Compares two trees: kinds, names, bytes, modes, times to the microsecond, targets of links.
 *
 * @param only the relative paths to compare (with the folders above them), or everything where there is none.
 */
export async function compareTrees(
  source: string,
  copy: string,
  only?: ReadonlySet<string>,
): Promise<Compared> {
  const paths = await list(source, only);
  const known = new Set(paths);
  const extra = (await list(copy)).filter((path) => !known.has(path));
  check(
    extra.length === 0,
    `the copy has ${extra.length} paths that the source lacks, such as ${extra[0] ?? ''}`,
  );
  let files = 0;
  let bytes = 0;
  const rest = paths.values();
  const compareRest = async (): Promise<void> => {
    for (const path of rest) {
      const size = await comparePath(join(source, path), join(copy, path), path);
      if (size === undefined) continue;
      files++;
      bytes += size;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, compareRest));
  return { files, bytes };
}

/** Returns a file's size, or nothing for what isn't a file. */
async function comparePath(a: string, b: string, path: string): Promise<number | undefined> {
  const [x, y] = await Promise.all([lstat(a, { bigint: true }), lstat(b, { bigint: true })]).catch(
    (cause: unknown) => {
      throw new Error(`${path} is not in both trees`, { cause });
    },
  );
  // The mode holds the kind too; that of a symbolic link can't be set and means nothing.
  check(
    x.isSymbolicLink() ? y.isSymbolicLink() : x.mode === y.mode,
    `${path}: mode ${x.mode.toString(8)} became ${y.mode.toString(8)}`,
  );
  check(x.mtimeNs / 1000n === y.mtimeNs / 1000n, `${path}: time ${x.mtimeNs} ns became ${y.mtimeNs} ns`);
  if (x.isSymbolicLink()) {
    const [to, was] = await Promise.all([readlink(b), readlink(a)]);
    check(to === was, `${path}: the link to ${was} became one to ${to}`);
  }
  if (!x.isFile()) return undefined;
  check(x.size === y.size, `${path}: ${x.size} bytes became ${y.size}`);
  check(await sameBytes(a, b, Number(x.size)), `${path}: its bytes differ`);
  return Number(x.size);
}

async function sameBytes(a: string, b: string, size: number): Promise<boolean> {
  await using one = await open(a);
  await using other = await open(b);
  for (let at = 0; at < size; at += PIECE_BYTES) {
    const bytes = Math.min(PIECE_BYTES, size - at);
    const [x, y] = await Promise.all([nextPiece(one, bytes), nextPiece(other, bytes)]);
    if (!x.equals(y)) return false;
  }
  return true;
}

/** Shorter only where the file has become so. */
async function nextPiece(file: FileHandle, bytes: number): Promise<Buffer> {
  const piece = Buffer.allocUnsafe(bytes);
  let filled = 0;
  while (filled < bytes) {
    const { bytesRead } = await file.read(piece, filled, bytes - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return piece.subarray(0, filled);
}

/** Every relative path below `root`, folders included, in order; without what a dataset can't hold. */
async function list(root: string, only?: ReadonlySet<string>): Promise<string[]> {
  const wanted = only === undefined ? undefined : new Set([...only].flatMap(withParents));
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile() || entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => wanted?.has(path) ?? true)
    .sort();
}

function withParents(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
