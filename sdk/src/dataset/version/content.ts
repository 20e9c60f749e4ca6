import type { Entry, Extent, FileEntry } from './entry.ts';
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

/** Whether two entries are equal in everything that a version keeps of them. */
export async function sameEntry(a: Placed, b: Placed, options: ReadOptions = {}): Promise<boolean> {
  const [one, other] = [a.entry, b.entry];
  return one.mode === other.mode && one.mtimeNs === other.mtimeNs && (await sameContent(a, b, options));
}

/** The tag tells equal chunks, in whichever epoch they were encrypted. */
function sameExtents(a: readonly Extent[], b: readonly Extent[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ leaf, offset, length }, index) => {
      const other = b[index];
      return (
        other?.offset === offset && other.length === length && Buffer.compare(leaf.tag, other.leaf.tag) === 0
      );
    })
  );
}

async function sameBytes(a: Placed<FileEntry>, b: Placed<FileEntry>, options: ReadOptions): Promise<boolean> {
  const theirs = bytesOf(b, options);
  let rest: Uint8Array = new Uint8Array();
  try {
    for await (const piece of bytesOf(a, options))
      for (let at = 0; at < piece.length;) {
        if (rest.length === 0) {
          const next = await theirs.next();
          if (next.done === true) return false;
          rest = next.value;
        }
        const length = Math.min(rest.length, piece.length - at);
        if (Buffer.compare(piece.subarray(at, at + length), rest.subarray(0, length)) !== 0) return false;
        rest = rest.subarray(length);
        at += length;
      }
  } finally {
    await theirs.return(undefined);
  }
  return true;
}

/** A file's content, an extent at a time. */
export async function* bytesOf(
  { entry, version }: Placed<FileEntry>,
  options: ReadOptions,
): AsyncGenerator<Uint8Array, void> {
  for (const extent of entry.extents) yield await version.read(extent, options);
}
