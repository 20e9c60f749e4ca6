import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { MeshidError } from '../../errors.ts';
import { errorCode, storageError } from '../../storage/failures.ts';
import { type Abilities, type Probe, probeAbilities } from './abilities.ts';
import { unsafe } from './entry.ts';
import { findLosses, type Losses } from './losses.ts';
import { findCollision } from './names.ts';
import { findNeeds } from './needs.ts';
import type { Version } from './open.ts';
import { Restorer } from './restorer.ts';
import { createStaging, removeStaging } from './staging.ts';
import { TreeRoot } from './tree-root.ts';

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
  /** What could not be as it was published there, as `onLosses` was told. */
  readonly losses: readonly string[];
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
  /** Writes what can be written when something can't be at all, such as symbolic links on a file system without them. */
  readonly lossy?: boolean;
  /** Told before anything is written what will not be as it was published; to throw stops it. */
  readonly onLosses?: (losses: readonly string[]) => void | Promise<void>;
  /** Finds out what the destination's file system can do; it is tried there unless given. */
  readonly probe?: Probe;
}

/**
 * Writes a version's tree into `destination`, which is made when it doesn't exist.
 *
 * Every entry is checked before anything is written, against what the destination's file system can hold as well. Files and links appear
 * under their names by a rename, whole; of a restore that was stopped, whatever stopped it, the same call goes on. What came from no
 * restored version is kept: what has a name of the version gets another one, which is told in `kept`.
 *
 * @throws MeshidError `file/unsafe-path`, `file/not-kept`, `version/malformed`, `version/incomplete`, `file/in-the-way`, `storage/full`, `storage/failed`
 */
export async function restoreVersion(
  version: Version,
  destination: string,
  options: RestoreOptions = {},
): Promise<RestoreStats> {
  const reading = options.signal === undefined ? {} : { signal: options.signal };
  const needs = await findNeeds(version, reading);
  const folder = openDestination(destination);
  let staging: string | undefined;
  using root = new TreeRoot(folder);
  try {
    staging = createStaging(folder);
    const abilities = (options.probe ?? probeAbilities)(createProbing(staging), needs);
    await checkCollisions(version, abilities, reading);
    const losses = await tellLosses(destination, findLosses(needs, abilities), options);
    using restorer = new Restorer(version, { root, staging, abilities, losses }, options);
    return await restorer.run(() => removeStaging(staging ?? ''));
  } catch (error) {
    throw storageError(error, destination);
  } finally {
    if (staging !== undefined) removeStaging(staging);
  }
}

function createProbing(staging: string): string {
  const folder = join(staging, 'probe');
  mkdirSync(folder);
  return folder;
}

/** Where the file system takes "a" and "A" for one name, or two normal forms for one, a version with both can't be written. */
async function checkCollisions(
  version: Version,
  abilities: Abilities,
  reading: { signal?: AbortSignal },
): Promise<void> {
  if (!abilities.folds && !abilities.normalises) return;
  const names = async function* (): AsyncGenerator<string> {
    for await (const { path } of version.list(reading)) yield path;
  };
  const collision = await findCollision(names(), abilities);
  if (collision !== undefined) unsafe(collision, 'here it is the same name as another one in this version');
}

async function tellLosses(
  destination: string,
  { missing, lessened }: Losses,
  { lossy = false, onLosses }: RestoreOptions,
): Promise<readonly string[]> {
  if (missing.length > 0 && !lossy)
    throw new MeshidError('file/not-kept', { destination, losses: missing.join('; ') });
  const losses = [...missing, ...lessened];
  if (losses.length > 0) await onLosses?.(losses);
  return losses;
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
