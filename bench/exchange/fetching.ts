/** The process that wants the bytes: by another way each time, with a fresh host and a fresh store. */
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { multiaddr } from '@multiformats/multiaddr';
import {
  BlockClient,
  createDiskStores,
  createHost,
  decryptChunk,
  fetchVersion,
  isMeshidError,
  type LeafReference,
  openVersion,
} from '@meshid/sdk';
import { CID } from 'multiformats/cid';
import type { Published, Ready, Way } from './messages.ts';
import { PLAIN_PROTOCOL, startHelia } from './plain.ts';

interface Task {
  readonly folder: string;
  readonly published: Published;
  readonly ready: Ready;
}

/** Made ready and connected; `fetch` alone is timed, and answers the bytes of content. */
interface Prepared {
  readonly fetch: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** All wants at once gave bitswap its best figure here. */
const WANTS = 256;
const [{ folder, published, ready }] = (await once(process, 'message')) as [Task];
const { keys } = published;
const prepare: Record<Way, () => Promise<Prepared>> = {
  meshid: prepareMeshid,
  'helia-bitswap': prepareBitswap,
  'libp2p-stream': prepareStream,
};
process.on('message', ({ fetch }: { fetch: Way }) => {
  void run(fetch);
});

async function run(way: Way): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const prepared = await prepare[way]();
  const began = performance.now();
  const bytes = await prepared.fetch();
  const seconds = (performance.now() - began) / 1000;
  await prepared.stop();
  process.send?.({ bytes, seconds });
}

async function prepareMeshid(): Promise<Prepared> {
  const host = await createHost({ seed: randomBytes(32) });
  const peer = ready.meshid.map((address) => multiaddr(address));
  await host.dial(peer);
  const store = await createDiskStores(folder).open(keys.dataset);
  const wanted = { head: CID.parse(published.head), keys, expect: { dataset: keys.dataset, sequence: 1n } };
  return {
    fetch: async () => {
      await using client = new BlockClient({ host, dataset: keys.dataset, peers: [peer] });
      let leaves: Map<string, LeafReference> | undefined;
      let bytes = 0;
      await fetchVersion({
        ...wanted,
        store,
        fetch: async function* (cids, options) {
          leaves ??= await listLeaves();
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

  /** Nothing until the manifest is here. */
  async function listLeaves(): Promise<Map<string, LeafReference> | undefined> {
    try {
      const version = await openVersion({ ...wanted, store });
      const listed = new Map<string, LeafReference>();
      for await (const leaf of version.leaves()) listed.set(leaf.cid.toString(), leaf);
      return listed;
    } catch (error) {
      if (isMeshidError(error, 'version/incomplete')) return undefined;
      throw error;
    }
  }
}

async function prepareBitswap(): Promise<Prepared> {
  const helia = await startHelia(await createDiskStores(folder).open(keys.dataset), []);
  await helia.libp2p.dial(ready.bitswap.map((address) => multiaddr(address)));
  return {
    fetch: async () => {
      const wanted = ready.plain.map((cid) => CID.parse(cid));
      let bytes = 0;
      const take = async (): Promise<void> => {
        for (let cid = wanted.shift(); cid !== undefined; cid = wanted.shift())
          for await (const piece of helia.blockstore.get(cid)) bytes += piece.length;
      };
      await Promise.all(Array.from({ length: WANTS }, take));
      return bytes;
    },
    stop: async () => {
      await helia.stop();
    },
  };
}

async function prepareStream(): Promise<Prepared> {
  const host = await createHost({ seed: randomBytes(32) });
  const peer = ready.meshid.map((address) => multiaddr(address));
  await host.dial(peer);
  return {
    fetch: async () => {
      const stream = await host.dialProtocol(peer, PLAIN_PROTOCOL);
      let bytes = 0;
      stream.addEventListener('message', ({ data }) => {
        bytes += data.byteLength;
      });
      if (!stream.readableEnded) await once(stream, 'end');
      return bytes;
    },
    stop: async () => host.stop(),
  };
}
