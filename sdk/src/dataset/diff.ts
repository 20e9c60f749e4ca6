import type { DatasetId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import type { PeerChoice } from '../node/find-peers.ts';
import { signalOf } from '../person/keyring.ts';
import { openAt, withBlocks } from './blocks.ts';
import { type Change, compareVersions } from './version/index.ts';
import { findVersion } from './versions.ts';

export interface DiffInput extends PeerChoice {
  readonly dataset: DatasetId;
  /** The one before `after`, unless given. */
  readonly before?: bigint | undefined;
  /** The newest, unless given. */
  readonly after?: bigint | undefined;
}

export interface VersionDiff {
  readonly before: bigint;
  readonly after: bigint;
  /** In the order of their paths. */
  readonly changes: readonly Change[];
}

/**
 * What differs between two versions of a dataset. What is not here of them is fetched: their manifests, and of their files those whose
 * chunks differ though their sizes are equal.
 *
 * @throws MeshidError `dataset/empty`, `dataset/no-version`, `keyring/not-a-holder`, and what fetching throws
 */
export async function diffVersions(
  meshid: Meshid,
  { before, after, ...input }: DiffInput,
  options: FlowOptions = {},
): Promise<VersionDiff> {
  return await withBlocks(meshid, input, options, async (open) => {
    const newer = after ?? open.newest.expect.sequence;
    const older = before ?? (newer > 1n ? newer - 1n : newer);
    const at = async (sequence: bigint) => openAt(open, await findVersion(open, sequence, options), options);
    const changes: Change[] = [];
    const [one, other] = [await at(older), await at(newer)];
    for await (const change of compareVersions(one, other, signalOf(options))) changes.push(change);
    return { before: older, after: newer, changes };
  });
}
