import type { Blockstore } from 'interface-blockstore';
import type { Dataset } from '../chain/index.ts';
import type { DatasetKeys } from '../crypto/index.ts';
import { MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import type { Meshid } from '../meshid.ts';
import type { SeenFolder, Version } from './version/index.ts';
import { openIfHere, placeOf } from './version-place.ts';

/**
 * The version to go on from. Whoever never had it has to fetch it first, or would publish over what it never saw.
 * Of one that was here and got damaged, the new version just recognises less.
 */
export async function openNewest(
  { home }: Meshid,
  store: Blockstore,
  { address, head, sequence }: Dataset,
  keys: DatasetKeys,
): Promise<Version | undefined> {
  if (head === undefined) return undefined;
  if (!(await home.states.holds(address, { sequence, head: head.toString() })))
    throw new MeshidError('dataset/behind', { dataset: address });
  return openIfHere({ store, head, keys, expect: { dataset: address, sequence } });
}

/** How this folder was when it was published last, with the version that it became. */
export async function seenBefore(
  { home }: Meshid,
  dataset: DatasetId,
  folder: string,
  previous: Version | undefined,
  keys: DatasetKeys,
): Promise<SeenFolder | undefined> {
  const published = await home.folders.find(dataset, folder);
  if (published === undefined) return undefined;
  const { files } = published;
  if (previous?.head.toString() === published.head) return { version: previous, files };
  const store = await home.stores.open(dataset);
  const version = await openIfHere({ store, keys, ...placeOf(dataset, published) });
  return version === undefined ? undefined : { version, files };
}
