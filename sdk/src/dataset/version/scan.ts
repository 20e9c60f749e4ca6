import { isUtf8 } from 'node:buffer';
import { type BigIntStats, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
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
import { isStagingName } from './staging.ts';

/** Why something of the folder is not in the version. */
export type SkipReason =
  | 'absent'
  | 'behind-link'
  | 'changed-while-read'
  | 'device'
  | 'name-not-utf8'
  | 'path-too-long'
  | 'pipe'
  | 'socket'
  | 'staging'
  | 'target-not-utf8'
  | 'unreadable';

export interface Skipped {
  readonly path: string;
  readonly reason: SkipReason;
  /** The reason as a person reads it. */
  readonly why: string;
}

/** Something that can be kept, as `lstat` saw it. */
export interface Found {
  readonly kind: 'directory' | 'file' | 'symlink';
  readonly path: string;
  readonly absolute: string;
  readonly stat: BigIntStats;
  /** A symbolic link's. */
  readonly target?: string;
}

const WHY: Record<SkipReason, string> = {
  absent: 'there is no such file',
  'behind-link': 'it is behind a symbolic link, which is kept as a link',
  'changed-while-read': 'it kept changing while it was read; publish again when nothing writes to it',
  device: 'it is a device',
  'name-not-utf8': 'its name is not UTF-8; rename it',
  'path-too-long': 'its path is too long',
  pipe: 'it is a named pipe',
  socket: 'it is a socket',
  staging: 'it is what an unfinished restore left behind',
  'target-not-utf8': 'its target is not UTF-8',
  unreadable: "it can't be read; make it readable or leave it out",
};

export function skipped(path: string, reason: SkipReason, detail?: string): Skipped {
  return { path, reason, why: detail === undefined ? WHY[reason] : `${WHY[reason]} (${detail})` };
}

type Look = { readonly found: Found } | { readonly skipped: Skipped };

function look(root: string, path: string): Look {
  const absolute = path === '' ? root : join(root, path);
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return { skipped: skipped(path, 'path-too-long') };
  let stat: BigIntStats;
  try {
    stat = lstatSync(absolute, { bigint: true });
  } catch (error) {
    const code = errorCode(error);
    return {
      skipped:
        code === 'ENOENT' || code === 'ENOTDIR' ? skipped(path, 'absent') : skipped(path, 'unreadable', code),
    };
  }
  if (stat.isDirectory()) return { found: { kind: 'directory', path, absolute, stat } };
  if (stat.isFile()) return { found: { kind: 'file', path, absolute, stat } };
  if (stat.isSymbolicLink()) return lookAtLink(path, absolute, stat);
  return { skipped: skipped(path, stat.isSocket() ? 'socket' : stat.isFIFO() ? 'pipe' : 'device') };
}

function lookAtLink(path: string, absolute: string, stat: BigIntStats): Look {
  try {
    const target = readlinkSync(absolute, { encoding: 'buffer' });
    if (!isUtf8(target)) return { skipped: skipped(path, 'target-not-utf8') };
    if (target.length > MAX_TARGET_BYTES) return { skipped: skipped(path, 'path-too-long') };
    return { found: { kind: 'symlink', path, absolute, stat, target: target.toString() } };
  } catch (error) {
    return { skipped: skipped(path, 'unreadable', errorCode(error)) };
  }
}

/**
 * Everything in `folder`, in the manifest's order, each folder before what is in it; symbolic links are never followed.
 *
 * @param files only these relative paths, and the folders that they are in
 * @throws MeshidError `input/invalid` when `folder` is not a folder, `file/unsafe-path` when a listed path leads out of it
 */
export function* scanFolder(folder: string, files?: Iterable<string>): Generator<Look> {
  const root = resolve(folder);
  const first = look(root, '');
  if (!('found' in first) || first.found.kind !== 'directory')
    throw new MeshidError('input/invalid', {
      what: `folder ${folder}`,
      why: 'it is not a folder that can be read',
    });
  if (files === undefined) yield* walk(root, first.found);
  else yield* listed(root, first.found, files);
}

function* walk(root: string, directory: Found): Generator<Look> {
  yield { found: directory };
  let names: Buffer[];
  try {
    names = readdirSync(directory.absolute, { encoding: 'buffer' });
  } catch (error) {
    yield { skipped: skipped(directory.path, 'unreadable', errorCode(error)) };
    return;
  }
  for (const bytes of names.sort((a, b) => a.compare(b))) {
    const name = bytes.toString();
    const path = directory.path === '' ? name : `${directory.path}/${name}`;
    if (!isUtf8(bytes)) yield { skipped: skipped(path, 'name-not-utf8') };
    else if (directory.path === '' && isStagingName(name)) yield { skipped: skipped(path, 'staging') };
    else if (bytes.length > MAX_NAME_BYTES) yield { skipped: skipped(path, 'path-too-long') };
    else {
      const seen = look(root, path);
      if ('found' in seen && seen.found.kind === 'directory') yield* walk(root, seen.found);
      else yield seen;
    }
  }
}

function* listed(root: string, folder: Found, files: Iterable<string>): Generator<Look> {
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
