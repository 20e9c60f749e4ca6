import { MemoryBlockstore } from 'blockstore-core/memory';
import type { AbortOptions } from '@libp2p/interface';
import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import type { DatasetId } from '../identifiers.ts';
import { checkBlock, type DatasetStores } from './stores.ts';

/** Stores that end with the process. */
export function createMemoryStores(): DatasetStores {
  const stores = new Map<DatasetId, Blockstore>();
  return {
    open: async (dataset) => {
      const store = stores.get(dataset) ?? new CheckedMemoryBlockstore();
      stores.set(dataset, store);
      return store;
    },
    find: async (dataset) => stores.get(dataset),
    list: async () => [...stores.keys()],
  };
}

/** blockstore-core's store in memory, which also never gives a block that is not what its CID names. */
class CheckedMemoryBlockstore extends MemoryBlockstore {
  override async *get(cid: CID, options?: AbortOptions): AsyncGenerator<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const piece of super.get(cid, options)) pieces.push(piece);
    const block = Buffer.concat(pieces);
    try {
      checkBlock(cid, block, 'memory');
    } catch (error) {
      await this.delete(cid);
      throw error;
    }
    yield block;
  }
}
