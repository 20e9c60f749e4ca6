import type { Blockstore } from 'interface-blockstore';
import type { Dataset } from '../chain/index.ts';
import type { DatasetKeys } from '../crypto/index.ts';
import { MeshidError } from '../errors.ts';
import type { DatasetId, DeviceId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import type { DurableBlockstore } from '../storage/index.ts';
import type { PeerChoice } from '../node/find-peers.ts';
import { fetchKeyring, signalOf } from '../person/keyring.ts';
import { openDatasetBlock } from './keys.ts';
import { DatasetPeers } from './peers.ts';
import type { VersionPlace } from './version-place.ts';
import {
  type FetchBlocks,
  fetchManifest,
  type FetchVersionInput,
  openVersion,
  type Version,
} from './version/index.ts';

/** Where blocks come from that are not here: other computers, or a file. */
export interface BlockSource extends AsyncDisposable {
  readonly fetch: FetchBlocks;
  /** A public keyring by its digest. Throws MeshidError when nobody can be asked. */
  findKeyring(digest: Uint8Array): Promise<Uint8Array | undefined>;
  /** What came from other computers and went to them, in bytes. */
  readonly travelledBytes: number;
  /** The computer that gave the last block; nothing when none did. */
  from(): Promise<DeviceId | undefined>;
}

/** Opens a source for a dataset. */
export type OpenSource = (dataset: Dataset) => BlockSource;

/** A dataset as the chain has it, its keys, and where its blocks come from: this computer first, then others. */
export interface DatasetBlocks {
  readonly dataset: Dataset;
  readonly keys: DatasetKeys;
  readonly store: DurableBlockstore;
  readonly source: BlockSource;
  /** What its keyring took, when it wasn't here. */
  readonly keyringBytes: number;
  /** The version that the chain names. */
  readonly newest: VersionPlace;
}

export interface OpenInput extends PeerChoice {
  readonly dataset: DatasetId;
  /** Where blocks come from; other computers unless given. */
  readonly source?: OpenSource;
}

/**
 * Opens a dataset for reading, does something with it, and lets go of the computers that were asked.
 *
 * @throws MeshidError `dataset/empty`, `dataset/went-back`, `keyring/not-a-holder`, `keyring/missing`, `exchange/no-peer`, `input/invalid`
 */
export async function withBlocks<T>(
  meshid: Meshid,
  input: OpenInput,
  options: FlowOptions,
  use: (blocks: DatasetBlocks) => Promise<T>,
): Promise<T> {
  return await meshid.home.use.writing(input.dataset, () => openBlocks(meshid, input, options, use), options);
}

async function openBlocks<T>(
  meshid: Meshid,
  { dataset: address, source: open, ...choice }: OpenInput,
  options: FlowOptions,
  use: (blocks: DatasetBlocks) => Promise<T>,
): Promise<T> {
  const { home, chain } = meshid;
  const dataset = await chain.get('dataset', address);
  await checkCluster(meshid, await chain.get('person', dataset.owner));
  const newest = newestOf(dataset);
  await home.states.see(address, { sequence: dataset.sequence, head: newest.head.toString() });
  await using source = open?.(dataset) ?? new DatasetPeers(meshid, dataset, choice, options);
  const held = await home.keyrings.find(dataset.keyringDigest);
  if (held === undefined) options.onStep?.('fetching the keyring');
  const asking = { ...options, others: source };
  const keyring = held ?? (await fetchKeyring(meshid, dataset.keyringDigest, 'dataset', asking));
  const keys = await openDatasetBlock(meshid, dataset, keyring, asking);
  const store = await home.stores.open(address);
  const keyringBytes = held === undefined ? keyring.length : 0;
  return await use({ dataset, keys, store, source, keyringBytes, newest });
}

/**
 * The same for a dataset whose next version is about to be published, which is open already.
 *
 * @throws MeshidError `dataset/empty`, `input/invalid`
 */
export async function withOpened<T>(
  meshid: Meshid,
  { dataset, keys, store }: Pick<DatasetBlocks, 'dataset' | 'keys' | 'store'>,
  choice: PeerChoice,
  options: FlowOptions,
  use: (blocks: DatasetBlocks) => Promise<T>,
): Promise<T> {
  const newest = newestOf(dataset);
  await using source = new DatasetPeers(meshid, dataset, choice, options);
  return await use({ dataset, keys, store, source, keyringBytes: 0, newest });
}

function newestOf({ address, head, sequence }: Dataset): VersionPlace {
  if (head === undefined) throw new MeshidError('dataset/empty', { dataset: address });
  return { head, expect: { dataset: address, sequence } };
}

export function fetchOf({ store, keys, source }: DatasetBlocks, place: VersionPlace): FetchVersionInput {
  return { ...place, store, keys, fetch: source.fetch };
}

/** A version that can be compared with another: its content is fetched as it is read. */
export async function openAt(
  open: DatasetBlocks,
  place: VersionPlace,
  options: FlowOptions,
): Promise<Version> {
  await fetchManifest(fetchOf(open, place), signalOf(options));
  return await openVersion({ ...place, keys: open.keys, store: readThrough(open) }, signalOf(options));
}

/** The store, which brings what it lacks. */
function readThrough({ store, source }: DatasetBlocks): Pick<Blockstore, 'get'> {
  return {
    async *get(cid, options) {
      if (!(await store.has(cid, options)))
        for await (const { block } of source.fetch([cid], options ?? {}))
          await store.put(cid, block, options);
      yield* store.get(cid, options);
    },
  };
}
