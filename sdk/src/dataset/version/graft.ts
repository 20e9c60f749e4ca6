import { comparePaths, type Entry, parentPath } from './entry.ts';

/** Whether `path` is `folder` itself, or in it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/**
 * A tree with some of its paths, and all that is in them, taken from another one.
 *
 * @param back what comes in their place
 * @param directories of the other tree, for those that what comes back is in
 * @returns entries in the manifest's order
 */
export function graft(
  entries: readonly Entry[],
  paths: readonly string[],
  back: readonly Entry[],
  directories: readonly Entry[],
): Entry[] {
  const tree = new Map(
    entries
      .filter(({ path }) => !paths.some((one) => isWithin(path, one)))
      .map((entry) => [entry.path, entry]),
  );
  for (const entry of back) tree.set(entry.path, entry);
  const known = new Map(directories.map((entry) => [entry.path, entry]));
  for (const { path } of back)
    for (let parent = parentPath(path); parent !== undefined; parent = parentPath(parent)) {
      const directory = known.get(parent);
      if (directory !== undefined && tree.get(parent)?.kind !== 'directory') tree.set(parent, directory);
    }
  return [...tree.values()].sort((a, b) => comparePaths(a.path, b.path));
}
