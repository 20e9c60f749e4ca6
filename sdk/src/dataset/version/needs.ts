import { contentOf, type Entry, parentPath } from './entry.ts';
import { checkName } from './names.ts';
import type { Version } from './open.ts';
import { pathLength } from './path-bytes.ts';
import type { ReadOptions } from './pieces.ts';

/** What a version asks of the file system that it is restored to: counts, and names that not every one takes. */
export interface Needs {
  symlinks: number;
  hardLinks: number;
  /** Files with holes. */
  sparse: number;
  /** Files and directories with extended attributes. */
  attributes: number;
  /** Files whose setuid or setgid bit is left out. */
  setuid: number;
  earliest: bigint;
  latest: bigint;
  readonly names: Set<string>;
}

export const SETUID_BITS = 0o6000;
/** The shortest name that some file system doesn't take for its length (eCryptfs). */
const LONG_BYTES = 143;
const MOST_NAMES = 1000;
const ODD = /[^ -~]|[\\:*?"<>|]|[. ]$|^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/**
 * Looks a whole version through, so that what is wrong with it is told before anything is written.
 *
 * @throws MeshidError `file/unsafe-path`, `version/malformed`, `version/incomplete`
 */
export async function findNeeds(version: Version, reading: ReadOptions): Promise<Needs> {
  const needs: Needs = {
    ...{ symlinks: 0, hardLinks: 0, sparse: 0, attributes: 0, setuid: 0 },
    ...{ earliest: 0n, latest: 0n, names: new Set<string>() },
  };
  for await (const entry of version.list(reading)) {
    checkName(entry.path);
    add(needs, entry);
  }
  return needs;
}

function add(needs: Needs, entry: Entry): void {
  const { path, mtimeNs } = entry;
  if (mtimeNs < needs.earliest) needs.earliest = mtimeNs;
  if (mtimeNs > needs.latest) needs.latest = mtimeNs;
  if (entry.kind === 'symlink') needs.symlinks += 1;
  if (entry.kind === 'file' && entry.linkTo !== undefined) needs.hardLinks += 1;
  else if (entry.attributes !== undefined) needs.attributes += 1;
  if (entry.kind === 'file' && entry.linkTo === undefined) {
    if (contentOf(entry).length < entry.extents.length) needs.sparse += 1;
    if ((entry.mode & SETUID_BITS) !== 0) needs.setuid += 1;
  }
  const name = nameOf(path);
  if (needs.names.size < MOST_NAMES && (ODD.test(name) || pathLength(name) > LONG_BYTES))
    needs.names.add(name);
}

/** The last name of a path. */
export function nameOf(path: string): string {
  const parent = parentPath(path);
  return parent === undefined || parent === '' ? path : path.slice(parent.length + 1);
}
