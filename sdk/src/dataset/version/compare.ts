import { type Placed, sameAttributes, sameContent } from './content.ts';
import { comparePaths, type Entry } from './entry.ts';
import type { Version } from './open.ts';
import type { ReadOptions } from './pieces.ts';

/** What became of a path between two versions. */
export interface Change {
  readonly path: string;
  /** `attributes`: only its mode, time or extended attributes. A directory's time is no change: it follows from what happened in it. */
  readonly change: 'added' | 'removed' | 'content' | 'attributes' | 'kind';
  /** Nothing when it was added. */
  readonly before: Entry | undefined;
  /** Nothing when it was removed. */
  readonly after: Entry | undefined;
}

/**
 * What differs between two versions of a dataset, in the order of their paths. Only files whose chunks differ are read.
 *
 * @throws MeshidError `version/incomplete`, `version/malformed`, `storage/corrupt`
 */
export async function* compareVersions(
  before: Version,
  after: Version,
  options: ReadOptions = {},
): AsyncGenerator<Change> {
  for await (const [one, other] of sideBySide([before, after], options)) {
    const path = (one ?? other)?.path ?? '';
    const change = await changeOf(
      one && { entry: one, version: before },
      other && { entry: other, version: after },
      options,
    );
    if (change !== undefined) yield { path, change, before: one, after: other };
  }
}

async function changeOf(
  before: Placed | undefined,
  after: Placed | undefined,
  options: ReadOptions,
): Promise<Change['change'] | undefined> {
  if (before === undefined) return after === undefined ? undefined : 'added';
  if (after === undefined) return 'removed';
  if (before.entry.kind !== after.entry.kind) return 'kind';
  if (!(await sameContent(before, after, options))) return 'content';
  const sameTime = before.entry.kind === 'directory' || before.entry.mtimeNs === after.entry.mtimeNs;
  const same = before.entry.mode === after.entry.mode && sameAttributes(before.entry, after.entry);
  return same && sameTime ? undefined : 'attributes';
}

/** Walks versions together: at each path that any of them has, the entry of each. */
export async function* sideBySide(
  versions: readonly (Version | undefined)[],
  options: ReadOptions = {},
): AsyncGenerator<(Entry | undefined)[]> {
  const walks = versions.map((version) => version?.list(options));
  const next = async (walk: AsyncGenerator<Entry> | undefined): Promise<Entry | undefined> => {
    const result = await walk?.next();
    return result?.done === false ? result.value : undefined;
  };
  try {
    const heads = await Promise.all(walks.map(next));
    for (;;) {
      const paths = heads.flatMap((head) => (head === undefined ? [] : [head.path]));
      const [first] = paths.sort(comparePaths);
      if (first === undefined) return;
      yield heads.map((head) => (head?.path === first ? head : undefined));
      for (const [index, head] of heads.entries())
        if (head?.path === first) heads[index] = await next(walks[index]);
    }
  } finally {
    for (const walk of walks) await walk?.return(undefined);
  }
}
