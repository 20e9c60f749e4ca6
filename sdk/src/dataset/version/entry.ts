import type { LeafReference } from '../../crypto/chunk.ts';
import { MeshidError } from '../../errors.ts';
import { encodePath, isEscape, pathLength } from './path-bytes.ts';

interface EntryBase {
  /**
   * Relative to the folder, with `/` between names; `''` is the folder itself. Bytes that are not UTF-8 stand as U+DC80 to U+DCFF:
   * `encodePath` gives the bytes.
   */
  readonly path: string;
  /** Permission bits, setuid, setgid and sticky included. */
  readonly mode: number;
  /** Nanoseconds since 1970. */
  readonly mtimeNs: bigint;
  /** Extended attributes, ascending by name; absent when there are none. */
  readonly attributes?: readonly Attribute[];
}

/** An extended attribute. */
export interface Attribute {
  /** Begins with `user.`; its bytes as a path's. */
  readonly name: string;
  readonly value: Uint8Array;
}

export interface DirectoryEntry extends EntryBase {
  readonly kind: 'directory';
}

export interface SymlinkEntry extends EntryBase {
  readonly kind: 'symlink';
  /** Its bytes as a path's. */
  readonly target: string;
}

export interface FileEntry extends EntryBase {
  readonly kind: 'file';
  readonly size: number;
  /** Where the content is, in order; they add up to `size`. */
  readonly extents: readonly (Extent | Hole)[];
  /** Later entries may be further names of this very file (hard links). */
  readonly shared?: true;
  /** The path of an earlier `shared` file that this is another name of; all but the path is as it is there. */
  readonly linkTo?: string;
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

/** A stretch of a file that was never written: it reads as zeros and takes no room. */
export interface Hole {
  readonly leaf?: undefined;
  readonly length: number;
}

/** The extents that have content. */
export function contentOf({ extents }: FileEntry): Extent[] {
  return extents.filter((extent) => extent.leaf !== undefined);
}

/** The one extent that has all of a file's content; nothing of an empty file, of one with holes, and of one in several extents. */
export function onlyExtent({ extents: [only, ...more] }: Pick<FileEntry, 'extents'>): Extent | undefined {
  return only?.leaf === undefined || more.length > 0 ? undefined : only;
}

/** The entry of a further name of a `shared` file. */
export function furtherName(file: FileEntry, path: string): FileEntry {
  const { kind, mode, mtimeNs, size, extents, attributes } = file;
  const entry = { kind, path, mode, mtimeNs, size, extents, linkTo: file.path };
  return attributes === undefined ? entry : { ...entry, attributes };
}

export const MAX_PATH_BYTES = 4096;
export const MAX_NAME_BYTES = 255;
export const MAX_TARGET_BYTES = 4096;
export const MODE_BITS = 0o7777;
/** What Linux lets a name and a value have. */
export const MAX_ATTRIBUTE_NAME_BYTES = 255;
export const MAX_ATTRIBUTE_BYTES = 64 * 1024;
/** Attributes of other kinds (`security.`, `trusted.`, `system.`) give rights, which nobody gets by fetching a file. */
export const ATTRIBUTE_PREFIX = 'user.';

/**
 * The order of a manifest: name by name, each by its bytes, a folder before what is in it.
 *
 * Code units are compared, and surrogates moved behind the rest, which is the order of the UTF-8 bytes; where a byte is not UTF-8,
 * the bytes are.
 */
export function comparePaths(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    return isEscape(a, i) || isEscape(b, i) ? compareBytes(a.slice(i), b.slice(i)) : rank(x) - rank(y);
  }
  return a.length - b.length;
}

function compareBytes(a: string, b: string): number {
  const [x, y] = [a, b].map((path) =>
    Buffer.from(encodePath(path).map((byte) => (byte === SLASH ? 0 : byte))),
  );
  return x !== undefined && y !== undefined ? x.compare(y) : 0;
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
  if (pathLength(path) > MAX_PATH_BYTES) unsafe(path, 'it is too long');
  if (path.includes('\0')) unsafe(path, 'it has a zero byte');
  if (path.startsWith('/')) unsafe(path, 'it is absolute');
  for (const name of path.split('/')) {
    if (name === '' || name === '.' || name === '..') unsafe(path, `"${name}" is not a name`);
    if (pathLength(name) > MAX_NAME_BYTES) unsafe(path, 'a name is too long');
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
