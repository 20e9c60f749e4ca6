/** The process that has the bytes. */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { randomBytes } from 'node:crypto';
import {
  type BlockAuthoriser,
  createDiskStores,
  createHost,
  encodeKey,
  LOOPBACK,
  parseDatasetId,
  rawCid,
  serveBlocks,
} from '@meshid/sdk';
import type { Stream } from '@libp2p/interface';
import type { Published, Ready } from './messages.ts';
import { PLAIN_PROTOCOL, startHelia } from './plain.ts';

/** As large as meshid's leaves. */
const BLOCK_BYTES = 2 ** 20;
const PIECE_BYTES = 2 ** 20;

const [{ folder, published }] = (await once(process, 'message')) as [
  { folder: string; published: Published },
];
const authoriser: BlockAuthoriser = {
  permit: async () => ({ signal: new AbortController().signal, [Symbol.dispose]: () => undefined }),
};
const stores = createDiskStores(folder);
const host = await createHost({ seed: randomBytes(32), listen: [LOOPBACK] });
await serveBlocks(host, {
  authoriser,
  stores: async (dataset) => stores.find(dataset),
  keyrings: async () => undefined,
});
await host.handle(PLAIN_PROTOCOL, async (stream) => sendPlain(stream, published.bytes));

const blockstore = await stores.open(parseDatasetId(encodeKey(randomBytes(32))));
const plain: string[] = [];
for await (const piece of createReadStream(published.file, { highWaterMark: BLOCK_BYTES })) {
  const block = piece as Buffer;
  const cid = rawCid(block);
  await blockstore.put(cid, block);
  plain.push(cid.toString());
}
const helia = await startHelia(blockstore, [LOOPBACK]);
const ready: Ready = {
  meshid: host.getMultiaddrs().map(String),
  bitswap: helia.libp2p.getMultiaddrs().map(String),
  plain,
};
process.send?.(ready);
await once(process, 'disconnect');
await Promise.all([host.stop(), helia.stop()]);

async function sendPlain(stream: Stream, bytes: number): Promise<void> {
  const piece = new Uint8Array(PIECE_BYTES);
  for (let sent = 0; sent < bytes; sent += piece.length) if (!stream.send(piece)) await once(stream, 'drain');
  await stream.close();
}
