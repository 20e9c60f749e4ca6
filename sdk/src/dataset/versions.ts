import { isMeshidError, MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import type { PeerChoice } from '../node/find-peers.ts';
import { signalOf } from '../person/keyring.ts';
import { isAbsence } from './peers.ts';
import { type DatasetBlocks, fetchOf, withBlocks } from './blocks.ts';
import { fetchRoot, type Version } from './version/index.ts';
import { placeBefore, type VersionPlace } from './version-place.ts';

export interface ListedVersion {
  readonly sequence: bigint;
  /** Whose key it is encrypted under. */
  readonly epoch: bigint;
  readonly head: string;
  /** Files, directories and links, the folder itself included. */
  readonly entries: number;
  /** Of all its files together. */
  readonly bytes: number;
}

export interface Versions {
  /** The newest first. */
  readonly versions: readonly ListedVersion[];
  /** Why the first version was not reached, when it was not: a computer that fetched a version needs none of those before. */
  readonly missing: MeshidError | undefined;
}

/**
 * The versions of a dataset. The chain names the newest, and each version the one before by its hash, so none of them can be another.
 *
 * @throws MeshidError `dataset/empty`, `dataset/went-back`, `keyring/not-a-holder`
 */
export async function listVersions(
  meshid: Meshid,
  input: PeerChoice & { readonly dataset: DatasetId },
  options: FlowOptions = {},
): Promise<Versions> {
  return await withBlocks(meshid, input, options, async (open) => {
    const versions: ListedVersion[] = [];
    try {
      for await (const { sequence, epoch, head, entries, bytes } of walkBack(open, options))
        versions.push({ sequence, epoch, head: head.toString(), entries, bytes });
    } catch (error) {
      if (!isMeshidError(error) || !isAbsence(error)) throw error;
      return { versions, missing: error };
    }
    return { versions, missing: undefined };
  });
}

/**
 * Where a version is that isn't the newest.
 *
 * @throws MeshidError `dataset/no-version`, and what fetching those after it throws
 */
export async function findVersion(
  open: DatasetBlocks,
  sequence: bigint,
  options: FlowOptions,
): Promise<VersionPlace> {
  const { dataset } = open;
  if (sequence >= 1n && sequence <= dataset.sequence)
    for await (const version of walkBack(open, options))
      if (version.sequence === sequence)
        return { head: version.head, expect: { dataset: dataset.address, sequence } };
  throw new MeshidError('dataset/no-version', {
    ...{ dataset: dataset.address, wanted: String(sequence), newest: String(dataset.sequence) },
  });
}

/** From the newest version to the first, each one's root only. */
export async function* walkBack(open: DatasetBlocks, options: FlowOptions): AsyncGenerator<Version> {
  for (let place: VersionPlace | undefined = open.newest; place !== undefined;) {
    const version: Version = await fetchRoot(fetchOf(open, place), signalOf(options));
    yield version;
    place = placeBefore(version);
  }
}
