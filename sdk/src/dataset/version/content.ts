import type { Attribute, Entry, Extent, FileEntry, Hole } from './entry.ts';
import type { Version } from './open.ts';
import type { ReadOptions } from './pieces.ts';

/** An entry, and the version that its content is read from. */
export interface Placed<E extends Entry = Entry> {
  readonly entry: E;
  readonly version: Version;
}

/** Whether two entries are of one kind and hold the same: a file its bytes, a link its target. */
export async function sameContent(a: Placed, b: Placed, options: ReadOptions = {}): Promise<boolean> {
  if (a.entry.kind === 'symlink') return b.entry.kind === 'symlink' && a.entry.target === b.entry.target;
  if (a.entry.kind === 'directory' || b.entry.kind !== 'file') return a.entry.kind === b.entry.kind;
  if (a.entry.size !== b.entry.size) return false;
  if (sameExtents(a.entry.extents, b.entry.extents)) return true;
  // The same bytes may lie elsewhere: small files are packed with their neighbours.
  return await sameBytes({ ...a, entry: a.entry }, { ...b, entry: b.entry }, options);
}

/** Whether two entries have the same extended attributes, as far as their versions keep them. */
export function sameAttributes(
  { attributes: a = [] }: { readonly attributes?: readonly Attribute[] },
  { attributes: b = [] }: { readonly attributes?: readonly Attribute[] },
): boolean {
  const same = ({ name, value }: Attribute, other: Attribute | undefined): boolean =>
    other?.name === name && Buffer.compare(other.value, value) === 0;
  return a.length === b.length && a.every((attribute, index) => same(attribute, b[index]));
}

/** Whether two files are the same without a look at their content: one could stand for the other. */
export function sameFile(a: FileEntry, b: FileEntry): boolean {
  const same = a.size === b.size && a.mode === b.mode && a.mtimeNs === b.mtimeNs && sameAttributes(a, b);
  return same && sameExtents(a.extents, b.extents);
}

/** The tag tells equal chunks, in whichever epoch they were encrypted. */
function sameExtents(a: FileEntry['extents'], b: FileEntry['extents']): boolean {
  return a.length === b.length && a.every((extent, index) => sameExtent(extent, b[index]));
}

function sameExtent(a: Extent | Hole, b: Extent | Hole | undefined): boolean {
  if (a.length !== b?.length) return false;
  if (a.leaf === undefined || b.leaf === undefined) return a.leaf === b.leaf;
  return a.offset === b.offset && Buffer.compare(a.leaf.tag, b.leaf.tag) === 0;
}

async function sameBytes(a: Placed<FileEntry>, b: Placed<FileEntry>, options: ReadOptions): Promise<boolean> {
  const theirs = stretchesOf(b, options);
  let rest: Stretch = { length: 0 };
  try {
    for await (let stretch of stretchesOf(a, options))
      while (stretch.length > 0) {
        if (rest.length === 0) {
          const next = await theirs.next();
          if (next.done === true) return false;
          rest = next.value;
        }
        const length = Math.min(rest.length, stretch.length);
        if (!sameStretch(stretch, rest, length)) return false;
        rest = behind(rest, length);
        stretch = behind(stretch, length);
      }
  } finally {
    await theirs.return(undefined);
  }
  return true;
}

/** Bytes, or as many zeros, which may be more than memory holds. */
interface Stretch {
  readonly length: number;
  readonly bytes?: Uint8Array;
}

function sameStretch({ bytes: a }: Stretch, { bytes: b }: Stretch, length: number): boolean {
  if (a !== undefined && b !== undefined)
    return Buffer.compare(a.subarray(0, length), b.subarray(0, length)) === 0;
  return [a, b].every((bytes) => bytes?.subarray(0, length).every((byte) => byte === 0) !== false);
}

function behind({ length, bytes }: Stretch, by: number): Stretch {
  return bytes === undefined ? { length: length - by } : { length: length - by, bytes: bytes.subarray(by) };
}

async function* stretchesOf(
  { entry, version }: Placed<FileEntry>,
  options: ReadOptions,
): AsyncGenerator<Stretch, void> {
  for (const extent of entry.extents)
    if (extent.leaf === undefined) yield { length: extent.length };
    else yield { length: extent.length, bytes: await version.read(extent, options) };
}
