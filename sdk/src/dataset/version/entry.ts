import type { LeafReference } from '../../crypto/chunk.ts';
import { MeshidError } from '../../errors.ts';

interface EntryBase {
  /** Relative to the folder, with `/` between names; `''` is the folder itself. */
  readonly path: string;
  /** Permission bits, setuid, setgid and sticky included. */
  readonly mode: number;
  /** Nanoseconds since 1970. */
  readonly mtimeNs: bigint;
}

export interface DirectoryEntry extends EntryBase {
  readonly kind: 'directory';
}

export interface SymlinkEntry extends EntryBase {
  readonly kind: 'symlink';
  readonly target: string;
}

export interface FileEntry extends EntryBase {
  readonly kind: 'file';
  readonly size: number;
  /** Where the content is, in order; they add up to `size`. */
  readonly extents: readonly Extent[];
}

/** One file, directory or symbolic link of a version. */
export type Entry = DirectoryEntry | SymlinkEntry | FileEntry;

/** A leaf as the manifest names it. */
export interface ManifestLeaf extends LeafReference {
  /** HMAC under the dataset's constant secret, by which an unchanged chunk is recognised. */
  readonly tag: Uint8Array;
}

/** A stretch of a leaf's content. */
export interface Extent {
  readonly leaf: ManifestLeaf;
  readonly offset: number;
  readonly length: number;
}

export const MAX_PATH_BYTES = 4096;
export const MAX_NAME_BYTES = 255;
export const MAX_TARGET_BYTES = 4096;
export const MODE_BITS = 0o7777;

/**
 * The order of a manifest: name by name, each by its UTF-8 bytes, a folder before what is in it.
 *
 * Code units are compared, and surrogates moved behind the rest, which is the order of the UTF-8 bytes.
 */
export function comparePaths(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

const SLASH = 0x2f;

function rank(unit: number): number {
  if (unit === SLASH) return 0;
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}

/** The folder that `path` is in, or undefined for the folder itself. */
export function parentPath(path: string): string | undefined {
  if (path === '') return undefined;
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/**
 * Refuses a path that could lead out of its folder, on any system.
 *
 * @throws MeshidError `file/unsafe-path`
 */
export function checkPath(path: string): void {
  if (path === '') return;
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) unsafe(path, 'it is too long');
  if (path.includes('\0')) unsafe(path, 'it has a zero byte');
  if (path.startsWith('/')) unsafe(path, 'it is absolute');
  for (const name of path.split('/')) {
    if (name === '' || name === '.' || name === '..') unsafe(path, `"${name}" is not a name`);
    if (Buffer.byteLength(name) > MAX_NAME_BYTES) unsafe(path, 'a name is too long');
  }
}

/**
 * Checks that entries come in order, once each, and each in a directory that came before: so nothing is ever written through a link
 * or a file, whatever a manifest says.
 */
export class EntryOrder {
  private previous: string | undefined;
  /** The chain of directories that the next entry may be in. */
  private readonly open: string[] = [];

  /** @throws MeshidError `file/unsafe-path`, `version/malformed` */
  check({ path, kind }: Pick<Entry, 'path' | 'kind'>): void {
    checkPath(path);
    if (this.previous === undefined) {
      if (path !== '' || kind !== 'directory')
        throw new MeshidError('version/malformed', { why: 'it does not start with its folder' });
    } else {
      if (comparePaths(this.previous, path) >= 0) unsafe(path, 'it is named twice or out of order');
      const parent = parentPath(path);
      while (this.open.length > 0 && this.open.at(-1) !== parent) this.open.pop();
      if (this.open.length === 0) unsafe(path, 'it is inside something that is not a directory');
    }
    if (kind === 'directory') this.open.push(path);
    this.previous = path;
  }
}

export function unsafe(path: string, why: string): never {
  throw new MeshidError('file/unsafe-path', { path, why });
}
