import { mkdirSync, realpathSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MeshidError } from '../../errors.ts';
import { errorCode, storageError } from '../../storage/failures.ts';
import { Destination, restoredMode } from './destination.ts';
import { comparePaths, type DirectoryEntry, type Entry, type FileEntry } from './entry.ts';
import { checkCases, checkName } from './names.ts';
import type { Version } from './open.ts';
import { isUnreadable } from './pieces.ts';
import { Safekeeping } from './safekeeping.ts';
import { createStaging, removeStaging } from './staging.ts';

export interface RestoreStats {
  readonly files: number;
  readonly directories: number;
  readonly symlinks: number;
  /** Bytes of all files. */
  readonly bytes: number;
  /** Files and links that were there already, and were left alone. */
  readonly unchanged: number;
  /** Files, links and directories of the version before that are gone. */
  readonly removed: number;
  /** What was not done as the version says, and why. */
  readonly kept: readonly { readonly path: string; readonly why: string }[];
}

export interface RestoreProgress {
  readonly files: number;
  readonly bytes: number;
  readonly path: string;
}

export interface RestoreOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RestoreProgress) => void;
  /**
   * The version that was restored here before. What it had and the new one has not is removed, unless it was changed here.
   * Without it, nothing is removed.
   */
  readonly previous?: Version;
  /** A version whose restore here was begun and not finished: what came from it isn't anybody's own. */
  readonly unfinished?: Version;
  /** Stands in the names of what was in the way and is kept; the day, unless given. */
  readonly label?: string;
}

/**
 * Writes a version's tree into `destination`, which is made when it doesn't exist.
 *
 * Every entry is checked before anything is written. Files and links appear under their names by a rename, whole; of a restore that
 * was stopped, whatever stopped it, the same call goes on. A file or link of the same name is replaced; whatever else is in the
 * destination stays.
 *
 * @throws MeshidError `file/unsafe-path`, `version/malformed`, `version/incomplete`, `file/in-the-way`, `storage/full`, `storage/failed`
 */
export async function restoreVersion(
  version: Version,
  destination: string,
  options: RestoreOptions = {},
): Promise<RestoreStats> {
  const reading = options.signal === undefined ? {} : { signal: options.signal };
  for await (const entry of version.list(reading)) checkName(entry.path);
  const root = openDestination(destination);
  let staging: string | undefined;
  try {
    staging = createStaging(root);
    await checkCases(version, staging, reading);
    return await new Restorer(version, new Destination(root, staging), options).run(() =>
      removeStaging(staging ?? ''),
    );
  } catch (error) {
    throw storageError(error, destination);
  } finally {
    if (staging !== undefined) removeStaging(staging);
  }
}

function openDestination(destination: string): string {
  try {
    mkdirSync(destination, { recursive: true });
    return realpathSync(destination);
  } catch (error) {
    if (errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOTDIR')
      throw new MeshidError(
        'file/in-the-way',
        { path: destination, why: 'it is not a folder' },
        { cause: error },
      );
    throw storageError(error, destination);
  }
}

class Restorer {
  private readonly version: Version;
  private readonly destination: Destination;
  private readonly options: RestoreOptions;
  private readonly stats = { files: 0, directories: 0, symlinks: 0, bytes: 0, unchanged: 0, removed: 0 };
  private readonly kept: { path: string; why: string }[] = [];
  private readonly directories: DirectoryEntry[] = [];
  private readonly safekeeping: Safekeeping;

  constructor(version: Version, destination: Destination, options: RestoreOptions) {
    this.version = version;
    this.destination = destination;
    this.options = options;
    const { previous, unfinished, label = new Date().toISOString().slice(0, 10) } = options;
    const former = [previous, unfinished].filter((one) => one !== undefined);
    this.safekeeping = new Safekeeping(destination, former, label);
  }

  /** @param cleared removes the staging folder, which must be gone before the root's time is set */
  async run(cleared: () => void): Promise<RestoreStats> {
    const { signal, onProgress, previous } = this.options;
    if (previous !== undefined) await this.removeFormer(previous);
    let turns = 0;
    for await (const entry of this.version.list(signal === undefined ? {} : { signal })) {
      turns += 1;
      if (turns % 64 === 0) await nextTurn();
      signal?.throwIfAborted();
      await this.restore(entry);
      onProgress?.({ files: this.stats.files, bytes: this.stats.bytes, path: entry.path });
    }
    cleared();
    // Innermost first: setting a directory's time comes after everything that happens in it.
    for (const directory of this.directories.reverse()) this.destination.finishDirectory(directory);
    return { ...this.stats, kept: this.kept };
  }

  private async restore(entry: Entry): Promise<void> {
    const copy = await this.safekeeping.makeRoom(entry);
    if (copy !== undefined)
      this.kept.push({
        path: entry.path,
        why: `what was here was not from this dataset, and is ${copy} now`,
      });
    if (entry.kind === 'directory') {
      this.destination.makeDirectory(entry);
      this.directories.push(entry);
      this.stats.directories += 1;
      return;
    }
    if (this.destination.holds(entry)) this.stats.unchanged += 1;
    else if (entry.kind === 'symlink') this.destination.placeLink(entry);
    else await this.restoreFile(entry);
    if (entry.kind === 'symlink') this.stats.symlinks += 1;
    else {
      this.stats.files += 1;
      this.stats.bytes += entry.size;
      if (restoredMode(entry) !== entry.mode)
        this.kept.push({ path: entry.path, why: 'its setuid or setgid bit is not restored' });
    }
  }

  private async restoreFile(entry: FileEntry): Promise<void> {
    const { signal } = this.options;
    const file = this.destination.createFile(entry);
    try {
      for (const extent of entry.extents) {
        signal?.throwIfAborted();
        file.write(await this.version.read(extent, signal === undefined ? {} : { signal }));
      }
    } catch (error) {
      file.abandon();
      throw error;
    }
    file.finish();
  }

  private async removeFormer(previous: Version): Promise<void> {
    let former: Entry[];
    try {
      former = await this.findFormer(previous);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      this.kept.push({
        path: '',
        why: 'the version that was here before is not all there, so nothing of it was removed',
      });
      return;
    }
    for (const entry of former.reverse()) {
      this.options.signal?.throwIfAborted();
      const why = this.destination.remove(entry);
      if (why === undefined) this.stats.removed += 1;
      else this.kept.push({ path: entry.path, why });
    }
  }

  /** Both lists are in the same order, so one pass finds what only the former version has, or has as something else. */
  private async findFormer(previous: Version): Promise<Entry[]> {
    const former: Entry[] = [];
    const next = this.version.list();
    let current = await next.next();
    for await (const entry of previous.list()) {
      while (current.done !== true && comparePaths(current.value.path, entry.path) < 0)
        current = await next.next();
      const same = current.done !== true && current.value.path === entry.path ? current.value : undefined;
      if (same === undefined || (entry.kind === 'directory') !== (same.kind === 'directory'))
        former.push(entry);
    }
    return former;
  }
}
