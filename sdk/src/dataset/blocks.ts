import type { Dataset } from '../chain/index.ts';
import type { DatasetKeys } from '../crypto/index.ts';
import { MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import type { DurableBlockstore } from '../storage/index.ts';
import type { PeerChoice } from '../node/find-peers.ts';
import { fetchKeyring } from '../person/keyring.ts';
import { openDatasetBlock } from './keys.ts';
import { DatasetPeers } from './peers.ts';
import type { FetchVersionInput } from './version/index.ts';

/** A dataset as the chain has it, its keys, and where its blocks come from: this computer first, then others. */
export interface DatasetBlocks {
  readonly dataset: Dataset;
  readonly keys: DatasetKeys;
  readonly store: DurableBlockstore;
  readonly peers: DatasetPeers;
  /** What its keyring took, when it wasn't here. */
  readonly keyringBytes: number;
  /** The version that the chain names. */
  readonly newest: VersionPlace;
}

/** Which version is wanted, and what it must say of itself. */
export type VersionPlace = Pick<FetchVersionInput, 'head' | 'expect'>;

/**
 * Opens a dataset for reading, does something with it, and lets go of the computers that were asked.
 *
 * @throws MeshidError `dataset/empty`, `dataset/went-back`, `keyring/not-a-holder`, `keyring/missing`, `exchange/no-peer`, `input/invalid`
 */
export async function withBlocks<T>(
  meshid: Meshid,
  { dataset: address, peers: listed, from }: PeerChoice & { readonly dataset: DatasetId },
  options: FlowOptions,
  use: (blocks: DatasetBlocks) => Promise<T>,
): Promise<T> {
  const { home, chain } = meshid;
  const dataset = await chain.get('dataset', address);
  await checkCluster(meshid, await chain.get('person', dataset.owner));
  const { head, sequence } = dataset;
  if (head === undefined) throw new MeshidError('dataset/empty', { dataset: address });
  await home.states.see(address, { sequence, head: head.toString() });
  await using peers = new DatasetPeers(meshid, dataset, { peers: listed, from }, options);
  const held = await home.keyrings.find(dataset.keyringDigest);
  if (held === undefined) options.onStep?.('fetching the keyring');
  const keyring = held ?? (await fetchKeyring(meshid, dataset.keyringDigest, 'dataset', options, peers));
  const keys = await openDatasetBlock(meshid, dataset, keyring, options);
  const store = await home.stores.open(address);
  const newest = { head, expect: { dataset: address, sequence } };
  return await use({
    dataset,
    keys,
    store,
    peers,
    keyringBytes: held === undefined ? keyring.length : 0,
    newest,
  });
}

export function fetchOf({ store, keys, peers }: DatasetBlocks, place: VersionPlace): FetchVersionInput {
  return { ...place, store, keys, fetch: peers.fetch };
}
