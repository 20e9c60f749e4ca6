import { withBitswap } from '@helia/bitswap';
import { type HeliaWithLibp2p, withLibp2pLight } from '@helia/libp2p';
import { type Identify, identify } from '@libp2p/identify';
import { tcp } from '@libp2p/tcp';
import { tls } from '@libp2p/tls';
import { multiaddr } from '@multiformats/multiaddr';
import { createDiskStores, createMuxer, LOOPBACK, rawCid } from '@meshid/sdk';
import { createHeliaLight } from 'helia';
import type { Blockstore } from 'interface-blockstore';
import { CID } from 'multiformats/cid';
import { createReadStream } from 'node:fs';
import type { Way } from './way.ts';

/** As large as meshid's largest leaves. */
const BLOCK_BYTES = 2 ** 20;
/** Blocks that are wanted at once: nearly all gave bitswap its best figure here. */
const WANTS = 256;

/** Plain blocks over Helia's bitswap, which are checked and stored. */
export const way: Way = {
  serve: async ({ folder, keys, file }) => {
    const store = await createDiskStores(folder).open(keys.dataset);
    const cids: string[] = [];
    for await (const piece of createReadStream(file, { highWaterMark: BLOCK_BYTES })) {
      const block = piece as Buffer;
      const cid = rawCid(block);
      await store.put(cid, block);
      cids.push(cid.toString());
    }
    const helia = await startHelia(store, [LOOPBACK]);
    const addresses = helia.libp2p.getMultiaddrs().map(String);
    return { offer: { addresses, cids }, stop: async () => stopHelia(helia) };
  },

  prepare: async ({ folder, keys }, { addresses, cids }) => {
    const helia = await startHelia(await createDiskStores(folder).open(keys.dataset), []);
    await helia.libp2p.dial(addresses.map((address) => multiaddr(address)));
    return {
      fetch: async () => {
        const wanted = cids.map((cid) => CID.parse(cid));
        let bytes = 0;
        const take = async (): Promise<void> => {
          for (let cid = wanted.shift(); cid !== undefined; cid = wanted.shift())
            for await (const piece of helia.blockstore.get(cid)) bytes += piece.length;
        };
        await Promise.all(Array.from({ length: WANTS }, take));
        return bytes;
      },
      stop: async () => stopHelia(helia),
    };
  },
};

type BitswapHelia = HeliaWithLibp2p<{ identify: Identify }>;

/** Helia with bitswap only, over the same transport, encryption and windows as a meshid host. */
async function startHelia(blockstore: Blockstore, listen: string[]): Promise<BitswapHelia> {
  const helia = withBitswap(
    withLibp2pLight(createHeliaLight({ blockstore }), {
      addresses: { listen },
      transports: [tcp()],
      connectionEncrypters: [tls()],
      streamMuxers: [await createMuxer()],
      services: { identify: identify() },
    }),
  );
  await helia.start();
  return helia;
}

async function stopHelia(helia: BitswapHelia): Promise<void> {
  await helia.stop();
}
