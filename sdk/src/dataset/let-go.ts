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
import type { Keepers } from './keepers.ts';
import type { ManifestLeaf } from './version/index.ts';

/** Why blocks of a dataset stay although there is no room for them. */
export type WhyKept = 'in use' | 'unreadable' | 'nobody answers' | 'nobody else keeps them';

export interface Freed {
  /** Blocks that were let go of, or would be. */
  readonly removed: number;
  readonly removedBytes: number;
  /** Nothing when enough went, or all. */
  readonly why?: WhyKept;
}

export interface Wanted {
  readonly dataset: DatasetId;
  /** How many bytes are enough. */
  readonly excess: number;
  readonly dryRun: boolean;
}

const NOTHING = { removed: 0, removedBytes: 0 };

/**
 * Lets go of a dataset's blocks that others have just read and keep, until it is enough. Whoever publishes or fetches the dataset may count
 * on a block that is about to go, so nobody does meanwhile.
 */
export async function letGo(
  meshid: Meshid,
  keepers: Keepers,
  wanted: Wanted,
  options: FlowOptions,
): Promise<Freed> {
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
  return round.isEnough || round.stayed === 0
    ? round.counts
    : { ...round.counts, why: 'nobody else keeps them' };
}

/** Blocks of one dataset that are let go of until it is enough. */
class Round {
  counts = NOTHING;
  /** Blocks that nobody else keeps. */
  stayed = 0;
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
      if (!kept.has(bytesKey(leaf.cid.multihash.digest))) {
        this.stayed += 1;
        continue;
      }
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
