import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Libp2p } from '@libp2p/interface';
import { MemoryBlockstore } from 'blockstore-core';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { sha256 } from 'multiformats/hashes/sha2';
import { isMeshidError } from '@meshid/sdk';
import {
  BlockStream,
  createHost,
  deviceOfPeer,
  fetchBlocks,
  LOOPBACK,
  serveBlocks,
  type BlockAuthoriser,
  type ServedEvent,
} from '../../sdk/src/exchange/index.ts';
import { encodeKey, parseDatasetId, type DatasetId } from '../../sdk/src/identifiers.ts';

async function block(bytes: Uint8Array): Promise<{ cid: CID; bytes: Uint8Array }> {
  return { cid: CID.createV1(raw.code, await sha256.digest(bytes)), bytes };
}

/** Grants what it is told to, and ends what it is told to end. */
class Switch implements BlockAuthoriser {
  allowed = true;
  readonly #ends: AbortController[] = [];
  async permit(): Promise<{ signal: AbortSignal; [Symbol.dispose](): void } | undefined> {
    if (!this.allowed) return undefined;
    const end = new AbortController();
    this.#ends.push(end);
    return { signal: end.signal, [Symbol.dispose]: () => undefined };
  }
  end(): void {
    this.allowed = false;
    for (const end of this.#ends) end.abort();
  }
}

describe('the exchange of blocks', () => {
  let server: Libp2p;
  let client: Libp2p;
  let authoriser: Switch;
  let store: MemoryBlockstore;
  let events: ServedEvent[];
  const dataset: DatasetId = parseDatasetId(encodeKey(randomBytes(32)));

  beforeEach(async () => {
    authoriser = new Switch();
    store = new MemoryBlockstore();
    events = [];
    server = await createHost({ seed: randomBytes(32), listen: [LOOPBACK] });
    client = await createHost({ seed: randomBytes(32) });
    await serveBlocks(server, {
      authoriser,
      stores: async (asked) => (asked === dataset ? store : undefined),
      keyrings: async () => undefined,
      onEvent: (event) => events.push(event),
    });
  });

  afterEach(async () => {
    await Promise.all([server.stop(), client.stop()]);
  });

  const open = async (of = dataset): Promise<BlockStream> =>
    BlockStream.open(client, server.getMultiaddrs(), of);

  it('fetches blocks into a store, and counts what travelled', async () => {
    const blocks = await Promise.all(Array.from({ length: 40 }, async () => block(randomBytes(100_000))));
    for (const { cid, bytes } of blocks) await store.put(cid, bytes);
    const into = new MemoryBlockstore();
    const fetched = await fetchBlocks(
      blocks.map(({ cid }) => cid),
      { host: client, dataset, peers: [server.getMultiaddrs()], store: into },
    );
    assert.equal(fetched.blocks, 40);
    assert.equal(fetched.bytes, 4_000_000);
    assert.ok(fetched.travelledBytes > 4_000_000 && fetched.travelledBytes < 4_010_000);
    for (const { cid } of blocks) assert.ok(into.has(cid));
    assert.equal(events[0]?.device, deviceOfPeer(client.peerId));
  });

  it('refuses what is forbidden, missing or of another dataset with the same bytes', async () => {
    const { cid, bytes } = await block(randomBytes(1000));
    await store.put(cid, bytes);
    const missing = (await block(randomBytes(1000))).cid;
    const frames: string[] = [];
    for (const [of, asked, allowed] of [
      [dataset, missing, true],
      [parseDatasetId(encodeKey(randomBytes(32))), cid, true],
      [dataset, cid, false],
      [dataset, missing, false],
    ] as const) {
      authoriser.allowed = allowed;
      using stream = await open(of);
      await stream.request([asked]);
      const { answer, frame } = await stream.answer();
      assert.equal(answer.kind, 'refused');
      frames.push(Buffer.from(frame).toString('hex'));
    }
    assert.deepEqual([...new Set(frames)], ['00']);
  });

  it('cuts an open stream when access ends, also while the reader does not read', async () => {
    const { cid, bytes } = await block(randomBytes(1_000_000));
    await store.put(cid, bytes);
    using stream = await open();
    await stream.request(Array.from({ length: 200 }, () => cid));
    await stream.answer();
    authoriser.end();
    await assert.rejects(
      async () => {
        for (;;) await stream.answer();
      },
      (error) => isMeshidError(error, 'exchange/cut'),
    );
    assert.ok(stream.pending > 0, 'not everything should have arrived');
    using again = await open();
    await again.request([cid]);
    assert.equal((await again.answer()).answer.kind, 'refused');
  });
});
