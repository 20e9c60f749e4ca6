import { linkSync, chmodSync, renameSync, symlinkSync, type BigIntStats } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../storage/failures.ts';
import { DestinationFolder } from './destination-folder.ts';
import { type FileEntry, MODE_BITS, type SymlinkEntry } from './entry.ts';
import { setPathTime } from './file-times.ts';
import { NewFile, restoredMode } from './new-file.ts';
import { nativePath } from './path-bytes.ts';

const OWNER_WRITE = 0o200;

/** Files and links of the folder that a version is restored into: everything appears under its final name by a rename, whole, or with its directory. */
export class Destination extends DestinationFolder {
  /** Files of several names that stand for one of the version: another one of it needs a file of its own. */
  private readonly claimed = new Set<string>();
  private temporaries = 0;

  /**
   * Whether the entry is there already, by size and time as rsync judges, and for a link by its target. A file's mode and extended
   * attributes are set right.
   */
  holds(entry: FileEntry | SymlinkEntry): boolean {
    if (this.isEmptied(entry.path)) return false;
    const there = this.find(entry.path);
    if (there === undefined || !this.looksLike(entry, there)) return false;
    if (entry.kind === 'symlink') return true;
    if (!this.claim(there)) return false;
    const absolute = this.root.at(entry.path);
    const mode = restoredMode(entry);
    let modeThere = Number(there.mode) & MODE_BITS;
    if (entry.attributes !== undefined) {
      if ((modeThere & OWNER_WRITE) === 0) {
        modeThere |= OWNER_WRITE;
        this.setMode(() => chmodSync(absolute, modeThere));
      }
      this.setAttributes(entry.path, absolute, entry.attributes);
    }
    if (modeThere !== mode) this.setMode(() => chmodSync(absolute, mode));
    return true;
  }

  private claim({ nlink, dev, ino }: BigIntStats): boolean {
    const inode = `${dev}:${ino}`;
    if (nlink < 2n) return true;
    if (this.claimed.has(inode)) return false;
    this.claimed.add(inode);
    return true;
  }

  placeLink({ path, target, mtimeNs }: SymlinkEntry): void {
    const { at, place } = this.start({ path, bytes: 0 });
    symlinkSync(nativePath(target), at);
    setPathTime(at, mtimeNs);
    place();
  }

  /** Makes `path` another name of the file at `target`, which was restored before; answers how, or nothing when it can't be. */
  placeHardLink(path: string, target: string): 'made' | 'there' | undefined {
    this.settle();
    const file = this.find(target);
    const there = this.find(path);
    if (file?.isFile() !== true) return undefined;
    if (there?.ino === file.ino && there.dev === file.dev) return 'there';
    const temporary = this.temporary();
    try {
      linkSync(this.root.at(target), temporary);
    } catch (error) {
      const code = errorCode(error);
      if (code !== 'EMLINK' && code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EXDEV') throw error;
      this.note(path, `it is a copy, since it could not be a hard link to ${target} (${code})`);
      return undefined;
    }
    this.place(temporary, path);
    return 'made';
  }

  /** Starts a file that isn't visible before `finish`. */
  createFile(
    entry: FileEntry,
  ): Pick<NewFile, 'write' | 'writeBeside' | 'skip' | 'abandon'> & { finish(): void } {
    const { at, place } = this.start({ path: entry.path, bytes: entry.size });
    const file = new NewFile(at);
    return {
      write: (content) => file.write(content),
      writeBeside: async (content) => file.writeBeside(content),
      skip: (length) => file.skip(length),
      abandon: () => file.abandon(),
      finish: () => {
        file.finish(
          entry,
          (set) => this.setMode(set),
          (path, wanted) => this.setAttributes(entry.path, path, wanted),
        );
        place();
      },
    };
  }

  /** Where a file or link is made, and what gives it its name. */
  private start(made: { readonly path: string; readonly bytes: number }): {
    at: string | Buffer;
    place: () => void;
  } {
    const within = this.filling?.take(made);
    if (within === undefined) {
      const temporary = this.temporary();
      return { at: temporary, place: () => this.place(temporary, made.path) };
    }
    const place = (): void => {
      if (this.filling?.isFull === true) this.settle();
    };
    return { at: within, place };
  }

  private temporary(): string {
    this.temporaries += 1;
    return join(this.staging, String(this.temporaries));
  }

  private place(temporary: string, path: string): void {
    try {
      renameSync(temporary, this.root.at(path));
    } catch (error) {
      const code = errorCode(error);
      if (code !== 'EISDIR' && code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
      // An empty directory makes room; one with something in it is not ours to remove.
      this.removeDirectory(path);
      renameSync(temporary, this.root.at(path));
    }
  }
}
