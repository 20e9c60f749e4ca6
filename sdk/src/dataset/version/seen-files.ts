import type { BigIntStats } from 'node:fs';
import type { FileEntry } from './entry.ts';
import type { Version } from './open.ts';

/** What a file said of itself when it was read. */
export interface FileState {
  readonly size: bigint;
  readonly mtimeNs: bigint;
  /** Nobody can set it back, so it also shows a change that kept size and time. */
  readonly ctimeNs: bigint;
  readonly ino: bigint;
}

/** By its path in the folder. */
export type FileStates = ReadonlyMap<string, FileState>;

/** A version that was written from the same folder, and how its files were then. */
export interface SeenFolder {
  readonly version: Version;
  readonly files: FileStates;
}

export function stateOf({ size, mtimeNs, ctimeNs, ino }: BigIntStats): FileState {
  return { size, mtimeNs, ctimeNs, ino };
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
    if (this.states.has(entry.path)) this.entries.set(entry.path, entry);
  }

  find(path: string, stat: BigIntStats): FileEntry | undefined {
    const entry = this.entries.get(path);
    const state = this.states.get(path);
    if (entry === undefined || state === undefined) return undefined;
    const same =
      state.size === stat.size &&
      state.mtimeNs === stat.mtimeNs &&
      state.ctimeNs === stat.ctimeNs &&
      state.ino === stat.ino;
    return same && BigInt(entry.size) === stat.size ? entry : undefined;
  }
}
