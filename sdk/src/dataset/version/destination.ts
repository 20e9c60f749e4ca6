import {
  type BigIntStats,
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { MeshidError } from '../../errors.ts';
import { errorCode } from '../../storage/failures.ts';
import type { DirectoryEntry, Entry, FileEntry, SymlinkEntry } from './entry.ts';
import { parentPath } from './entry.ts';
import { microseconds, setFileTime, setPathTime } from './file-times.ts';

/** A new file under a name of its own, until it is whole. */
const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const PERMISSIONS = 0o1777;
const OWNER_ALL = 0o700;

/**
 * The folder that a version is restored into. Everything appears under its final name by a rename, whole; nothing is written or
 * removed through a symbolic link, because each directory on the way is looked at first.
 */
export class Destination {
  private readonly root: string;
  private readonly staging: string;
  private readonly real = new Set<string>();
  private temporaries = 0;

  constructor(root: string, staging: string) {
    this.root = root;
    this.staging = staging;
  }

  pathOf(path: string): string {
    return path === '' ? this.root : join(this.root, path);
  }

  /** What is there now, not followed. */
  find(path: string): BigIntStats | undefined {
    return lstatSync(this.pathOf(path), { bigint: true, throwIfNoEntry: false });
  }

  /** Whether every directory that `path` is in is a real one. */
  isReachable(path: string): boolean {
    const parent = parentPath(path);
    if (parent === undefined || parent === '' || this.real.has(parent)) return true;
    if (!this.isReachable(parent) || this.find(parent)?.isDirectory() !== true) return false;
    this.real.add(parent);
    return true;
  }

  /** Makes the directory, writable for now; its mode and time come last, by `finishDirectory`. Answers whether it is new. */
  makeDirectory({ path }: DirectoryEntry): boolean {
    const absolute = this.pathOf(path);
    const there = this.find(path);
    if (there?.isDirectory() === true) {
      if ((Number(there.mode) & OWNER_ALL) !== OWNER_ALL)
        chmodSync(absolute, (Number(there.mode) & PERMISSIONS) | OWNER_ALL);
    } else {
      if (there !== undefined) unlinkSync(absolute);
      mkdirSync(absolute, OWNER_ALL);
    }
    this.real.add(path);
    return there?.isDirectory() !== true;
  }

  finishDirectory({ path, mode, mtimeNs }: DirectoryEntry): void {
    const absolute = this.pathOf(path);
    chmodSync(absolute, mode);
    setPathTime(absolute, mtimeNs);
  }

  /** Whether the entry is there already, by size and time as rsync judges, and for a link by its target. A file's mode is set right. */
  holds(entry: FileEntry | SymlinkEntry): boolean {
    const there = this.find(entry.path);
    if (there === undefined || !looksLike(entry, there)) return false;
    const absolute = this.pathOf(entry.path);
    if (entry.kind === 'symlink') return readlinkSync(absolute) === entry.target;
    if ((Number(there.mode) & 0o7777) !== restoredMode(entry)) chmodSync(absolute, restoredMode(entry));
    return true;
  }

  /** As the entry would be restored, by size and time, without a look inside. */
  looksLike(entry: Entry, there: BigIntStats): boolean {
    if (!looksLike(entry, there)) return false;
    return entry.kind !== 'symlink' || readlinkSync(this.pathOf(entry.path)) === entry.target;
  }

  /** Gives something another name in the same folder. */
  rename(path: string, to: string): void {
    this.makeWritable(parentPath(path) ?? '');
    renameSync(this.pathOf(path), this.pathOf(to));
  }

  placeLink({ path, target, mtimeNs }: SymlinkEntry): void {
    const temporary = this.temporary();
    symlinkSync(target, temporary);
    setPathTime(temporary, mtimeNs);
    this.place(temporary, path);
  }

  /** Starts a file that isn't visible before `finish`. */
  createFile(entry: FileEntry): { write(content: Uint8Array): void; finish(): void; abandon(): void } {
    const temporary = this.temporary();
    const file = openSync(temporary, FLAGS, 0o600);
    return {
      write: (content) => {
        for (let done = 0; done < content.length;) done += writeSync(file, content, done);
      },
      finish: () => {
        fchmodSync(file, restoredMode(entry));
        setFileTime(file, entry.mtimeNs);
        closeSync(file);
        this.place(temporary, entry.path);
      },
      abandon: () => {
        closeSync(file);
        unlinkSync(temporary);
      },
    };
  }

  private temporary(): string {
    this.temporaries += 1;
    return join(this.staging, String(this.temporaries));
  }

  private place(temporary: string, path: string): void {
    try {
      renameSync(temporary, this.pathOf(path));
    } catch (error) {
      const code = errorCode(error);
      if (code !== 'EISDIR' && code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
      // An empty directory makes room; one with something in it is not ours to remove.
      this.removeDirectory(path);
      renameSync(temporary, this.pathOf(path));
    }
  }

  private removeDirectory(path: string): void {
    try {
      rmdirSync(this.pathOf(path));
    } catch (cause) {
      throw new MeshidError(
        'file/in-the-way',
        { path, why: 'it is a directory with files of its own' },
        { cause },
      );
    }
  }

  /** Removes what the version before had put there; answers why it is kept, where it is. */
  remove(entry: Entry): string | undefined {
    if (!this.isReachable(entry.path)) return undefined;
    const there = this.find(entry.path);
    if (there === undefined) return undefined;
    if (entry.kind === 'directory') {
      if (!there.isDirectory()) return 'it is not a directory any more';
      return this.removeEmptied(entry.path);
    }
    if (!looksLike(entry, there)) return 'it was changed here';
    this.makeWritable(parentPath(entry.path) ?? '');
    unlinkSync(this.pathOf(entry.path));
    return undefined;
  }

  private removeEmptied(path: string): string | undefined {
    this.makeWritable(parentPath(path) ?? '');
    try {
      rmdirSync(this.pathOf(path));
      this.real.delete(path);
      return undefined;
    } catch (error) {
      if (errorCode(error) === 'ENOTEMPTY' || errorCode(error) === 'EEXIST')
        return 'it has files that are not from this dataset';
      throw error;
    }
  }

  private makeWritable(path: string): void {
    const mode = Number(this.find(path)?.mode ?? 0);
    if ((mode & OWNER_ALL) !== OWNER_ALL) chmodSync(this.pathOf(path), (mode & PERMISSIONS) | OWNER_ALL);
  }
}

/** Whether `there` has the kind, the time and, for a file, the size that restoring `entry` gives. */
function looksLike(entry: Entry, there: BigIntStats): boolean {
  if (entry.kind === 'directory') return there.isDirectory();
  if (microseconds(there.mtimeNs) !== microseconds(entry.mtimeNs)) return false;
  return entry.kind === 'symlink'
    ? there.isSymbolicLink()
    : there.isFile() && there.size === BigInt(entry.size);
}

/** Setuid and setgid are not restored on files: a program would run with the rights of whoever fetched it. */
export function restoredMode({ mode }: FileEntry): number {
  return mode & PERMISSIONS;
}
