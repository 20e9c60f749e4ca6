import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import { BlockClient, type BlockClientOptions, type BlockProgress } from './block-client.ts';

export interface FetchOptions extends BlockClientOptions {
  readonly store: Pick<Blockstore, 'put' | 'has'>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BlockProgress) => void;
}

export interface Fetched extends BlockProgress {
  /** Bytes of frames in both directions, with all peers. */
  readonly travelledBytes: number;
}

/** Writes that may be under way while the next blocks travel. */
const MOST_WRITES = 4;

/**
 * Fetches the blocks that the store lacks, checked against their CIDs, and puts them into it.
 *
 * @throws MeshidError `exchange/refused` when no peer gave a block, `exchange/no-peer`, the last peer's failure, or the store's
 */
export async function fetchBlocks(
  cids: Iterable<CID> | AsyncIterable<CID>,
  options: FetchOptions,
): Promise<Fetched> {
  const { store, signal, onProgress } = options;
  await using client = new BlockClient(options);
  const writes = new Set<Promise<void>>();
  let failure: Error | undefined;
  try {
    for await (const { cid, block } of client.fetch(missing(cids, store), { signal, onProgress })) {
      const write: Promise<void> = Promise.resolve(store.put(cid, block)).then(
        () => void writes.delete(write),
        (error: unknown) => {
          failure ??=
            error instanceof Error ? error : new Error('a block could not be stored', { cause: error });
          writes.delete(write);
        },
      );
      writes.add(write);
      if (writes.size >= MOST_WRITES) await Promise.race(writes);
      if (failure !== undefined) break;
    }
  } finally {
    await Promise.all(writes);
  }
  if (failure !== undefined) throw failure;
  return { blocks: client.blocks, bytes: client.verifiedBytes, travelledBytes: client.travelledBytes };
}

async function* missing(
  cids: Iterable<CID> | AsyncIterable<CID>,
  store: Pick<Blockstore, 'has'>,
): AsyncGenerator<CID> {
  const named = new Set<string>();
  for await (const cid of cids) {
    const name = cid.toString();
    if (named.has(name)) continue;
    named.add(name);
    if (!(await store.has(cid))) yield cid;
  }
}
