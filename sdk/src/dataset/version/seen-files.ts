import type { FileEntry } from './entry.ts';
import type { FileStat } from './file-stat.ts';
import type { Version } from './open.ts';

/**
 * What a file said of itself when it was read: its size, its times of modification and change in nanoseconds, its inode. Nobody can set
 * the time of change back, so it also shows a change that kept size and time. One text, because it is only ever compared.
 */
export type FileState = string;

/** By its path in the folder. */
export type FileStates = ReadonlyMap<string, FileState>;

/** A version that was written from the same folder, and how its files were then. */
export interface SeenFolder {
  readonly version: Version;
  readonly files: FileStates;
}

export function stateOf({ size, mtimeNs, ctimeNs, ino }: FileStat): FileState {
  return `${size} ${mtimeNs} ${ctimeNs} ${ino}`;
}

/**
 * The files that need not be read again, by what the version before says of them.
 *
 * A file that is written to within the same tick of the clock as it was read shows no change: reading waits for the tick to pass.
 */
export class UnchangedFiles {
  private readonly entries = new Map<string, FileEntry>();
  private readonly states: FileStates;

  constructor(states: FileStates = new Map()) {
    this.states = states;
  }

  /** An entry of the version before. */
  know(entry: FileEntry): void {
    this.entries.set(entry.path, entry);
  }

  find(path: string, stat: FileStat): FileEntry | undefined {
    const entry = this.entries.get(path);
    return entry !== undefined && this.states.get(path) === stateOf(stat) && BigInt(entry.size) === stat.size
      ? entry
      : undefined;
  }
}
