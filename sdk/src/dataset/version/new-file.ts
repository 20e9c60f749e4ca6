import {
  closeSync,
  constants,
  fchmodSync,
  ftruncateSync,
  openSync,
  unlinkSync,
  write,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import type { Attribute, FileEntry } from './entry.ts';
import { setFileTime } from './file-times.ts';
import { SETUID_BITS } from './needs.ts';

const writeBytes = promisify(write);

/** A new file under a name of its own, until it is whole. */
const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Setuid and setgid are not restored on files: a program would run with the rights of whoever fetched it. */
export function restoredMode({ mode }: FileEntry): number {
  return mode & ~SETUID_BITS;
}

/** A file that is written under a working name. */
export class NewFile {
  private readonly path: string | Buffer;
  private readonly file: number;
  private at = 0;
  /** Whether the last bytes of the file are in a hole, where nothing is written. */
  private endsInHole = false;

  constructor(path: string | Buffer) {
    this.path = path;
    this.file = openSync(path, FLAGS, 0o600);
  }

  write(content: Uint8Array): void {
    for (let done = 0; done < content.length;)
      done += writeSync(this.file, content, done, content.length - done, this.at + done);
    this.at += content.length;
    this.endsInHole = false;
  }

  /** As `write`, by another thread; the next one may begin before this one is done. `finish` waits for none. */
  async writeBeside(content: Uint8Array): Promise<void> {
    const start = this.at;
    this.at += content.length;
    this.endsInHole = false;
    for (let done = 0; done < content.length;) {
      const { bytesWritten } = await writeBytes(
        this.file,
        content,
        done,
        content.length - done,
        start + done,
      );
      done += bytesWritten;
    }
  }

  skip(length: number): void {
    this.at += length;
    this.endsInHole = true;
  }

  /** Sets what belongs to it and closes it. @param attributes sets extended ones, while the file may be written to */
  finish(
    entry: FileEntry,
    setMode: (set: () => void) => void,
    attributes: (path: string | Buffer, wanted: readonly Attribute[]) => void,
  ): void {
    if (this.endsInHole) ftruncateSync(this.file, this.at);
    if (entry.attributes !== undefined) attributes(this.path, entry.attributes);
    setMode(() => fchmodSync(this.file, restoredMode(entry)));
    setFileTime(this.file, entry.mtimeNs);
    closeSync(this.file);
  }

  abandon(): void {
    closeSync(this.file);
    unlinkSync(this.path);
  }
}
