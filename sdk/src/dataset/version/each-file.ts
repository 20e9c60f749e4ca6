import type { FileEntry } from './entry.ts';
import type { Version } from './open.ts';
import { isUnreadable } from './pieces.ts';

/** Hands on the files of an earlier version, in order. One that is damaged or not all here costs encrypting again, but stops nobody. */
export async function eachFile(version: Version, take: (entry: FileEntry) => void): Promise<void> {
  try {
    for await (const entry of version.list()) if (entry.kind === 'file') take(entry);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
}
