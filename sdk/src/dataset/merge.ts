import type { CID } from 'multiformats/cid';
import { type Dataset, deviceAddress } from '../chain/index.ts';
import { openDeviceName } from '../crypto/index.ts';
import { isMeshidError, MeshidError, orNothing } from '../errors.ts';
import type { SeenVersion } from '../home/index.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import type { PeerChoice } from '../node/find-peers.ts';
import { signalOf } from '../person/keyring.ts';
import { type DatasetBlocks, fetchOf, withOpened } from './blocks.ts';
import { isAbsence } from './peers.ts';
import type { Publishing } from './publishing.ts';
import {
  composeVersion,
  fetchManifest,
  fetchVersion,
  type MergeNote,
  mergeVersions,
  openVersion,
  restoreVersion,
  type VersionStats,
} from './version/index.ts';
import { placeOf } from './version-place.ts';

/** What a folder was last, when the dataset has newer versions; nothing when it is the newest, or this folder was never seen. */
export async function findBase(
  { home }: Meshid,
  { address, sequence }: Dataset,
  folder: string,
): Promise<SeenVersion | undefined> {
  const restored = await home.states.restoredInto(address, folder);
  // Whoever fetched an earlier version on purpose has undone what came after it until then.
  const base = restored?.over ?? restored;
  return base === undefined || base.sequence >= sequence ? undefined : base;
}

export interface MergeWithNewest extends Publishing {
  readonly choice: PeerChoice;
  /** What the folder was last. */
  readonly base: SeenVersion;
  /** What the folder is now, written as the next version. */
  readonly ours: CID;
}

export interface MergedWithNewest {
  readonly head: CID;
  readonly stats: VersionStats;
  readonly notes: readonly MergeNote[];
  /** Brings the folder from what it was when it was read to what was merged. */
  applyTo(
    folder: string,
    options: FlowOptions,
  ): Promise<readonly { readonly path: string; readonly why: string }[]>;
}

/**
 * Fetches the newest version and merges it with a folder's own changes into the next one.
 *
 * @throws MeshidError `dataset/behind` when nobody who can be asked has the newest version
 */
export async function mergeWithNewest(
  meshid: Meshid,
  input: MergeWithNewest,
  options: FlowOptions,
): Promise<MergedWithNewest> {
  options.onStep?.('fetching what others published');
  return await withOpened(meshid, input, input.choice, options, async (open) =>
    merge(meshid, input, open, options),
  );
}

async function merge(
  meshid: Meshid,
  { dataset, store, keys, keyring, binding, ...input }: MergeWithNewest,
  open: DatasetBlocks,
  options: FlowOptions,
): Promise<MergedWithNewest> {
  const { address, sequence } = dataset;
  const { version: theirs } = await fetchVersion(fetchOf(open, open.newest), signalOf(options)).catch(
    (cause: unknown) => {
      if (!isMeshidError(cause) || !isAbsence(cause)) throw cause;
      throw new MeshidError('dataset/behind', { dataset: address }, { cause });
    },
  );
  await meshid.home.states.hold(address, { sequence, head: theirs.head.toString() });
  // Without it, what one side removed comes back: nothing is lost.
  const base = await orNothing(() =>
    fetchManifest(fetchOf(open, placeOf(address, input.base)), signalOf(options)),
  );
  const written = (head: CID) => ({
    ...{ store, keys, head, expect: { dataset: address, sequence: binding.sequence } },
  });
  const ours = await openVersion(written(input.ours), signalOf(options));
  options.onStep?.('merging');
  const label = await labelOf(meshid);
  const { entries, notes } = await mergeVersions({ base, ours, theirs, label }, signalOf(options));
  const composed = await composeVersion({ store, keys, binding, keyring, entries }, signalOf(options));
  return {
    ...composed,
    notes,
    applyTo: async (folder, { signal }) => {
      const version = await openVersion(written(composed.head));
      const { kept } = await restoreVersion(version, folder, {
        previous: ours,
        // The version is published already; what the folder can't hold of it is told.
        lossy: true,
        ...(signal === undefined ? {} : { signal }),
      });
      return kept;
    },
  };
}

/** This computer's name and the day, by which a person knows a conflict copy. */
async function labelOf({ home, chain }: Meshid): Promise<string> {
  const { id } = await home.device();
  const name = await orNothing(async () => {
    const [keys, account] = [await home.findPersonKeys(), await chain.get('device', deviceAddress(id))];
    return keys && openDeviceName(keys, id, account.sealedName);
  });
  return `${name ?? id.slice(0, 8)}, ${new Date().toISOString().slice(0, 10)}`;
}
