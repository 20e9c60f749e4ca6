import type { Blockstore } from 'interface-blockstore';
import type { Version } from './version/index.ts';

export interface Counted {
  readonly store: Blockstore;
  /** Of what the store did not have. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** A store that notes the size of what is put into it. */
export function countPuts(store: Blockstore): Counted {
  const sizes = new Map<string, number>();
  const put: Blockstore['put'] = async (cid, block, options) => {
    if (block instanceof Uint8Array) sizes.set(cid.toString(), block.length);
    return store.put(cid, block, options);
  };
  const counting: Blockstore = Object.assign(Object.create(store) as Blockstore, {
    put,
    get: store.get.bind(store),
    has: store.has.bind(store),
  });
  return { store: counting, sizes };
}

/** Bytes of a version's content that were put, without manifest, keyring and directory. */
export async function contentOf(version: Version, sizes: ReadonlyMap<string, number>): Promise<number> {
  let bytes = 0;
  for await (const { cid } of version.leaves()) bytes += sizes.get(cid.toString()) ?? 0;
  return bytes;
}
