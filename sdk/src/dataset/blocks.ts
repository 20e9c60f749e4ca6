import type { Blockstore } from 'interface-blockstore';
import type { Dataset } from '../chain/index.ts';
import type { DatasetKeys } from '../crypto/index.ts';
import { MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import type { PeerChoice } from '../node/find-peers.ts';
import { openDatasetBlock } from './keys.ts';
import { DatasetPeers, orNothing } from './peers.ts';
import type { FetchVersionInput } from './version/index.ts';

/** A dataset as the chain has it, its keys, and where its blocks come from: this computer first, then others. */
export interface DatasetBlocks {
  readonly dataset: Dataset;
  readonly keys: DatasetKeys;
  readonly store: Blockstore;
  readonly peers: DatasetPeers;
  /** What its keyring took, when it wasn't here. */
  readonly keyringBytes: number;
}

/**
 * Opens a dataset for reading, does something with it, and lets go of the computers that were asked.
 *
 * @throws MeshidError `dataset/empty`, `dataset/went-back`, `keyring/not-a-holder`, `keyring/missing`, `exchange/no-peer`, `input/invalid`
 */
export async function withBlocks<T>(
  meshid: Meshid,
  { dataset: address, peers: listed, from }: PeerChoice & { readonly dataset: DatasetId },
  options: FlowOptions,
  use: (blocks: DatasetBlocks & { readonly newest: VersionPlace }) => Promise<T>,
): Promise<T> {
  const { home, chain } = meshid;
  const dataset = await chain.get('dataset', address);
  await checkCluster(meshid, await chain.get('person', dataset.owner));
  const { head, sequence } = dataset;
  if (head === undefined) throw new MeshidError('dataset/empty', { dataset: address });
  await home.states.see(address, { sequence, head: head.toString() });
  await using peers = new DatasetPeers(meshid, dataset, { peers: listed, from }, options);
  const { block, travelled } = await keyringOf(meshid, dataset, peers, options);
  const keys = await openDatasetBlock(meshid, dataset, block, options);
  const store = await home.stores.open(address);
  const newest = { head, expect: { dataset: address, sequence } };
  return await use({ dataset, keys, store, peers, keyringBytes: travelled, newest });
}

/** Which version is wanted, and what it must say of itself. */
export type VersionPlace = Pick<FetchVersionInput, 'head' | 'expect'>;

export function fetchOf({ store, keys, peers }: DatasetBlocks, place: VersionPlace): FetchVersionInput {
  return { ...place, store, keys, fetch: peers.fetch };
}

/** The keyring is public: it comes from this computer, the index or any peer, and its digest stands on chain. */
async function keyringOf(
  { home, index }: Meshid,
  { keyringDigest: digest }: Dataset,
  peers: DatasetPeers,
  options: FlowOptions,
): Promise<{ block: Uint8Array; travelled: number }> {
  const held = await home.keyrings.find(digest);
  if (held !== undefined) return { block: held, travelled: 0 };
  options.onStep?.('fetching the keyring');
  const block =
    (await orNothing(index.findKeyring(digest, options.signal))) ?? (await peers.findKeyring(digest));
  if (block === undefined) throw new MeshidError('keyring/missing', { what: 'dataset' }, { retryable: true });
  await home.keyrings.put(block);
  return { block, travelled: block.length };
}
