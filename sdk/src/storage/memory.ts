import { MemoryBlockstore } from 'blockstore-core/memory';
import type { AbortOptions } from '@libp2p/interface';
import type { InputPair } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import type { DatasetId } from '../identifiers.ts';
import { checkBlock, type DatasetStores, type DurableBlockstore, gather } from './stores.ts';

/** Stores that end with the process. */
export function createMemoryStores(): DatasetStores {
  const stores = new Map<DatasetId, DurableBlockstore>();
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
class CheckedMemoryBlockstore extends MemoryBlockstore implements DurableBlockstore {
  async sync(): Promise<void> {
    // It ends with the process whatever is done.
  }

  async size(): Promise<number> {
    let bytes = 0;
    for await (const { bytes: block } of this.getAll()) bytes += (await gather(block)).length;
    return bytes;
  }

  async reclaim(): Promise<void> {
    // What is deleted is gone.
  }

  override put(cid: CID, value: InputPair['bytes'], options?: AbortOptions): CID | Promise<CID> {
    return super.put(cid, value instanceof Uint8Array ? Uint8Array.from(value) : value, options);
  }

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
