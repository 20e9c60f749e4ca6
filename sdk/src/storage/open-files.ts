import { close, closeSync, openSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';

const closeFile = promisify(close);
const readFile = promisify(read);
const MOST_OPEN = 64;

interface Opened {
  readonly file: number;
  readers: number;
}

/** Files that are kept open for reading, not too many of them. A file that was removed meanwhile is still read by who has it open. */
export class OpenFiles {
  private readonly opened = new Map<string, Opened>();

  private open(path: string): Opened {
    const there = this.opened.get(path);
    if (there !== undefined) {
      // What was used last goes last.
      this.opened.delete(path);
      this.opened.set(path, there);
      return there;
    }
    for (const [old, { file, readers }] of this.opened) {
      if (this.opened.size < MOST_OPEN) break;
      if (readers > 0) continue;
      this.opened.delete(old);
      closeSync(file);
    }
    const opened = { file: openSync(path, 'r'), readers: 0 };
    this.opened.set(path, opened);
    return opened;
  }

  /**
   * At most `length` bytes from `position` on; fewer where the file ends.
   *
   * @param memory to read into, of at least that length; new memory unless given
   */
  async read(
    path: string,
    position: number,
    length: number,
    memory: Buffer = Buffer.allocUnsafeSlow(length),
  ): Promise<Buffer> {
    const opened = this.open(path);
    opened.readers += 1;
    try {
      const buffer = memory.subarray(0, length);
      let at = 0;
      while (at < length) {
        const { bytesRead } = await readFile(opened.file, buffer, at, length - at, position + at);
        if (bytesRead === 0) break;
        at += bytesRead;
      }
      return buffer.subarray(0, at);
    } finally {
      opened.readers -= 1;
      if (opened.readers === 0 && this.opened.get(path) !== opened) await closeFile(opened.file);
    }
  }

  /** For a few bytes, which cost less than another thread's round trip. */
  readNow(path: string, position: number, buffer: Buffer): number {
    return readSync(this.open(path).file, buffer, 0, buffer.length, position);
  }

  /** Closes a file once nobody reads it any more. */
  forget(path: string): void {
    const opened = this.opened.get(path);
    if (opened === undefined) return;
    this.opened.delete(path);
    if (opened.readers === 0) closeSync(opened.file);
  }
}
