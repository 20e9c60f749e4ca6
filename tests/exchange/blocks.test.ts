import assert from 'node:assert/strict';
import { MemoryBlockstore } from 'blockstore-core';
import { isMeshidError } from '../../sdk/src/errors.ts';
import { BlockStream, deviceOfPeer, fetchBlocks } from '../../sdk/src/exchange/index.ts';
import { encodeRequest, MAX_CIDS } from '../../sdk/src/exchange/frames.ts';
import { someBlock, someBlocks, someCid, someDataset, Switch, World } from './world.ts';

describe('the exchange of blocks', () => {
  it('fetches blocks into a store, and counts what travelled', async () => {
    await using world = await World.create();
    const blocks = await someBlocks(40, 100_000);
    await world.add(...blocks);
    const into = new MemoryBlockstore();
    const fetched = await fetchBlocks(
      blocks.map(({ cid }) => cid),
      { host: world.client, dataset: world.dataset, peers: [world.addresses], store: into },
    );
    assert.equal(fetched.blocks, 40);
    assert.equal(fetched.bytes, 4_000_000);
    assert.ok(fetched.travelledBytes > 4_000_000 && fetched.travelledBytes < 4_010_000);
    for (const { cid } of blocks) assert.ok(into.has(cid));
    assert.equal(world.events[0]?.device, deviceOfPeer(world.client.peerId));
  });

  it('proves both computers by their device keys, over TLS', async () => {
    await using world = await World.create();
    const connection = await world.client.dial(world.addresses);
    assert.equal(connection.encryption, '/tls/1.0.0');
    assert.equal(deviceOfPeer(connection.remotePeer), deviceOfPeer(world.server.peerId));
  });

  it('answers many requests on one stream, in their order', async () => {
    await using world = await World.create();
    const blocks = await someBlocks(20, 10);
    await world.add(...blocks);
    using stream = await world.open();
    for (const { cid } of blocks) await stream.request([cid]);
    for (const { cid, bytes } of blocks) {
      const asked = await stream.answer();
      assert.ok(asked.cid.equals(cid));
      assert.deepEqual(asked.frame, Uint8Array.from([1, ...bytes]));
    }
    assert.equal(stream.pending, 0);
    await assert.rejects(stream.answer(), (error) => isMeshidError(error, 'input/invalid'));
  });

  it('serves a block only through the dataset that it was stored through', async () => {
    await using world = await World.create();
    const block = await someBlock(100);
    await world.add(block);
    using stream = await world.open(someDataset());
    await stream.request([block.cid]);
    assert.equal((await stream.answer()).answer.kind, 'refused');
  });

  it('does not serve a block that is damaged on its own disk', async () => {
    await using world = await World.create();
    const { cid } = await someBlock(100);
    await world.store.put(cid, Buffer.from('something else'));
    world.store.get = () => {
      throw new Error('it is not what its CID names');
    };
    using stream = await world.open();
    await stream.request([cid]);
    assert.equal((await stream.answer()).answer.kind, 'refused');
  });

  it('makes a server wait for a reader that is slower than the wire', async () => {
    await using world = await World.create();
    const block = await someBlock(2 ** 20);
    await world.add(block);
    using stream = await world.open();
    await stream.request(Array.from({ length: 64 }, () => block.cid));
    await stream.answer();
    // Everything that both sides may hold has come when no more was sent in a while.
    let before = -1;
    while (before !== stream.travelledBytes) {
      before = stream.travelledBytes;
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(world.events.length, 0, 'the request is not answered to its end');
    for (let at = 1; at < 64; at++) assert.equal((await stream.answer()).answer.kind, 'block');
    assert.equal((await world.heard('served')).blocks, 64);
  });

  it('asks for at most 256 blocks at once', async () => {
    const cid = await someCid();
    const cids = Array.from({ length: MAX_CIDS + 1 }, () => cid);
    assert.throws(
      () => encodeRequest({ dataset: someDataset(), cids }),
      (error) => isMeshidError(error, 'input/invalid'),
    );
    await using world = await World.create();
    using stream = await world.open();
    await stream.request(cids.slice(1));
    for (let at = 0; at < MAX_CIDS; at++) assert.equal((await stream.answer()).answer.kind, 'refused');
  });

  it('says that a peer which is not there is unreachable, and can be asked again', async () => {
    await using world = await World.create();
    await world.server.stop();
    await assert.rejects(
      world.open(),
      (error) => isMeshidError(error, 'exchange/unreachable') && error.retryable,
    );
  });

  it('gives its permits back when a stream ends', async () => {
    const authoriser = new Switch();
    await using world = await World.create(authoriser);
    const block = await someBlock(10);
    await world.add(block);
    const stream = await BlockStream.open(world.client, world.addresses, world.dataset);
    await stream.request([block.cid, block.cid]);
    await stream.answer();
    assert.equal(authoriser.held, 1);
    await stream.answer();
    await stream.close();
    await stream.closed;
    assert.equal(authoriser.held, 0);
    assert.equal(authoriser.asked, 1, 'one decision for each stream and dataset');
  });
});
