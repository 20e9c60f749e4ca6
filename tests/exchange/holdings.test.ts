import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Multiaddr } from '@multiformats/multiaddr';
import type { CID } from 'multiformats/cid';
import {
  askWhatIsKept,
  createHost,
  HOLDINGS_PROTOCOL,
  LOOPBACK,
  REFUSAL_PERIOD_MS,
  serveBlocks,
} from '../../sdk/src/exchange/index.ts';
import type { DatasetId } from '../../sdk/src/identifiers.ts';
import { createMemoryStores, type DurableBlockstore } from '../../sdk/src/storage/index.ts';
import { ended, frame, someBlock, someBlocks, someCid, someDataset, Switch } from './world.ts';

/** A computer that keeps one dataset's blocks, and one that asks it. */
async function keeper(authoriser = new Switch()) {
  const server = await createHost({ seed: randomBytes(32), listen: [LOOPBACK] });
  const client = await createHost({ seed: randomBytes(32) });
  const dataset = someDataset();
  const store = await createMemoryStores().open(dataset);
  const state = { keeps: true };
  await serveBlocks(server, {
    authoriser,
    stores: async () => undefined,
    kept: async (asked): Promise<DurableBlockstore | undefined> =>
      state.keeps && asked === dataset ? store : undefined,
    keyrings: async () => undefined,
    limits: { requestMs: 500 },
  });
  const addresses: Multiaddr[] = server.getMultiaddrs();
  const ask = async (cids: readonly CID[], of: DatasetId = dataset): Promise<string[]> =>
    (await askWhatIsKept(client, addresses, { dataset: of, cids })).map(String);
  return {
    ...{ addresses, ask, authoriser, client, dataset, state, store },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([client.stop(), server.stop()]);
    },
  };
}

describe('a computer that is asked what it keeps', () => {
  it('tells the blocks that it has, of up to 256 and in their order', async () => {
    await using kept = await keeper();
    const blocks = await someBlocks(256, 100);
    for (const [at, { cid, bytes }] of blocks.entries()) if (at % 3 === 0) await kept.store.put(cid, bytes);
    const all = blocks.map(({ cid }) => cid);
    const expected = all.filter((_, at) => at % 3 === 0).map(String);
    assert.deepEqual(await kept.ask(all), expected);
    assert.deepEqual(await kept.ask(all.slice(0, 9)), expected.slice(0, 3));
    assert.deepEqual(await kept.ask(all.slice(0, 1)), expected.slice(0, 1));
    assert.equal(kept.authoriser.held, 0);
  });

  it('counts no block that is damaged', async () => {
    await using kept = await keeper();
    const [good, bad] = await someBlocks(2, 100);
    assert.ok(good !== undefined && bad !== undefined);
    await kept.store.put(good.cid, good.bytes);
    await kept.store.put(bad.cid, good.bytes);
    assert.deepEqual(await kept.ask([bad.cid, good.cid]), [good.cid.toString()]);
  });

  it('says the same after the same time when it may not tell, keeps nothing, or has none', async () => {
    await using kept = await keeper();
    const block = await someBlock(100);
    await kept.store.put(block.cid, block.bytes);
    const refused = async (cid: CID, dataset?: DatasetId): Promise<void> => {
      const began = performance.now();
      assert.deepEqual(await kept.ask([cid], dataset), []);
      assert.ok(performance.now() - began >= REFUSAL_PERIOD_MS - 1);
    };
    await refused(await someCid());
    await refused(block.cid, someDataset());
    kept.state.keeps = false;
    await refused(block.cid);
    kept.state.keeps = true;
    kept.authoriser.allowed = false;
    await refused(block.cid);
    kept.authoriser.allowed = true;
    assert.deepEqual(await kept.ask([block.cid]), [block.cid.toString()]);
  });

  it('cuts off who asks wrongly, and lets nobody wait for who says nothing', async () => {
    await using kept = await keeper();
    const block = await someBlock(100);
    await kept.store.put(block.cid, block.bytes);
    const silent = await kept.client.dialProtocol(kept.addresses, HOLDINGS_PROTOCOL);
    assert.deepEqual(await kept.ask([block.cid]), [block.cid.toString()]);
    for (const wrong of [Buffer.alloc(0), Buffer.from('anything'), randomBytes(33 + 36)]) {
      const stream = await kept.client.dialProtocol(kept.addresses, HOLDINGS_PROTOCOL);
      stream.send(frame(wrong));
      await ended(stream);
    }
    const long = await kept.client.dialProtocol(kept.addresses, HOLDINGS_PROTOCOL);
    long.send(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    await ended(long);
    await ended(silent);
    assert.deepEqual(await kept.ask([block.cid]), [block.cid.toString()]);
  });

  it('is not believed when its answer has another length', async () => {
    await using kept = await keeper();
    const liar = await createHost({ seed: randomBytes(32), listen: [LOOPBACK] });
    try {
      await liar.handle(HOLDINGS_PROTOCOL, (stream) => {
        stream.addEventListener('message', () => stream.send(frame(Buffer.from([1, 255, 255]))), {
          once: true,
        });
      });
      await assert.rejects(
        askWhatIsKept(kept.client, liar.getMultiaddrs(), { dataset: kept.dataset, cids: [await someCid()] }),
        { code: 'exchange/malformed' },
      );
    } finally {
      await liar.stop();
    }
  });
});
