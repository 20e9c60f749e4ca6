import type { Multiaddr } from '@multiformats/multiaddr';
import { bytesKey } from '../bytes-key.ts';
import type { Dataset } from '../chain/index.ts';
import { leafLength } from '../crypto/leaf.ts';
import { isMeshidError } from '../errors.ts';
import { MAX_CIDS } from '../exchange/index.ts';
import type { DatasetId, DeviceId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import type { DurableBlockstore } from '../storage/index.ts';
import { dispensableLeaves } from './dispensable.ts';
import { Keepers } from './keepers.ts';
import type { ManifestLeaf } from './version/index.ts';

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

/** Why blocks of a dataset stay although there is no room for them. */
export type WhyKept = 'in use' | 'unreadable' | 'nobody answers' | 'nobody else keeps them';

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

interface Freed {
  readonly removed: number;
  readonly removedBytes: number;
  readonly why?: WhyKept;
}

interface Wanted {
  readonly dataset: DatasetId;
  readonly excess: number;
  readonly dryRun: boolean;
}

const NOTHING = { removed: 0, removedBytes: 0 };

/** Whoever publishes or fetches the dataset may count on a block that is about to go, so nobody does meanwhile. */
async function letGo(meshid: Meshid, keepers: Keepers, wanted: Wanted, options: FlowOptions): Promise<Freed> {
  const { home, chain } = meshid;
  await using using = await home.use.collect(wanted.dataset);
  if (using === undefined) return { ...NOTHING, why: 'in use' };
  const store = await home.stores.open(wanted.dataset);
  let dataset: Dataset;
  let others: Map<DeviceId, Multiaddr[]>;
  try {
    dataset = await chain.get('dataset', wanted.dataset);
    others = await keepers.of(dataset);
  } catch (error) {
    if (!isMeshidError(error)) throw error;
    return { ...NOTHING, why: error.code === 'register/not-found' ? 'unreadable' : 'nobody answers' };
  }
  const round = new Round(meshid, store, dataset, wanted, async (cids) =>
    keepers.kept(dataset, others, cids),
  );
  try {
    let batch: ManifestLeaf[] = [];
    for await (const leaf of dispensableLeaves(meshid, dataset, store, options)) {
      options.signal?.throwIfAborted();
      batch.push(leaf);
      if (batch.length < MAX_CIDS) continue;
      await round.take(batch);
      if (round.isEnough) break;
      batch = [];
    }
    if (!round.isEnough) await round.take(batch);
  } catch (error) {
    if (!isMeshidError(error)) throw error;
    return { ...round.counts, why: 'unreadable' };
  } finally {
    if (!wanted.dryRun && round.counts.removed > 0) await store.reclaim();
  }
  return round.isEnough ? round.counts : { ...round.counts, why: 'nobody else keeps them' };
}

/** Blocks of one dataset that are let go of until it is enough. */
class Round {
  counts = NOTHING;
  private readonly meshid: Meshid;
  private readonly store: DurableBlockstore;
  private readonly dataset: Dataset;
  private readonly wanted: Wanted;
  private readonly kept: (cids: readonly ManifestLeaf['cid'][]) => Promise<ReadonlySet<string>>;

  constructor(
    meshid: Meshid,
    store: DurableBlockstore,
    dataset: Dataset,
    wanted: Wanted,
    kept: Round['kept'],
  ) {
    this.meshid = meshid;
    this.store = store;
    this.dataset = dataset;
    this.wanted = wanted;
    this.kept = kept;
  }

  get isEnough(): boolean {
    return this.counts.removedBytes >= this.wanted.excess;
  }

  async take(leaves: readonly ManifestLeaf[]): Promise<void> {
    const kept = await this.kept(leaves.map(({ cid }) => cid));
    const going: ManifestLeaf[] = [];
    let { removed, removedBytes } = this.counts;
    for (const leaf of leaves) {
      if (removedBytes >= this.wanted.excess) break;
      if (!kept.has(bytesKey(leaf.cid.multihash.digest))) continue;
      going.push(leaf);
      removed += 1;
      removedBytes += leafLength(leaf.length);
    }
    if (!this.wanted.dryRun && going.length > 0) {
      await this.meshid.home.elsewhere.note(
        this.dataset.address,
        going.map(({ cid }) => cid.multihash.digest),
      );
      for (const { cid } of going) await this.store.delete(cid);
    }
    this.counts = { removed, removedBytes };
  }
}
