import type { Blockstore } from 'interface-blockstore';
import { bytesKey } from '../bytes-key.ts';
import type { DurableBlockstore } from '../storage/index.ts';
import type { Version } from './version/index.ts';

export interface Counted {
  readonly store: DurableBlockstore;
  /** Of what the store did not have. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** A store that notes the size of what is put into it. */
export function countPuts(store: DurableBlockstore): Counted {
  const sizes = new Map<string, number>();
  const put: Blockstore['put'] = async (cid, block, options) => {
    if (block instanceof Uint8Array) sizes.set(cid.toString(), block.length);
    return store.put(cid, block, options);
  };
  const counting: DurableBlockstore = Object.assign(Object.create(store) as DurableBlockstore, {
    put,
    get: store.get.bind(store),
    has: store.has.bind(store),
    sync: store.sync.bind(store),
  });
  return { store: counting, sizes };
}

/**
 * A store to which what other computers keep counts as stored: a version's unchanged files need not be stored again for the next one.
 *
 * @param elsewhere digests, as `bytesKey`
 */
export function countElsewhere(
  store: DurableBlockstore,
  elsewhere: ReadonlySet<string>,
): Pick<DurableBlockstore, 'has' | 'put' | 'sync'> {
  return {
    has: async (cid, options) =>
      elsewhere.has(bytesKey(cid.multihash.digest)) || (await store.has(cid, options)),
    put: async (cid, block, options) => store.put(cid, block, options),
    sync: async () => store.sync(),
  };
}

/** Bytes of a version's content that were put, without manifest, keyring and directory. */
export async function contentOf(version: Version, sizes: ReadonlyMap<string, number>): Promise<number> {
  let bytes = 0;
  for await (const { cid } of version.leaves()) bytes += sizes.get(cid.toString()) ?? 0;
  return bytes;
}
