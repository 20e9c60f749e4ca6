import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { errorCode } from '../../storage/failures.ts';
import { type Skipped, skipped } from './skipped.ts';

// A file that became a link or a pipe since it was seen is neither followed nor waited for.
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const ATTEMPTS = 3;
/** Longer than the ticks in which file systems count time (up to 10 ms). */
const TICK_MS = 20;

/** What was read, with what the file said about itself before and after. */
export interface ReadFile<Content> {
  readonly stat: BigIntStats;
  readonly content: Content;
}

export type ReadOutcome<Content> = { readonly read: ReadFile<Content> } | { readonly skipped: Skipped };

/** Thrown inside an attempt; the next one may find the file at rest. */
class ChangedWhileRead extends Error {}

/** Whether nobody wrote to the file meanwhile. The change time can't be set back, so it also shows what kept size and time. */
function unchanged(before: BigIntStats, after: BigIntStats): boolean {
  const same = before.size === after.size && before.mtimeNs === after.mtimeNs;
  return same && before.ctimeNs === after.ctimeNs && before.ino === after.ino;
}

/** A file that was changed within a tick of the clock could be changed again and show the same time: it is read a tick later. */
function checkAtRest(stat: BigIntStats): void {
  if (!stat.isFile() || Math.abs(Date.now() - Number(stat.ctimeMs)) < TICK_MS) throw new ChangedWhileRead();
}

/**
 * A file's content if it fits into `buffer` with a byte to spare; a view, good until the buffer is used again. Synchronous, because
 * a thread's round trip for each step costs more than the reading.
 */
export function readSmallFile(
  absolute: string | Buffer,
  path: string,
  buffer: Buffer,
): Promise<ReadOutcome<Uint8Array | undefined>> {
  return attempt(path, async () => {
    const file = openSync(absolute, FLAGS);
    try {
      const stat = fstatSync(file, { bigint: true });
      checkAtRest(stat);
      if (stat.size >= buffer.length) return { stat, content: undefined };
      // One byte more than the file says, to see that it ends there: fewer than asked for come only at its end.
      const most = Number(stat.size) + 1;
      const length = readSync(file, buffer, 0, most, null);
      if (BigInt(length) !== stat.size || !unchanged(stat, fstatSync(file, { bigint: true })))
        throw new ChangedWhileRead();
      return { stat, content: buffer.subarray(0, length) };
    } finally {
      closeSync(file);
    }
  });
}

async function attempt<Content>(
  path: string,
  once: () => Promise<ReadFile<Content>>,
): Promise<ReadOutcome<Content>> {
  for (let tries = 1; ; tries += 1) {
    try {
      return { read: await once() };
    } catch (error) {
      const outcome = failed(error, path, tries);
      if (outcome !== undefined) return outcome;
      await setTimeout(TICK_MS + 1);
    }
  }
}

/**
 * Reads a file of any size through `consume`, again from the start when it changed meanwhile. What `consume` throws is passed on.
 *
 * @param consume gets the open file and answers the content and how many bytes it read
 */
export async function readLargeFile<Content>(
  absolute: string | Buffer,
  path: string,
  consume: (handle: FileHandle) => Promise<{ content: Content; bytes: number }>,
): Promise<ReadOutcome<Content>> {
  return attempt(path, () => readOnce(absolute, consume));
}

async function readOnce<Content>(
  absolute: string | Buffer,
  consume: (handle: FileHandle) => Promise<{ content: Content; bytes: number }>,
): Promise<ReadFile<Content>> {
  const handle = await open(absolute, FLAGS);
  try {
    const stat = await handle.stat({ bigint: true });
    checkAtRest(stat);
    const { content, bytes } = await consume(handle);
    if (BigInt(bytes) !== stat.size || !unchanged(stat, await handle.stat({ bigint: true })))
      throw new ChangedWhileRead();
    return { stat, content };
  } finally {
    await handle.close();
  }
}

/** What to say about a failed attempt, or undefined to try again; what isn't the file's own failure is thrown on. */
function failed(error: unknown, path: string, tries: number): { skipped: Skipped } | undefined {
  if (error instanceof ChangedWhileRead)
    return tries < ATTEMPTS ? undefined : { skipped: skipped(path, 'changed-while-read') };
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return { skipped: skipped(path, 'absent') };
  if (code === 'ELOOP' || code === 'ENXIO') return { skipped: skipped(path, 'changed-while-read') };
  if (code === 'EACCES' || code === 'EPERM' || code === 'EIO' || code === 'EBUSY')
    return { skipped: skipped(path, 'unreadable', code) };
  throw error;
}
