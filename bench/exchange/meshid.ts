import { randomBytes } from 'node:crypto';
import { multiaddr } from '@multiformats/multiaddr';
import {
  BlockClient,
  createDiskStores,
  createHost,
  decryptChunk,
  fetchVersion,
  isMeshidError,
  type LeafReference,
  LOOPBACK,
  openVersion,
  serveBlocks,
  type VersionBinding,
} from '@meshid/sdk';
import { CID } from 'multiformats/cid';
import type { Way } from './way.ts';

/** An authorised fetch of a version: each block is checked, decrypted and stored. */
export const way: Way = {
  serve: async ({ folder }) => {
    const host = await createHost({ seed: randomBytes(32), listen: [LOOPBACK] });
    const stores = createDiskStores(folder);
    await serveBlocks(host, {
      authoriser: {
        permit: async () => ({ signal: new AbortController().signal, [Symbol.dispose]: () => undefined }),
      },
      stores: async (dataset) => stores.find(dataset),
      keyrings: async () => undefined,
    });
    return {
      offer: { addresses: host.getMultiaddrs().map(String), cids: [] },
      stop: async () => host.stop(),
    };
  },

  prepare: async ({ folder, keys, head }, { addresses }) => {
    const host = await createHost({ seed: randomBytes(32) });
    const peer = addresses.map((address) => multiaddr(address));
    await host.dial(peer);
    const { dataset } = keys;
    const store = await createDiskStores(folder).open(dataset);
    const expect: Pick<VersionBinding, 'dataset' | 'sequence'> = { dataset, sequence: 1n };
    const wanted = { store, head: CID.parse(head), keys, expect };
    return {
      fetch: async () => {
        await using client = new BlockClient({ host, dataset, peers: [peer] });
        let leaves: Map<string, LeafReference> | undefined;
        let bytes = 0;
        await fetchVersion({
          ...wanted,
          fetch: async function* (cids, options) {
            leaves ??= await listLeaves(wanted);
            for await (const fetched of client.fetch(cids, options)) {
              const leaf = leaves?.get(fetched.cid.toString());
              if (leaf !== undefined) bytes += decryptChunk(leaf, fetched.block).length;
              yield fetched;
            }
          },
        });
        return bytes;
      },
      stop: async () => host.stop(),
    };
  },
};

/** Nothing until the manifest is here. */
async function listLeaves(
  wanted: Parameters<typeof openVersion>[0],
): Promise<Map<string, LeafReference> | undefined> {
  try {
    const listed = new Map<string, LeafReference>();
    for await (const leaf of (await openVersion(wanted)).leaves()) listed.set(leaf.cid.toString(), leaf);
    return listed;
  } catch (error) {
    if (isMeshidError(error, 'version/incomplete')) return undefined;
    throw error;
  }
}
