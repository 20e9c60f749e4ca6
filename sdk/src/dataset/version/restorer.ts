import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Abilities } from './abilities.ts';
import { sideBySide } from './compare.ts';
import { Destination } from './destination.ts';
import {
  type DirectoryEntry,
  type Entry,
  type Extent,
  type FileEntry,
  onlyExtent,
  parentPath,
  type SymlinkEntry,
} from './entry.ts';
import { EntriesAhead } from './entries-ahead.ts';
import { type LeafMemory, LeafThread } from './leaf-thread.ts';
import { LeavesAhead } from './leaves-ahead.ts';
import { nameOf } from './needs.ts';
import { restoredMode } from './new-file.ts';
import type { Version } from './open.ts';
import { isUnreadable, type ReadOptions } from './pieces.ts';
import type { RestoreOptions, RestoreStats } from './restore.ts';
import { Safekeeping } from './safekeeping.ts';
import type { TreeRoot } from './tree-root.ts';

/** Leaves of a large file that are read ahead, and that are being written: each in memory, up to 1 MiB. */
const MOST_READING = 4;
const MOST_WRITING = 4;

/** Where a version is restored, and what that place can't do. */
export interface RestoreTarget {
  readonly root: TreeRoot;
  readonly staging: string;
  readonly abilities: Abilities;
  readonly losses: readonly string[];
}

/** What was read, and the memory that is used again once it is written. */
interface Read {
  readonly bytes: Uint8Array;
  readonly memory: LeafMemory;
}

/** Whose failure is told by whoever waits for it. */
function settled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** One restoring of a version. */
export class Restorer implements Disposable {
  private readonly version: Version;
  private readonly target: RestoreTarget;
  private readonly destination: Destination;
  private readonly options: RestoreOptions;
  private readonly reading: ReadOptions;
  private readonly stats = { files: 0, directories: 0, symlinks: 0, bytes: 0, unchanged: 0, removed: 0 };
  private readonly kept: { path: string; why: string }[] = [];
  private readonly directories: DirectoryEntry[] = [];
  /** Directories that can't be made here, whatever is in them included. */
  private readonly absent = new Set<string>();
  /** What the version before gave extended attributes, and this one gives none. */
  private readonly stripped = new Set<string>();
  private readonly safekeeping: Safekeeping;
  private readonly thread = new LeafThread();
  private readonly entries: EntriesAhead;
  private readonly leaves: LeavesAhead;

  constructor(version: Version, target: RestoreTarget, options: RestoreOptions) {
    const { root, staging, abilities } = target;
    this.version = version;
    this.target = target;
    this.options = options;
    this.reading = options.signal === undefined ? {} : { signal: options.signal };
    this.entries = new EntriesAhead(version.list(this.reading));
    this.leaves = new LeavesAhead(version, this.thread, () => this.entries.next(), this.reading);
    this.destination = new Destination(root, staging, abilities, (path, why) =>
      this.kept.push({ path, why }),
    );
    const { previous, unfinished, label = new Date().toISOString().slice(0, 10) } = options;
    const former = [previous, unfinished].filter((one) => one !== undefined);
    this.safekeeping = new Safekeeping(this.destination, former, label);
  }

  /** @param cleared removes the staging folder, which must be gone before the root's time is set */
  async run(cleared: () => void): Promise<RestoreStats> {
    const { previous } = this.options;
    if (previous !== undefined) await this.removeFormer(previous);
    // A directory that is made anew must not be reached as it was.
    this.target.root.close();
    try {
      await this.restoreAll();
    } finally {
      // Also when it failed: what is whole stays.
      this.destination.settle();
    }
    cleared();
    // Innermost first: setting a directory's time comes after everything that happens in it.
    for (const directory of this.directories.reverse()) this.destination.finishDirectory(directory);
    return { ...this.stats, losses: this.target.losses, kept: this.kept };
  }

  private async restoreAll(): Promise<void> {
    const { signal, onProgress } = this.options;
    let turns = 0;
    for await (const entry of this.entries.entries()) {
      turns += 1;
      if (turns % 64 === 0) await nextTurn();
      signal?.throwIfAborted();
      if (!this.isAbsent(entry)) await this.restore(this.strip(entry));
      onProgress?.({ files: this.stats.files, bytes: this.stats.bytes, path: entry.path });
    }
  }

