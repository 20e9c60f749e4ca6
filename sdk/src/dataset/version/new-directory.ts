import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { parentPath } from './entry.ts';
import { TreeRoot } from './tree-root.ts';

/** What is made anew, at most, when a restore is killed before the directory has its name. */
const MOST_FILES = 4096;
const MOST_BYTES = 64 * 1024 * 1024;
const OWNER_ALL = 0o700;

/** A directory that is not there yet, filled under a working name: one rename gives all of its files their names, whole. */
export class NewDirectory {
  readonly path: string;
  private readonly working: TreeRoot;
  private files = 0;
  private bytes = 0;

  /** @param path where it will be, relative to the destination */
  constructor(staging: string, path: string) {
    this.path = path;
    this.working = new TreeRoot(join(staging, 'directory'));
    mkdirSync(this.working.folder, OWNER_ALL);
  }

  /** Where to make a file or link of this directory, or undefined when it is of another one. */
  take({ path, bytes }: { readonly path: string; readonly bytes: number }): string | Buffer | undefined {
    if (parentPath(path) !== this.path) return undefined;
    this.files += 1;
    this.bytes += bytes;
    return this.working.at(path.slice(this.path.length + 1));
  }

  /** Whether it should get its name before more is made. */
  get isFull(): boolean {
    return this.files >= MOST_FILES || this.bytes >= MOST_BYTES;
  }

  /** Gives it its name. */
  place(absolute: string | Buffer): void {
    renameSync(this.working.folder, absolute);
  }
}
