import type { DatasetId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { Keepers } from './keepers.ts';
import { letGo, type WhyKept } from './let-go.ts';

/** Of the limit, down to which room is made, so that not each block that comes makes some. */
const TARGET = 0.9;

export interface StoredDataset {
  readonly dataset: DatasetId;
  /** What its blocks take on this computer's disk. */
  readonly bytes: number;
}

export interface Stored {
  /** What blocks may take; nothing when there is no limit, and others may count on what is here. */
  readonly limitBytes: number | undefined;
  readonly bytes: number;
  /** What was not used for longest first. */
  readonly datasets: readonly StoredDataset[];
}

/** What blocks take on this computer, and may take. */
export async function listStored({ home }: Pick<Meshid, 'home'>): Promise<Stored> {
  const found: (StoredDataset & { readonly used: number })[] = [];
  for (const dataset of await home.stores.list()) {
    const store = await home.stores.find(dataset);
    if (store === undefined) continue;
    found.push({ dataset, bytes: await store.size(), used: await home.states.lastUsed(dataset) });
  }
  found.sort((a, b) => a.used - b.used);
  return {
    limitBytes: await home.storageLimit.find(),
    bytes: found.reduce((sum, { bytes }) => sum + bytes, 0),
    datasets: found.map(({ dataset, bytes }) => ({ dataset, bytes })),
  };
}

export interface Room {
  readonly limitBytes: number | undefined;
  /** What blocks take now, which is not looked at where there is no limit. */
  readonly bytes: number | undefined;
  /** Blocks that were let go of, or would be. */
  readonly removed: number;
  readonly removedBytes: number;
  /** Nothing when the limit is kept. */
  readonly kept: readonly { readonly dataset: DatasetId; readonly why: WhyKept }[];
}

const NO_LIMIT: Room = { limitBytes: undefined, bytes: undefined, removed: 0, removedBytes: 0, kept: [] };

export interface RoomInput {
  /** Only tells what would be let go of. */
  readonly dryRun?: boolean;
}

/**
 * Brings what blocks take on this computer below its limit: lets go of blocks that another computer of this person, or of the dataset's
 * owner, has just read and keeps, since it has no limit itself. The only copy of a block stays, whatever the limit.
 */
export async function makeRoom(
  meshid: Meshid,
  { dryRun = false }: RoomInput = {},
  options: FlowOptions = {},
): Promise<Room> {
  if ((await meshid.home.storageLimit.find()) === undefined) return NO_LIMIT;
  const stored = await listStored(meshid);
  const { limitBytes } = stored;
  const none = { limitBytes, bytes: stored.bytes, removed: 0, removedBytes: 0, kept: [] };
  if (limitBytes === undefined || stored.bytes <= limitBytes) return none;
  options.onStep?.('making room');
  let excess = stored.bytes - limitBytes * TARGET;
  const counts = { removed: 0, removedBytes: 0 };
  const kept: Room['kept'][number][] = [];
  await using keepers = new Keepers(meshid, options);
  for (const { dataset } of stored.datasets) {
    if (excess <= 0) break;
    const freed = await letGo(meshid, keepers, { dataset, excess, dryRun }, options);
    counts.removed += freed.removed;
    counts.removedBytes += freed.removedBytes;
    excess -= freed.removedBytes;
    if (freed.why !== undefined) kept.push({ dataset, why: freed.why });
  }
  const { bytes } = await listStored(meshid);
  const left = dryRun ? bytes - counts.removedBytes : bytes;
  return { limitBytes, bytes, ...counts, kept: left > limitBytes ? kept : [] };
}
