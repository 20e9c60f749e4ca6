import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { multiaddr } from '@multiformats/multiaddr';
import { createHost, LOOPBACK } from '@meshid/sdk';
import type { Way } from './way.ts';

const PROTOCOL = '/meshid/bench/1';
const PIECE_BYTES = 2 ** 20;

/** A bare libp2p stream over TLS from memory to nowhere: what comes is only counted. */
export const way: Way = {
  serve: async ({ bytes }) => {
    const host = await createHost({ seed: randomBytes(32), listen: [LOOPBACK] });
    await host.handle(PROTOCOL, async (stream) => {
      const piece = new Uint8Array(PIECE_BYTES);
      for (let sent = 0; sent < bytes; sent += piece.length)
        if (!stream.send(piece)) await once(stream, 'drain');
      await stream.close();
    });
    return {
      offer: { addresses: host.getMultiaddrs().map(String), cids: [] },
      stop: async () => host.stop(),
    };
  },

  prepare: async (_task, { addresses }) => {
    const host = await createHost({ seed: randomBytes(32) });
    const peer = addresses.map((address) => multiaddr(address));
    await host.dial(peer);
    return {
      fetch: async () => {
        const stream = await host.dialProtocol(peer, PROTOCOL);
        let bytes = 0;
        stream.addEventListener('message', ({ data }) => {
          bytes += data.byteLength;
        });
        if (!stream.readableEnded) await once(stream, 'end');
        return bytes;
      },
      stop: async () => host.stop(),
    };
  },
};
