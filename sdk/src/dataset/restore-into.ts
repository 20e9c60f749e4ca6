import type { DatasetKeys } from '../crypto/index.ts';
import { orNothing } from '../errors.ts';
import type { SeenVersion } from '../home/index.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { signalOf } from '../person/keyring.ts';
import {
  openVersion,
  type RestoreOptions,
  restoreVersion,
  type RestoreStats,
  type Version,
} from './version/index.ts';
import { placeOf } from './version-place.ts';

/**
 * Brings a folder to a version: what is gone from the dataset goes from there too, and what is not from the dataset stays. Stopped, the
 * same call goes on.
 *
 * @throws MeshidError as `restoreVersion`
 */
export async function restoreInto(
  { home }: Meshid,
  version: Version,
  folder: string,
  keys: DatasetKeys,
  options: FlowOptions & Pick<RestoreOptions, 'lossy' | 'onLosses'>,
): Promise<RestoreStats> {
  const { dataset, sequence } = version;
  const store = await home.stores.open(dataset);
  // Without it nothing is removed, and all that is in the way is kept, which loses nothing.
  const open = (seen: SeenVersion | undefined): Promise<Version | undefined> =>
    orNothing(() => seen && openVersion({ store, keys, ...placeOf(dataset, seen) }));
  const previous = await open(await home.states.restoredInto(dataset, folder));
  const unfinished = await open(await home.states.restoringInto(dataset, folder));
  await home.states.setRestoring(dataset, folder, { sequence, head: version.head.toString() });
  return await restoreVersion(version, folder, {
    ...signalOf(options),
    ...(previous === undefined ? {} : { previous }),
    ...(unfinished === undefined ? {} : { unfinished }),
    ...(options.lossy === undefined ? {} : { lossy: options.lossy }),
    ...(options.onLosses === undefined ? {} : { onLosses: options.onLosses }),
  });
}
