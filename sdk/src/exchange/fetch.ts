import type { Libp2p, PeerId } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import { MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import { BlockStream } from './client.ts';

export interface FetchOptions {
  readonly host: Libp2p;
  readonly dataset: DatasetId;
  /** Tried in their order; a peer that fails or refuses is left for the next. */
  readonly peers: readonly (PeerId | Multiaddr[])[];
  readonly store: Pick<Blockstore, 'put' | 'has'>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FetchProgress) => void;
}

export interface FetchProgress {
  readonly blocks: number;
  readonly bytes: number;
}

export interface Fetched extends FetchProgress {
  /** Bytes of frames in both directions, with all peers. */
  readonly travelledBytes: number;
}

const CIDS_A_REQUEST = 8;
/** Blocks that are asked for ahead: enough to fill a link, few enough to bound the memory. */
const BLOCKS_AHEAD = 32;

/**
 * Fetches the blocks that the store lacks, checked against their CIDs, and puts them into it.
 *
 * @throws MeshidError `exchange/refused` when no peer gave a block, or the last peer's failure
 */
export async function fetchBlocks(cids: Iterable<CID>, options: FetchOptions): Promise<Fetched> {
  let wanted = await missing(cids, options.store);
  const total = { blocks: 0, bytes: 0, travelledBytes: 0 };
  let failure: unknown = new MeshidError('exchange/no-peer', {}, { retryable: true });
  for (const peer of options.peers) {
    if (wanted.length === 0) break;
    try {
      failure = await fetchFrom(peer, wanted, total, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      failure = error;
    }
    wanted = await missing(wanted, options.store);
  }
  if (wanted.length > 0) throw failure;
  return total;
}

async function missing(cids: Iterable<CID>, store: Pick<Blockstore, 'has'>): Promise<CID[]> {
  const lacking = new Map<string, CID>();
  for (const cid of cids)
    if (!lacking.has(cid.toString()) && !(await store.has(cid))) lacking.set(cid.toString(), cid);
  return [...lacking.values()];
}

/** Returns a refusal where the peer gave not everything. */
async function fetchFrom(
  peer: PeerId | Multiaddr[],
  wanted: readonly CID[],
  total: { blocks: number; bytes: number; travelledBytes: number },
  { host, dataset, store, signal, onProgress }: FetchOptions,
): Promise<MeshidError | undefined> {
  const abort = signal === undefined ? {} : { signal };
  using stream = await BlockStream.open(host, peer, dataset, abort);
  const queue = [...wanted];
  let refused: MeshidError | undefined;
  let writing: Promise<unknown> = Promise.resolve();
  try {
    while (queue.length > 0 || stream.pending > 0) {
      while (queue.length > 0 && stream.pending + CIDS_A_REQUEST <= BLOCKS_AHEAD)
        await stream.request(queue.splice(0, CIDS_A_REQUEST), abort);
      const { cid, answer } = await stream.answer(abort);
      if (answer.kind === 'refused') {
        refused = new MeshidError('exchange/refused', { cid: cid.toString() });
        // One who may not read gets nothing else either.
        if (total.blocks === 0) return refused;
        continue;
      }
      // The next block travels while this one is written.
      await writing;
      writing = Promise.resolve(store.put(cid, answer.block));
      total.blocks++;
      total.bytes += answer.block.length;
      onProgress?.({ blocks: total.blocks, bytes: total.bytes });
    }
  } finally {
    total.travelledBytes += stream.travelledBytes;
    await writing;
  }
  await stream.close();
  return refused;
}
