import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import { bytesKey } from '../bytes-key.ts';
import type { DatasetKeys } from '../crypto/index.ts';
import { MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { signalOf } from '../person/keyring.ts';
import { inUse } from './in-use.ts';
import { datasetKeys } from './keys.ts';
import { isUnreadable, type Version, walkDag } from './version/index.ts';
import { historyHere, openIfHere, placeOf, type VersionPlace } from './version-place.ts';

export interface CollectInput {
  readonly dataset: DatasetId;
  /** How many of the newest versions stay; all that are here unless given. */
  readonly keep?: number | undefined;
  /** Only tells what would be removed. */
  readonly dryRun?: boolean;
}

export interface Collected {
  /** The versions whose blocks stay, the newest first. */
  readonly versions: readonly bigint[];
  readonly kept: number;
  /** Blocks that no such version needs, and their bytes. */
  readonly removed: number;
  readonly removedBytes: number;
}

/**
 * Removes the blocks of a dataset that are needed by no version that stays: what publishings that came to nothing left, and with `keep`
 * what only older versions hold. What folders here were last published or restored as stays too, so that they can be merged.
 *
 * @throws MeshidError `dataset/in-use` while this computer publishes or fetches the dataset; `keyring/not-a-holder`; `version/incomplete`
 *   when no version is here, since then nobody can tell what is needed
 */
export async function collectDataset(
  meshid: Meshid,
  { dataset: address, keep, dryRun = false }: CollectInput,
  options: FlowOptions = {},
): Promise<Collected> {
  const { home, chain } = meshid;
  const store = await home.stores.find(address);
  if (store === undefined) return { versions: [], kept: 0, removed: 0, removedBytes: 0 };
  const dataset = await chain.get('dataset', address);
  const keys = await datasetKeys(meshid, dataset, options);
  await using using = await home.use.collect(address);
  if (using === undefined) return inUse(address);
  const { head, sequence } = dataset;
  options.onStep?.('finding what is needed');
  const reachable = new Reachable(store, keys);
  if (head !== undefined) {
    await reachable.addHistory({ head, expect: { dataset: address, sequence } }, keep, options);
    const remembered = await home.states.remembered(address, sequence);
    for (const version of [...remembered, ...(await home.folders.remembered(address))])
      await reachable.addOne(placeOf(address, version), options);
    if (reachable.isEmpty) throw new MeshidError('version/incomplete', { cid: head.toString() });
  }
  options.onStep?.('removing');
  const counts = { kept: 0, removed: 0, removedBytes: 0 };
  const removing: CID[] = [];
  for await (const { cid, bytes } of store.getAll(signalOf(options))) {
    if (reachable.has(cid)) {
      counts.kept += 1;
      continue;
    }
    removing.push(cid);
    counts.removed += 1;
    counts.removedBytes += await lengthOf(bytes);
  }
  if (dryRun) return { versions: reachable.versions, ...counts };
  for (const cid of removing) await store.delete(cid);
  // Gives the room back.
  await store.sync();
  return { versions: reachable.versions, ...counts };
}

/** A damaged block is set aside by being read, and counts nothing. */
async function lengthOf(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
  let length = 0;
  try {
    for await (const piece of bytes) length += piece.length;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
  return length;
}

/** The blocks that versions need, by their digests: a store may not know a block's codec. */
class Reachable {
  readonly versions: bigint[] = [];
  private readonly digests = new Set<string>();
  private readonly store: Blockstore;
  private readonly keys: DatasetKeys;

  constructor(store: Blockstore, keys: DatasetKeys) {
    this.store = store;
    this.keys = keys;
  }

  has({ multihash }: CID): boolean {
    return this.digests.has(bytesKey(multihash.digest));
  }

  get isEmpty(): boolean {
    return this.digests.size === 0;
  }

  /** From the newest version back, as far as they are here. */
  async addHistory(newest: VersionPlace, keep = Infinity, options: FlowOptions): Promise<void> {
    for await (const version of historyHere({ store: this.store, keys: this.keys }, newest))
      if (this.versions.length < keep) {
        await this.add(version, options);
        this.versions.push(version.sequence);
      } else await this.addRoot(version);
  }

  /** A version that may be here only in part, and of which what is here stays. */
  async addOne(place: VersionPlace, options: FlowOptions): Promise<void> {
    const version = await openIfHere({ store: this.store, keys: this.keys, ...place });
    if (version !== undefined) await this.add(version, options);
  }

  /** Of the versions that aren't kept the log is made, from their heads and their manifests' roots. */
  private async addRoot(version: Version): Promise<void> {
    let roots = 2;
    for await (const cid of version.blocks()) {
      this.note(cid);
      if (--roots === 0) return;
    }
  }

  private async add(version: Version, options: FlowOptions): Promise<void> {
    try {
      // What readers need.
      for await (const cid of version.blocks(signalOf(options))) this.note(cid);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
    }
    // The directory by which other tools find it, which readers don't fetch.
    const walk = walkDag(this.store, version.head, { ...signalOf(options), skipMissing: true });
    for await (const { cid } of walk) this.note(cid);
  }

  private note({ multihash }: CID): void {
    this.digests.add(bytesKey(multihash.digest));
  }
}
