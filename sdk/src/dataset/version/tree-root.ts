import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { nativePath, pathLength } from './path-bytes.ts';

/** The most bytes that a system call takes for a path, less the zero at its end. */
const MOST_BYTES = 4095;
/** Where a path that is longer is cut: near its middle, so that either half is short enough. */
const ANCHOR_BYTES = 2048;
const MOST_ANCHORS = 256;
// Linux's O_PATH, which Node doesn't name: it takes no right to read the directory.
const FLAGS = 0x200000 | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * Paths below a folder as Node's `fs` takes them: of any bytes, and longer than a system call takes, which go through an open
 * directory half way down. Whoever asks uses the answer before it asks for many others, and calls `close` at the end.
 */
export class TreeRoot implements Disposable {
  readonly folder: string;
  /** The newest last. */
  private readonly anchors = new Map<string, number>();

  constructor(folder: string) {
    this.folder = folder;
  }

  at(path: string): string | Buffer {
    if (path === '') return this.folder;
    // No unit has more than three bytes.
    const most = 3 * (this.folder.length + path.length) + 1;
    if (most > MOST_BYTES && Buffer.byteLength(this.folder) + 1 + pathLength(path) > MOST_BYTES)
      return this.through(path);
    return path.isWellFormed() ? join(this.folder, path) : bytesOf(this.folder, path);
  }

  private through(path: string): string | Buffer {
    if (process.platform !== 'linux') return bytesOf(this.folder, path);
    let cut = path.length;
    for (const most = ANCHOR_BYTES - Buffer.byteLength(this.folder); cut > 0;) {
      cut = Math.max(path.lastIndexOf('/', cut - 1), 0);
      if (pathLength(path.slice(0, cut)) <= most) break;
    }
    return bytesOf(
      `/proc/self/fd/${this.anchor(path.slice(0, cut))}`,
      cut === 0 ? path : path.slice(cut + 1),
    );
  }

  private anchor(path: string): number {
    const known = this.anchors.get(path);
    const file = known ?? openSync(path === '' ? this.folder : bytesOf(this.folder, path), FLAGS);
    this.anchors.delete(path);
    this.anchors.set(path, file);
    const [oldest] = this.anchors;
    if (oldest !== undefined && this.anchors.size > MOST_ANCHORS) {
      this.anchors.delete(oldest[0]);
      closeSync(oldest[1]);
    }
    return file;
  }

  /** Lets go of the directories; a path that is asked for later opens them again. */
  close(): void {
    for (const file of this.anchors.values()) closeSync(file);
    this.anchors.clear();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function bytesOf(folder: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(nativePath(path))]);
}
