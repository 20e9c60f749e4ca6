import { bytesKey } from '../bytes-key.ts';
import type { Dataset } from '../chain/index.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { signalOf } from '../person/keyring.ts';
import type { DurableBlockstore } from '../storage/index.ts';
import { datasetKeys } from './keys.ts';
import { historyHere, placeOf } from './version-place.ts';
import { isUnreadable, type ManifestLeaf, type Version } from './version/index.ts';

/**
 * The leaves of a dataset that are here, in the order in which this computer can best do without them: what only earlier versions hold,
 * from the earliest on, then the newest version's. What tells which files there are stays.
 *
 * @throws MeshidError `keyring/not-a-holder`, `keyring/missing`, `index/away`
 */
export async function* dispensableLeaves(
  meshid: Meshid,
  dataset: Dataset,
  store: DurableBlockstore,
  options: FlowOptions,
): AsyncGenerator<ManifestLeaf> {
  const versions = await versionsHere(meshid, dataset, store, options);
  const [newest, ...earlier] = versions;
  if (newest === undefined) return;
  const last: ManifestLeaf[] = [];
  const told = new Set<string>();
  for await (const leaf of leavesOf(newest, options)) {
    told.add(bytesKey(leaf.cid.multihash.digest));
    last.push(leaf);
  }
  for (const version of earlier.reverse())
    for await (const leaf of leavesOf(version, options)) {
      const name = bytesKey(leaf.cid.multihash.digest);
      if (told.has(name)) continue;
      told.add(name);
      if (await store.has(leaf.cid)) yield leaf;
    }
  for (const leaf of last) if (await store.has(leaf.cid)) yield leaf;
}

/** The newest version first. */
async function versionsHere(
  meshid: Meshid,
  dataset: Dataset,
  store: DurableBlockstore,
  options: FlowOptions,
): Promise<Version[]> {
  const { address, head, sequence } = dataset;
  if (head === undefined) return [];
  const keys = await datasetKeys(meshid, dataset, options);
  const remembered = await meshid.home.states.remembered(address, sequence);
  const begin = [
    { head, expect: { dataset: address, sequence } },
    // Where the newest was never fetched.
    ...remembered.filter((one) => one.sequence < sequence).map((one) => placeOf(address, one)),
  ];
  const found = new Map<string, Version>();
  for (const start of begin)
    for await (const version of historyHere({ store, keys }, start)) {
      const head = version.head.toString();
      if (found.has(head)) break;
      found.set(head, version);
    }
  return [...found.values()].sort((a, b) => Number(b.sequence - a.sequence));
}

/** As far as the manifest is here. */
async function* leavesOf(version: Version, options: FlowOptions): AsyncGenerator<ManifestLeaf> {
  try {
    yield* version.leaves(signalOf(options));
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
}