  /** Whether the entry can't be here, or is in a directory that can't. */
  private isAbsent({ path, kind }: Entry): boolean {
    const { refused, symlinks } = this.target.abilities;
    const parent = parentPath(path);
    const within = parent !== undefined && this.absent.has(parent);
    if (!within && !refused.has(nameOf(path)) && (kind !== 'symlink' || symlinks)) return false;
    if (kind === 'directory') this.absent.add(path);
    this.kept.push({ path, why: "it can't be made here" });
    return true;
  }

  private strip(entry: Entry): Entry {
    return this.stripped.has(entry.path) ? { ...entry, attributes: [] } : entry;
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
    } else if (entry.kind === 'symlink') {
      this.restoreLink(entry);
      this.stats.symlinks += 1;
    } else {
      if (!this.restoreName(entry)) await this.restoreFile(entry);
      this.stats.files += 1;
      this.stats.bytes += entry.size;
      if (restoredMode(entry) !== entry.mode)
        this.kept.push({ path: entry.path, why: 'its setuid or setgid bit is not restored' });
    }
  }

  private restoreLink(entry: SymlinkEntry): void {
    if (this.destination.holds(entry)) this.stats.unchanged += 1;
    else this.destination.placeLink(entry);
  }

  /** Makes a further name of a file; false when it is the first, or has to be a copy. */
  private restoreName({ path, linkTo }: FileEntry): boolean {
    if (linkTo === undefined || !this.target.abilities.hardLinks) return false;
    const made = this.destination.placeHardLink(path, linkTo);
    if (made === 'there') this.stats.unchanged += 1;
    return made !== undefined;
  }

  private async restoreFile(entry: FileEntry): Promise<void> {
    if (this.destination.holds(entry)) {
      this.stats.unchanged += 1;
      return;
    }
    const file = this.destination.createFile(entry);
    try {
      const only = onlyExtent(entry);
      if (only !== undefined) file.write(await this.leaves.read(only));
      else await this.writeLarge(file, entry);
    } catch (error) {
      file.abandon();
      throw error;
    }
    file.finish();
  }

  /** The next leaves are read, and those before written, by other threads, while one is decrypted. */
  private async writeLarge(
    file: ReturnType<Destination['createFile']>,
    { extents }: FileEntry,
  ): Promise<void> {
    const { signal } = this.options;
    const reading: Promise<Read>[] = [];
    const writing: Promise<void>[] = [];
    const content = extents.filter((extent) => extent.leaf !== undefined).values();
    try {
      for (const { leaf, length } of extents) {
        signal?.throwIfAborted();
        if (leaf === undefined) {
          file.skip(length);
          continue;
        }
        for (const extent of content)
          if (reading.push(settled(this.readAhead(extent))) >= MOST_READING) break;
        const read = await reading.shift();
        if (writing.length >= MOST_WRITING) await writing.shift();
        if (read !== undefined) writing.push(settled(this.writeBehind(file, read)));
      }
      await Promise.all(writing);
    } finally {
      // Whatever failed, nothing may be written any more once the file is closed.
      await Promise.allSettled([...reading, ...writing]);
    }
  }

  private async readAhead(extent: Extent): Promise<Read> {
    const memory = this.thread.take();
    return { memory, bytes: await this.version.readBeside(extent, this.thread, memory, this.reading) };
  }

  private async writeBehind(
    file: ReturnType<Destination['createFile']>,
    { bytes, memory }: Read,
  ): Promise<void> {
    await file.writeBeside(bytes);
    this.thread.give(memory);
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

  /** What only the former version has, or has as something else. */
  private async findFormer(previous: Version): Promise<Entry[]> {
    const former: Entry[] = [];
    for await (const [entry, same] of sideBySide([previous, this.version])) {
      if (entry === undefined) continue;
      if (same === undefined || (entry.kind === 'directory') !== (same.kind === 'directory'))
        former.push(entry);
      else if (entry.attributes !== undefined && same.attributes === undefined) this.stripped.add(entry.path);
    }
    return former;
  }

  [Symbol.dispose](): void {
    this.thread[Symbol.dispose]();
  }
}
