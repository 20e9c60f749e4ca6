import { type BigIntStats, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { MeshidError } from '../../errors.ts';
import { errorCode } from '../../storage/failures.ts';
import {
  checkPath,
  comparePaths,
  MAX_NAME_BYTES,
  MAX_PATH_BYTES,
  MAX_TARGET_BYTES,
  parentPath,
} from './entry.ts';
import type { FileStat } from './file-stat.ts';
import { decodePath, pathLength } from './path-bytes.ts';
import type { PathHash } from './path-hash.ts';
import { type Skipped, skipped } from './skipped.ts';
import { isStagingName } from './staging.ts';
import type { TreeRoot } from './tree-root.ts';

/** Something that can be kept, as `lstat` saw it. */
export class Found {
  readonly kind: 'directory' | 'file' | 'symlink';
  readonly path: string;
  readonly pathHash: number;
  readonly stat: FileStat;
  /** A symbolic link's. */
  readonly target: string;
  private readonly root: TreeRoot;

  constructor(root: TreeRoot, found: Pick<Found, 'kind' | 'path' | 'pathHash' | 'stat' | 'target'>) {
    this.root = root;
    this.kind = found.kind;
    this.path = found.path;
    this.pathHash = found.pathHash;
    this.stat = found.stat;
    this.target = found.target;
  }

  /** For Node's `fs`. Looked up when it is used, because a long one goes through a directory that is open for a while only. */
  get absolute(): string | Buffer {
    return this.root.at(this.path);
  }

  /** The same thing, as it was when it was read. */
  as(stat: FileStat): Found {
    const { kind, path, pathHash, target } = this;
    return new Found(this.root, { kind, path, pathHash, stat, target });
  }
}

/** A folder to look at, and how its paths are hashed. */
export interface ScanRoot {
  readonly root: TreeRoot;
  readonly pathHash: PathHash;
}

/** Such a name is the same in both encodings. */
// eslint-disable-next-line no-control-regex -- whatever can be in a name
const ASCII = /^[\x00-\x7f]*$/;

export type Look = { readonly found: Found } | { readonly skipped: Skipped };

function look(scan: ScanRoot, path: string): Look {
  if (pathLength(path) > MAX_PATH_BYTES) return { skipped: skipped(path, 'path-too-long') };
  let stat: BigIntStats;
  try {
    stat = lstatSync(scan.root.at(path), { bigint: true });
  } catch (error) {
    return { skipped: unseen(path, errorCode(error)) };
  }
  if (stat.isDirectory()) return found(scan, 'directory', path, stat);
  if (stat.isFile()) return found(scan, 'file', path, stat);
  if (stat.isSymbolicLink()) return lookAtLink(scan, path, stat);
  return { skipped: skipped(path, stat.isSocket() ? 'socket' : stat.isFIFO() ? 'pipe' : 'device') };
}

function found(
  { root, pathHash }: ScanRoot,
  kind: Found['kind'],
  path: string,
  stat: FileStat,
  target = '',
): { readonly found: Found } {
  return { found: new Found(root, { kind, path, pathHash: pathHash(path), stat, target }) };
}

function unseen(path: string, code: string | undefined): Skipped {
  if (code === 'ENOENT' || code === 'ENOTDIR') return skipped(path, 'absent');
  return code === 'ENAMETOOLONG' ? skipped(path, 'path-too-long') : skipped(path, 'unreadable', code);
}

function lookAtLink(scan: ScanRoot, path: string, stat: FileStat): Look {
  try {
    const target = readlinkSync(scan.root.at(path), { encoding: 'buffer' });
    if (target.length > MAX_TARGET_BYTES) return { skipped: skipped(path, 'path-too-long') };
    return found(scan, 'symlink', path, stat, decodePath(target));
  } catch (error) {
    return { skipped: skipped(path, 'unreadable', errorCode(error)) };
  }
}

/**
 * Everything in a folder, in the manifest's order, each folder before what is in it; symbolic links are never followed.
 *
 * @param files only these relative paths, and the folders that they are in
 * @throws MeshidError `input/invalid` when it is not a folder, `file/unsafe-path` when a listed path leads out of it
 */
export function* scanFolder(scan: ScanRoot, files?: Iterable<string>): Generator<Look> {
  const folder = lookAtFolder(scan);
  if (files === undefined) yield* walk(scan, folder);
  else yield* listed(scan, folder, files);
}

/** @throws MeshidError `input/invalid` when it is not a folder */
export function lookAtFolder(scan: ScanRoot): Found {
  const first = look(scan, '');
  if ('found' in first && first.found.kind === 'directory') return first.found;
  throw new MeshidError('input/invalid', {
    what: `folder ${scan.root.folder}`,
    why: 'it is not a folder that can be read',
  });
}

function* walk(scan: ScanRoot, directory: Found): Generator<Look> {
  yield { found: directory };
  // A character for each byte: their order is the bytes', and no name has to be in memory of its own.
  let names: string[];
  try {
    names = readdirSync(directory.absolute, { encoding: 'latin1' });
  } catch (error) {
    yield { skipped: skipped(directory.path, 'unreadable', errorCode(error)) };
    return;
  }
  for (const bytes of names.sort()) {
    const name = ASCII.test(bytes) ? bytes : decodePath(Buffer.from(bytes, 'latin1'));
    const path = directory.path === '' ? name : `${directory.path}/${name}`;
    if (directory.path === '' && isStagingName(name)) yield { skipped: skipped(path, 'staging') };
    else if (bytes.length > MAX_NAME_BYTES) yield { skipped: skipped(path, 'path-too-long') };
    else {
      const seen = look(scan, path);
      if ('found' in seen && seen.found.kind === 'directory') yield* walk(scan, seen.found);
      else yield seen;
    }
  }
}

function* listed(scan: ScanRoot, folder: Found, files: Iterable<string>): Generator<Look> {
  const wanted = new Set<string>();
  for (const file of files) {
    checkPath(file);
    for (
      let path: string | undefined = file;
      path !== undefined && path !== '' && !wanted.has(path);
      path = parentPath(path)
    )
      wanted.add(path);
  }
  yield { found: folder };
  const directories = new Set(['']);
  for (const path of [...wanted].sort(comparePaths)) {
    const parent = parentPath(path) ?? '';
    if (!directories.has(parent)) {
      yield { skipped: skipped(path, 'behind-link') };
      continue;
    }
    const seen = look(scan, path);
    if ('found' in seen && seen.found.kind === 'directory') directories.add(path);
    yield seen;
  }
}
