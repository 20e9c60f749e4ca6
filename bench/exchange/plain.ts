import { type Identify, identify } from '@libp2p/identify';
import { tcp } from '@libp2p/tcp';
import { tls } from '@libp2p/tls';
import { withBitswap } from '@helia/bitswap';
import { type HeliaWithLibp2p, withLibp2pLight } from '@helia/libp2p';
import { createHeliaLight } from 'helia';
import type { Blockstore } from 'interface-blockstore';
import { createMuxer } from '@meshid/sdk';

export const PLAIN_PROTOCOL = '/meshid/bench/1';

/** Helia with bitswap only, over the same transport, encryption and windows as a meshid host. */
export async function startHelia(
  blockstore: Blockstore,
  listen: string[],
): Promise<HeliaWithLibp2p<{ identify: Identify }>> {
  const helia = withBitswap(
    withLibp2pLight(createHeliaLight({ blockstore }), {
      addresses: { listen },
      transports: [tcp()],
      connectionEncrypters: [tls()],
      streamMuxers: [createMuxer()],
      services: { identify: identify() },
    }),
  );
  await helia.start();
  return helia;
}
