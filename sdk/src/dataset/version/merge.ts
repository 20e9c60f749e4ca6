import { conflictName } from './conflict-name.ts';
import { sideBySide } from './compare.ts';
import { comparePaths, type DirectoryEntry, type Entry, parentPath } from './entry.ts';
import { type Choice, resolveEntry } from './merge-entry.ts';
import type { Version } from './open.ts';
import type { ReadOptions } from './pieces.ts';

export interface MergeInput {
  /** What both began from; without it, whatever only one of them has is new. */
  readonly base: Version | undefined;
  /** Whose files make room, where both changed the same one. */
  readonly ours: Version;
  /** Whose files keep their names. */
  readonly theirs: Version;
  /** What stands in the names of conflict copies, such as the computer's name and the day. */
  readonly label: string;
}

/** Something about a merge that a person should know. */
export interface MergeNote {
  readonly path: string;
  /**
   * `conflict`: both changed it; ours is kept beside it, as `copy`. `kept`: one side removed it and the other changed it, so it stays.
   * `displaced`: something in a directory of its name is kept, so it is, as `copy`.
   */
  readonly what: 'conflict' | 'kept' | 'displaced';
  readonly copy?: string;
}

export interface Merged {
  /** In the manifest's order. */
  readonly entries: readonly Entry[];
  readonly notes: readonly MergeNote[];
}

/**
 * Merges two versions that began from one, file by file: what only one side changed is as that side has it, and where both did,
 * both are kept. No content that either side made is lost.
 *
 * @throws MeshidError `version/incomplete`, `version/malformed`, `storage/corrupt`
 */
export async function mergeVersions(
  { base, ours, theirs, label }: MergeInput,
  options: ReadOptions = {},
): Promise<Merged> {
  const tree = new MergedTree(label);
  for await (const [b, o, t] of sideBySide([base, ours, theirs], options)) {
    const place = (entry: Entry | undefined, version: Version | undefined) =>
      entry === undefined || version === undefined ? undefined : { entry, version };
    const path = (b ?? o ?? t)?.path ?? '';
    for (const entry of [t, o, b]) if (entry?.kind === 'directory') tree.know(entry);
    tree.add(path, await resolveEntry(place(b, base), place(o, ours), place(t, theirs), options));
  }
  return tree.finish();
}

class MergedTree {
  private readonly entries = new Map<string, Entry>();
  /** Every directory that any side has, for those that come back because something in them is kept. */
  private readonly directories = new Map<string, DirectoryEntry>();
  private readonly copies: { path: string; entry: Entry }[] = [];
  private readonly notes: MergeNote[] = [];
  private readonly label: string;

  constructor(label: string) {
    this.label = label;
  }

  know(entry: DirectoryEntry): void {
    if (!this.directories.has(entry.path)) this.directories.set(entry.path, entry);
  }

  add(path: string, { entry, copy, kept }: Choice): void {
    if (entry !== undefined) this.entries.set(path, entry);
    if (copy !== undefined) this.copies.push({ path, entry: copy });
    if (kept === true) this.notes.push({ path, what: 'kept' });
  }

  finish(): Merged {
    for (const { path, entry } of this.copies)
      this.notes.push({ path, what: 'conflict', copy: this.setBeside(path, entry) });
    for (const path of [...this.entries.keys()]) this.makeRoom(parentPath(path));
    const entries = [...this.entries.values()].sort((a, b) => comparePaths(a.path, b.path));
    return { entries, notes: this.notes.sort((a, b) => comparePaths(a.path, b.path)) };
  }

  private setBeside(path: string, entry: Entry): string {
    // A name that only the other side has would be taken by it.
    const copy = conflictName(path, this.label, (at) => this.entries.has(at) || this.directories.has(at));
    this.entries.set(copy, { ...entry, path: copy });
    return copy;
  }

  /** Whatever is kept is in directories. */
  private makeRoom(path: string | undefined): void {
    if (path === undefined) return;
    const there = this.entries.get(path);
    if (there?.kind === 'directory') return;
    const directory = this.directories.get(path);
    if (directory === undefined) throw new Error(`nothing that was merged has the directory ${path}`);
    this.entries.set(path, directory);
    if (there !== undefined) this.notes.push({ path, what: 'displaced', copy: this.setBeside(path, there) });
    this.makeRoom(parentPath(path));
  }
}
