import { type FileEntry, furtherName } from './entry.ts';
import type { FileStat } from './file-stat.ts';

interface First {
  readonly entry: FileEntry;
  readonly inode: string;
  /** False while it may still turn out to be unreadable. */
  certain: boolean;
}

/** The files with more than one name, while a folder is written: the first name is the file, the others are links to it. */
export class HardLinks {
  private readonly byInode = new Map<string, First>();
  private readonly byPath = new Map<string, First>();

  /**
   * Notes that the file that `stat` is of stands in the version as `entry`; answers that entry, marked when there may be links to it.
   *
   * @param certain false when it was not read, and may have to be
   */
  enter<E extends Omit<FileEntry, 'extents'>>(entry: E, stat: FileStat, certain: boolean): E {
    // It may have been noted before, as another file that had this name then.
    this.forget(entry.path);
    if (stat.nlink < 2n) return entry;
    const shared = { ...entry, shared: true } as const;
    // A link has the extents of what it names, so it is written without them.
    const first = { entry: { ...shared, extents: [] }, inode: inodeOf(stat), certain };
    this.byInode.set(first.inode, first);
    this.byPath.set(entry.path, first);
    return shared;
  }

  /** Notes that a file could not be kept. */
  forget(path: string): void {
    const first = this.byPath.get(path);
    this.byPath.delete(path);
    if (first !== undefined && this.byInode.get(first.inode) === first) this.byInode.delete(first.inode);
  }

  /**
   * The entry of a further name of a file that stands in the version.
   *
   * @param settle decides what is not certain
   */
  async find(path: string, stat: FileStat, settle: () => Promise<void>): Promise<FileEntry | undefined> {
    if (stat.nlink < 2n) return undefined;
    const inode = inodeOf(stat);
    if (this.byInode.get(inode)?.certain === false) await settle();
    const first = this.byInode.get(inode);
    if (first === undefined) return undefined;
    first.certain = true;
    return furtherName(first.entry, path);
  }
}

function inodeOf({ dev, ino }: FileStat): string {
  return `${dev}:${ino}`;
}
