import type { BigIntStats } from 'node:fs';
import { type FileEntry, furtherName } from './entry.ts';

/** The files with more than one name, while a folder is written: the first name is the file, the others are links to it. */
export class HardLinks {
  /** Device and inode → the path by which it was read. */
  private readonly firstNames = new Map<string, string>();
  /** Those that stand in the manifest. */
  private readonly listed = new Map<string, FileEntry>();

  /** Notes that the file that `stat` is of was read as `path`; answers what to say in its entry. */
  read(path: string, stat: BigIntStats): { shared?: true } {
    if (stat.nlink < 2n) return {};
    this.firstNames.set(inodeOf(stat), path);
    return { shared: true };
  }

  /** Notes an entry that was written into the manifest. */
  list(entry: FileEntry): void {
    if (entry.shared === true) this.listed.set(entry.path, entry);
  }

  /** By which name the file was read already, whether or not it is listed yet. */
  find(stat: BigIntStats): string | undefined {
    return stat.nlink < 2n ? undefined : this.firstNames.get(inodeOf(stat));
  }

  /** The entry of a further name, once its first is listed. */
  linkTo(first: string, path: string): FileEntry | undefined {
    const entry = this.listed.get(first);
    return entry === undefined ? undefined : furtherName(entry, path);
  }
}

function inodeOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}
