import { CID } from 'multiformats/cid';
import type { SeenVersion } from '../home/index.ts';
import type { DatasetId } from '../identifiers.ts';
import { isUnreadable, openVersion, type OpenVersionInput, type Version } from './version/index.ts';

/** Which version is wanted, and what it must say of itself. */
export type VersionPlace = Pick<OpenVersionInput, 'head' | 'expect'>;

/** Where a version is that this computer remembers. */
export function placeOf(dataset: DatasetId, { head, sequence }: SeenVersion): VersionPlace {
  return { head: CID.parse(head), expect: { dataset, sequence } };
}

/** Where the version before is; nothing for the first. */
export function placeBefore({ dataset, parent, sequence }: Version): VersionPlace | undefined {
  return parent && { head: parent, expect: { dataset, sequence: sequence - 1n } };
}

/** A version and those before it, the newest first, as far as they are here. */
export async function* historyHere(
  from: Omit<OpenVersionInput, keyof VersionPlace>,
  newest: VersionPlace,
): AsyncGenerator<Version> {
  for (let place: VersionPlace | undefined = newest; place !== undefined;) {
    const version: Version | undefined = await openIfHere({ ...from, ...place });
    if (version === undefined) return;
    yield version;
    place = placeBefore(version);
  }
}

/** Opens a version; nothing when its root is not here, or damaged. */
export async function openIfHere(input: OpenVersionInput): Promise<Version | undefined> {
  try {
    return await openVersion(input);
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}
