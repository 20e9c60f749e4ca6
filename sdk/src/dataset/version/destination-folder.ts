import {
  type BigIntStats,
  chmodSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import { MeshidError } from '../../errors.ts';
import { errorCode } from '../../storage/failures.ts';
import { type Abilities, isNear } from './abilities.ts';
import { setAttributes } from './attributes.ts';
import { type Attribute, type DirectoryEntry, type Entry, parentPath } from './entry.ts';
import { setPathTime } from './file-times.ts';
import { NewDirectory } from './new-directory.ts';
import { encodePath } from './path-bytes.ts';
import type { TreeRoot } from './tree-root.ts';

const PERMISSIONS = 0o1777;
const OWNER_ALL = 0o700;

/**
 * The folder that a version is restored into. Nothing is written or removed through a symbolic link, because each directory on the
 * way is looked at first.
 */
export class DestinationFolder {
  protected readonly root: TreeRoot;
  protected readonly staging: string;
  protected readonly note: (path: string, why: string) => void;
  private readonly abilities: Abilities;
  private readonly real = new Set<string>();
  /** Directories that this run made. */
  private readonly made = new Set<string>();
  /** The one of them that has not its name yet. */
  protected filling: NewDirectory | undefined;

  /** @param note gets what is not done as the version says, and why */
  constructor(
    root: TreeRoot,
    staging: string,
    abilities: Abilities,
    note: (path: string, why: string) => void,
  ) {
    this.root = root;
    this.staging = staging;
    this.abilities = abilities;
    this.note = note;
  }

  /** What is there now, not followed. */
  find(path: string): BigIntStats | undefined {
    return lstatSync(this.root.at(path), { bigint: true, throwIfNoEntry: false });
  }

  /** Whether nothing was at `path` before this run, since the directory that it is in was not there: that needs no look. */
  isEmptied(path: string): boolean {
    const parent = parentPath(path);
    return parent !== undefined && this.made.has(parent);
  }

  /** Whether every directory that `path` is in is a real one. */
  isReachable(path: string): boolean {
    const parent = parentPath(path);
    if (parent === undefined || parent === '' || this.real.has(parent)) return true;
    if (!this.isReachable(parent) || this.find(parent)?.isDirectory() !== true) return false;
    this.real.add(parent);
    return true;
  }

  /** Makes the directory, writable for now, maybe under a working name until `settle`; its mode and time come last, by `finishDirectory`. Answers whether it is new. */
  makeDirectory({ path }: DirectoryEntry): boolean {
    this.settle();
    const absolute = this.root.at(path);
    const there = this.isEmptied(path) ? undefined : this.find(path);
    if (there === undefined) {
      this.filling = new NewDirectory(this.staging, path);
      this.made.add(path);
    } else if (there.isDirectory()) {
      if ((Number(there.mode) & OWNER_ALL) !== OWNER_ALL)
        chmodSync(absolute, (Number(there.mode) & PERMISSIONS) | OWNER_ALL);
    } else {
      unlinkSync(absolute);
      mkdirSync(absolute, OWNER_ALL);
      this.made.add(path);
    }
    this.real.add(path);
    return there?.isDirectory() !== true;
  }

  /** Gives the directory that is being filled its name. Throws MeshidError `file/in-the-way` when somebody has used it meanwhile. */
  settle(): void {
    const { filling } = this;
    if (filling === undefined) return;
    this.filling = undefined;
    try {
      filling.place(this.root.at(filling.path));
    } catch (cause) {
      const code = errorCode(cause);
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOTDIR') throw cause;
      const { path } = filling;
      throw new MeshidError('file/in-the-way', { path, why: 'somebody made it meanwhile' }, { cause });
    }
  }

  finishDirectory({ path, mode, mtimeNs, attributes }: DirectoryEntry): void {
    const absolute = this.root.at(path);
    if (attributes !== undefined) this.setAttributes(path, absolute, attributes);
    this.setMode(() => chmodSync(absolute, mode));
    setPathTime(absolute, mtimeNs);
  }

  /** Gives something another name in the same folder. */
  rename(path: string, to: string): void {
    this.makeWritable(parentPath(path) ?? '');
    renameSync(this.root.at(path), this.root.at(to));
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
    if (!this.looksLike(entry, there)) return 'it was changed here';
    this.makeWritable(parentPath(entry.path) ?? '');
    unlinkSync(this.root.at(entry.path));
    return undefined;
  }

  private removeEmptied(path: string): string | undefined {
    this.makeWritable(parentPath(path) ?? '');
    try {
      rmdirSync(this.root.at(path));
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
    if ((mode & OWNER_ALL) !== OWNER_ALL) chmodSync(this.root.at(path), (mode & PERMISSIONS) | OWNER_ALL);
  }

  /** Whether `there` has the kind, the time and the size or target that restoring `entry` gives, without a look inside. */
  looksLike(entry: Entry, there: BigIntStats): boolean {
    if (entry.kind === 'directory') return there.isDirectory();
    if (!isNear(there.mtimeNs, entry.mtimeNs, this.abilities.tickNs)) return false;
    if (entry.kind === 'file') return there.isFile() && there.size === BigInt(entry.size);
    if (!there.isSymbolicLink()) return false;
    return readlinkSync(this.root.at(entry.path), { encoding: 'buffer' }).equals(encodePath(entry.target));
  }

  protected removeDirectory(path: string): void {
    try {
      rmdirSync(this.root.at(path));
    } catch (cause) {
      throw new MeshidError(
        'file/in-the-way',
        { path, why: 'it is a directory with files of its own' },
        { cause },
      );
    }
  }

  /** Where modes are not kept, to be refused one is no failure. */
  protected setMode(set: () => void): void {
    try {
      set();
    } catch (error) {
      if (this.abilities.modes || errorCode(error) !== 'EPERM') throw error;
    }
  }

  protected setAttributes(path: string, absolute: string | Buffer, wanted: readonly Attribute[]): void {
    if (!this.abilities.attributes) return;
    try {
      setAttributes(absolute, wanted);
    } catch (error) {
      this.note(path, `its extended attributes are not all restored (${errorCode(error) ?? 'unknown'})`);
    }
  }
}
