import type { Sent } from '../chain/index.ts';
import { MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import type { PeerChoice } from '../node/find-peers.ts';
import { signalOf } from '../person/keyring.ts';
import { type DatasetBlocks, fetchOf, withOpened } from './blocks.ts';
import { openForPublishing, publishHead } from './publishing.ts';
import {
  composeVersion,
  type Entry,
  fetchVersion,
  isWithin,
  type Version,
  type VersionStats,
  graft,
} from './version/index.ts';
import type { VersionPlace } from './version-place.ts';
import { findVersion } from './versions.ts';

export interface RevertInput extends PeerChoice {
  readonly dataset: DatasetId;
  /** The version whose content comes back. */
  readonly sequence: bigint;
  /** Only these files and folders of it; the rest stays as the newest version has it. */
  readonly paths?: readonly string[] | undefined;
}

export interface Reverted extends VersionStats {
  readonly dataset: DatasetId;
  readonly sequence: bigint;
  readonly head: string;
  readonly transactions: readonly Sent[];
}

/**
 * Publishes what an earlier version held as the next version. Nothing is encrypted again, and the versions between stay.
 *
 * @throws MeshidError `dataset/no-version`, `dataset/no-path` when the version has nothing of that path, `dataset/behind` when somebody
 *   else published meanwhile, and what fetching and publishing throw
 */
export async function revertDataset(
  meshid: Meshid,
  input: RevertInput,
  options: FlowOptions = {},
): Promise<Reverted> {
  return await meshid.home.use.writing(input.dataset, () => revert(meshid, input, options), options);
}

async function revert(
  meshid: Meshid,
  { dataset, sequence, paths, ...choice }: RevertInput,
  options: FlowOptions,
): Promise<Reverted> {
  const publishing = await openForPublishing(meshid, dataset, options);
  const { keys, keyring, binding, store } = publishing;
  const entries = await withOpened(meshid, publishing, choice, options, async (open) => {
    const old = await whole(open, await findVersion(open, sequence, options), options);
    if (paths === undefined || paths.length === 0) return await collect(old.list(signalOf(options)));
    const newest = await whole(open, open.newest, options);
    return await mixed(newest, old, paths, options);
  });
  const { head, stats } = await composeVersion({ store, keys, binding, keyring, entries }, signalOf(options));
  const sent = await publishHead(meshid, publishing, head, options);
  return {
    ...stats,
    ...{ dataset, sequence: binding.sequence, head: head.toString() },
    transactions: [...publishing.transactions, sent],
  };
}

async function whole(open: DatasetBlocks, place: VersionPlace, options: FlowOptions): Promise<Version> {
  return (await fetchVersion(fetchOf(open, place), signalOf(options))).version;
}

/** The newest version, with those paths as they were. */
async function mixed(
  newest: Version,
  old: Version,
  paths: readonly string[],
  options: FlowOptions,
): Promise<Entry[]> {
  const entries = await collect(old.list(signalOf(options)));
  for (const path of paths)
    if (!entries.some((entry) => entry.path === path))
      throw new MeshidError('dataset/no-path', { path, sequence: old.sequence.toString() });
  const back = entries.filter(({ path }) => paths.some((one) => isWithin(path, one)));
  const directories = entries.filter(({ kind }) => kind === 'directory');
  return graft(await collect(newest.list(signalOf(options))), paths, back, directories);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
