import { sameFile } from './content.ts';
import { type Entry, type FileEntry, furtherName } from './entry.ts';

/**
 * Hard links among entries of several versions: one stays what it is where the file that it names is here and is the same; otherwise it
 * is a file, which further names of that one may be links to.
 */
export class ComposedLinks {
  /** The path that links name → files that came in its place. */
  private readonly files = new Map<string, FileEntry[]>();

  /** The entry as it can be written, in order. */
  place(entry: Entry): Entry {
    if (entry.kind !== 'file') return entry;
    const { linkTo, shared } = entry;
    if (linkTo === undefined) {
      if (shared === true) this.know(entry.path, entry);
      return entry;
    }
    const first = this.files.get(linkTo)?.find((file) => sameFile(file, entry));
    if (first !== undefined) return furtherName(first, entry.path);
    const file = itself(entry);
    this.know(linkTo, file);
    return file;
  }

  private know(path: string, file: FileEntry): void {
    this.files.set(path, [...(this.files.get(path) ?? []), file]);
  }
}

function itself({ kind, path, mode, mtimeNs, size, extents, attributes = [] }: FileEntry): FileEntry {
  return { kind, path, mode, mtimeNs, size, extents, attributes, shared: true };
}
