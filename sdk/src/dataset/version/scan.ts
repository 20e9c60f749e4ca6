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
import { decodePath, pathLength } from './path-bytes.ts';
import { isStagingName } from './staging.ts';
import type { TreeRoot } from './tree-root.ts';

/** Why something of the folder is not in the version. */
export type SkipReason =
  | 'absent'
  | 'access-list'
  | 'attributes-unreadable'
  | 'behind-link'
  | 'changed-while-read'
  | 'device'
  | 'path-too-long'
  | 'pipe'
  | 'socket'
  | 'staging'
  | 'unreadable';

export interface Skipped {
  readonly path: string;
  readonly reason: SkipReason;
  /** The reason as a person reads it. */
  readonly why: string;
  /** Whether the version lacks something for it; a socket has no content, and what is gone was not there to keep. */
  readonly lossy: boolean;
}

/** Something that can be kept, as `lstat` saw it. */
export interface Found {
  readonly kind: 'directory' | 'file' | 'symlink';
  readonly path: string;
  /** For Node's `fs`, to be used before the scan goes far on. */
  readonly absolute: string | Buffer;
  readonly stat: BigIntStats;
  /** A symbolic link's. */
  readonly target?: string;
}

const WHY: Record<SkipReason, string> = {
  absent: 'there is no such file',
  'access-list': 'its access control list is not kept, only its mode',
  'attributes-unreadable': "its extended attributes can't be read, so it is kept without them",
  'behind-link': 'it is behind a symbolic link, which is kept as a link',
  'changed-while-read': 'it kept changing while it was read; publish again when nothing writes to it',
  device: 'it is a device',
  'path-too-long': 'its path is too long',
  pipe: 'it is a named pipe',
  socket: 'it is a socket',
  staging: 'it is what an unfinished restore left behind',
  unreadable: "it can't be read; make it readable or leave it out",
};

const NOTHING_LOST: ReadonlySet<SkipReason> = new Set(['absent', 'device', 'pipe', 'socket', 'staging']);

export function skipped(path: string, reason: SkipReason, detail?: string): Skipped {
  const why = detail === undefined ? WHY[reason] : `${WHY[reason]} (${detail})`;
  return { path, reason, why, lossy: !NOTHING_LOST.has(reason) };
}

type Look = { readonly found: Found } | { readonly skipped: Skipped };

function look(root: TreeRoot, path: string): Look {
  if (pathLength(path) > MAX_PATH_BYTES) return { skipped: skipped(path, 'path-too-long') };
  let stat: BigIntStats;
  try {
    stat = lstatSync(root.at(path), { bigint: true });
  } catch (error) {
    return { skipped: unseen(path, errorCode(error)) };
  }
  if (stat.isDirectory()) return { found: foundIn(root, 'directory', path, stat) };
  if (stat.isFile()) return { found: foundIn(root, 'file', path, stat) };
  if (stat.isSymbolicLink()) return lookAtLink(root, path, stat);
  return { skipped: skipped(path, stat.isSocket() ? 'socket' : stat.isFIFO() ? 'pipe' : 'device') };
}

function unseen(path: string, code: string | undefined): Skipped {
  if (code === 'ENOENT' || code === 'ENOTDIR') return skipped(path, 'absent');
  return code === 'ENAMETOOLONG' ? skipped(path, 'path-too-long') : skipped(path, 'unreadable', code);
}

function foundIn(root: TreeRoot, kind: Found['kind'], path: string, stat: BigIntStats): Found {
  return {
    ...{ kind, path, stat },
    // Looked up when it is used, because a long one goes through a directory that is open for a while only.
    get absolute() {
      return root.at(path);
    },
  };
}

function lookAtLink(root: TreeRoot, path: string, stat: BigIntStats): Look {
  try {
    const target = readlinkSync(root.at(path), { encoding: 'buffer' });
    if (target.length > MAX_TARGET_BYTES) return { skipped: skipped(path, 'path-too-long') };
    return { found: Object.assign(foundIn(root, 'symlink', path, stat), { target: decodePath(target) }) };
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
export function* scanFolder(root: TreeRoot, files?: Iterable<string>): Generator<Look> {
  const first = look(root, '');
  if (!('found' in first) || first.found.kind !== 'directory')
    throw new MeshidError('input/invalid', {
      what: `folder ${root.folder}`,
      why: 'it is not a folder that can be read',
    });
  if (files === undefined) yield* walk(root, first.found);
  else yield* listed(root, first.found, files);
}

function* walk(root: TreeRoot, directory: Found): Generator<Look> {
  yield { found: directory };
  let names: Buffer[];
  try {
    names = readdirSync(directory.absolute, { encoding: 'buffer' });
  } catch (error) {
    yield { skipped: skipped(directory.path, 'unreadable', errorCode(error)) };
    return;
  }
  for (const bytes of names.sort((a, b) => a.compare(b))) {
    const name = decodePath(bytes);
    const path = directory.path === '' ? name : `${directory.path}/${name}`;
    if (directory.path === '' && isStagingName(name)) yield { skipped: skipped(path, 'staging') };
    else if (bytes.length > MAX_NAME_BYTES) yield { skipped: skipped(path, 'path-too-long') };
    else {
      const seen = look(root, path);
      if ('found' in seen && seen.found.kind === 'directory') yield* walk(root, seen.found);
      else yield seen;
    }
  }
}

function* listed(root: TreeRoot, folder: Found, files: Iterable<string>): Generator<Look> {
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
    const seen = look(root, path);
    if ('found' in seen && seen.found.kind === 'directory') directories.add(path);
    yield seen;
  }
}
