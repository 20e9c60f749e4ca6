import type { Libp2p } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import { CID } from 'multiformats/cid';
import { resolve } from 'node:path';
import type { Dataset } from '../chain/index.ts';
import type { DatasetKeys } from '../crypto/index.ts';
import { isMeshidError, MeshidError } from '../errors.ts';
import { askForKeyring, BlockClient, createHost, deviceOfPeer } from '../exchange/index.ts';
import type { DatasetId, DeviceId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import { deviceIn, findDatasetPeers, type PeerChoice } from '../node/find-peers.ts';
import { signalOf } from '../person/keyring.ts';
import { openDatasetBlock } from './keys.ts';
import {
  fetchVersion,
  openVersion,
  restoreVersion,
  type RestoreStats,
  type Version,
} from './version/index.ts';

export interface GetInput extends PeerChoice {
  readonly dataset: DatasetId;
  readonly destination: string;
}

export interface GetOptions extends FlowOptions {
  readonly onProgress?: (progress: { readonly blocks: number; readonly bytes: number }) => void;
}

export interface Got extends RestoreStats {
  readonly dataset: DatasetId;
  readonly sequence: bigint;
  readonly head: string;
  /** Bytes of the exchange's frames in both directions, and of the keyring. */
  readonly travelledBytes: number;
  /** Blocks that were fetched. */
  readonly blocks: number;
  readonly seconds: number;
  /** The computer that gave the last block; nothing when all were here. */
  readonly from: DeviceId | undefined;
}

/**
 * Fetches the newest version of a dataset from whoever has it, and writes it into a folder. Blocks that are here don't travel again;
 * a get that was stopped goes on where it was.
 *
 * @throws MeshidError `dataset/empty`, `dataset/went-back`, `keyring/not-a-holder`, `exchange/refused`, `exchange/no-peer`, and what
 *   `fetchVersion` and `restoreVersion` throw
 */
export async function getDataset(meshid: Meshid, input: GetInput, options: GetOptions = {}): Promise<Got> {
  const began = performance.now();
  const { home, chain } = meshid;
  const dataset = await chain.get('dataset', input.dataset);
  await checkCluster(meshid, await chain.get('person', dataset.owner));
  const { head, sequence } = dataset;
  if (head === undefined) throw new MeshidError('dataset/empty', { dataset: input.dataset });
  await home.states.see(input.dataset, { sequence, head: head.toString() });
  const { seed } = await home.device();
  const host = await createHost({ seed });
  try {
    const peers = await findDatasetPeers(meshid, dataset, input, options);
    const { keys, keyringBytes } = await keysFrom(meshid, dataset, { host, peers }, options);
    await using client = new BlockClient({ host, dataset: input.dataset, peers });
    const store = await home.stores.open(input.dataset);
    options.onStep?.('fetching');
    const { version, blocks } = await fetchVersion(
      {
        store,
        head,
        keys,
        expect: { dataset: input.dataset, sequence },
        fetch: (cids, fetching) => client.fetch(cids, fetching),
      },
      {
        ...signalOf(options),
        ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
      },
    );
    options.onStep?.('writing');
    const folder = resolve(input.destination);
    const previous = await restoredBefore(meshid, input.dataset, folder, keys);
    const stats = await restoreVersion(version, folder, {
      ...signalOf(options),
      ...(previous === undefined ? {} : { previous }),
    });
    await home.states.hold(input.dataset, { sequence, head: head.toString() });
    await home.states.setRestored(input.dataset, folder, { sequence, head: head.toString() });
    return {
      ...stats,
      dataset: input.dataset,
      sequence,
      head: head.toString(),
      travelledBytes: client.travelledBytes + keyringBytes,
      blocks,
      seconds: (performance.now() - began) / 1000,
      from: await fromOf(client),
    };
  } finally {
    await host.stop();
  }
}

/** The keyring is public: it comes from this computer, the index or any peer, and its digest stands on chain. */
async function keysFrom(
  meshid: Meshid,
  dataset: Dataset,
  { host, peers }: { host: Libp2p; peers: readonly Multiaddr[][] },
  options: FlowOptions,
): Promise<{ keys: DatasetKeys; keyringBytes: number }> {
  const { home, index } = meshid;
  const digest = dataset.keyringDigest;
  let block = await home.keyrings.find(digest);
  let keyringBytes = 0;
  if (block === undefined) {
    options.onStep?.('fetching the keyring');
    block = await index.findKeyring(digest, options.signal).catch((error: unknown) => {
      if (isMeshidError(error)) return undefined;
      throw error;
    });
    for (const peer of peers)
      block ??= await askForKeyring(host, peer, digest, signalOf(options)).catch((error: unknown) => {
        if (isMeshidError(error)) return undefined;
        throw error;
      });
    if (block === undefined)
      throw new MeshidError('keyring/missing', { what: 'dataset' }, { retryable: true });
    keyringBytes = block.length;
    await home.keyrings.put(block);
  }
  return { keys: await openDatasetBlock(meshid, dataset, block, options), keyringBytes };
}

/** What this computer last wrote into that folder, so that what is gone from the dataset goes from there too. */
async function restoredBefore(
  { home }: Meshid,
  dataset: DatasetId,
  folder: string,
  keys: DatasetKeys,
): Promise<Version | undefined> {
  const seen = await home.states.restoredInto(dataset, folder);
  if (seen === undefined) return undefined;
  const store = await home.stores.open(dataset);
  try {
    return await openVersion({
      store,
      head: CID.parse(seen.head),
      keys,
      expect: { dataset, sequence: seen.sequence },
    });
  } catch (error) {
    // Without it nothing is removed, which loses nothing.
    if (isMeshidError(error)) return undefined;
    throw error;
  }
}

async function fromOf({ from }: BlockClient): Promise<DeviceId | undefined> {
  if (from === undefined) return undefined;
  if (!Array.isArray(from)) return deviceOfPeer(from);
  const [address] = from;
  return address === undefined ? undefined : deviceIn(address);
}
