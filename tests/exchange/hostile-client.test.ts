import assert from 'node:assert/strict';
import { once } from 'node:events';
import { yamux } from '@chainsafe/libp2p-yamux';
import { generateKeyPair } from '@libp2p/crypto/keys';
import { tcp } from '@libp2p/tcp';
import { tls } from '@libp2p/tls';
import { createLibp2p } from 'libp2p';
import { encodeRequest, MAX_REQUEST_BYTES } from '../../sdk/src/exchange/frames.ts';
import { BLOCKS_PROTOCOL } from '../../sdk/src/exchange/index.ts';
import { ended, frame, someBlock, someCid, someDataset, World } from './world.ts';

/** Whoever behaves is still served. */
async function assertServing(world: World): Promise<void> {
  const block = await someBlock(100);
  await world.add(block);
  using stream = await world.open();
  await stream.request([block.cid]);
  assert.equal((await stream.answer()).answer.kind, 'block');
}

describe('a server', () => {
  it('ends a stream that announces an oversized frame, before any of it came', async () => {
    await using world = await World.create();
    for (const length of [MAX_REQUEST_BYTES + 1, 2 ** 32 - 1]) {
      const stream = await world.openRaw();
      const announced = Buffer.alloc(4);
      announced.writeUInt32BE(length);
      stream.send(announced);
      await ended(stream);
    }
    assert.match((await world.heard('misbehaved')).why ?? '', /more than a block may be/);
    await assertServing(world);
  });

  it('ends a stream that brings garbage', async () => {
    const request = Buffer.from(encodeRequest({ dataset: someDataset(), cids: [await someCid()] }));
    const otherVersion = Buffer.from(request);
    otherVersion[0] = 9;
    const noCid = Buffer.from(request);
    noCid.fill(0xff, 33);
    await using world = await World.create();
    for (const garbage of [
      Buffer.alloc(0),
      Buffer.from('hello'),
      otherVersion,
      noCid,
      request.subarray(0, -1),
    ]) {
      const stream = await world.openRaw();
      stream.send(frame(garbage));
      await ended(stream);
      assert.notEqual(stream.status, 'open');
    }
    assert.equal(world.events.filter(({ event }) => event === 'misbehaved').length, 5);
    await assertServing(world);
  });

  it('ends a stream on which nothing comes', async () => {
    await using world = await World.create(undefined, { idleMs: 50 });
    await ended(await world.openRaw());
    await world.heard('misbehaved');
    await assertServing(world);
  });

  it('ends a stream on which a request comes byte by byte', async () => {
    await using world = await World.create(undefined, { requestMs: 150 });
    const stream = await world.openRaw();
    const request = frame(encodeRequest({ dataset: world.dataset, cids: [await someCid()] }));
    let sent = 0;
    const drip = setInterval(() => {
      if (stream.status === 'open') stream.send(request.subarray(sent, ++sent));
    }, 10);
    await ended(stream);
    clearInterval(drip);
    assert.ok(sent > 4 && sent < request.length, `${sent} bytes came through`);
    await assertServing(world);
  });

  it('ends a stream whose reader takes nothing', async () => {
    await using world = await World.create(undefined, { stallMs: 100 });
    const block = await someBlock(2 ** 20);
    await world.add(block);
    const stream = await world.openRaw();
    stream.pause();
    stream.send(frame(encodeRequest({ dataset: world.dataset, cids: new Array(60).fill(block.cid) })));
    assert.match((await world.heard('misbehaved')).why ?? '', /stopped answering/);
    await assertServing(world);
  });

  it('ends a stream that asks for more and more and waits for nothing', async () => {
    await using world = await World.create();
    const stream = await world.openRaw();
    const request = frame(
      encodeRequest({ dataset: world.dataset, cids: new Array(256).fill(await someCid()) }),
    );
    while (stream.status === 'open') {
      if (!stream.send(request)) await Promise.race([once(stream, 'drain'), ended(stream)]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await assertServing(world);
  });

  it('gives one computer only so many streams, on however many connections', async () => {
    await using world = await World.create(undefined, { streamsPerDevice: 4 });
    const block = await someBlock(10);
    await world.add(block);
    const streams = [];
    for (let count = 0; count < 4; count++) {
      const stream = await world.open();
      await stream.request([block.cid]);
      assert.equal((await stream.answer()).answer.kind, 'block');
      streams.push(stream);
    }
    await assert.rejects(async () => {
      using stream = await world.open();
      await stream.request([block.cid]);
      await stream.answer();
    });
    for (const stream of streams) stream[Symbol.dispose]();
  });

  it('ends a connection that announces a frame of 4 GiB to its multiplexer', async () => {
    await using world = await World.create();
    const hostile = await world.addHost(
      createLibp2p({
        privateKey: await generateKeyPair('Ed25519'),
        transports: [tcp()],
        connectionEncrypters: [tls()],
        streamMuxers: [
          () => ({
            protocol: '/yamux/1.0.0',
            createStreamMuxer: (connection) => {
              // yamux: version 0, data, no flags, stream 1, a length of 4 GiB.
              connection.send(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, 255, 255, 255, 255));
              return yamux()().createStreamMuxer(connection);
            },
          }),
        ],
      }),
    );
    const connection = await hostile.dial(world.addresses).catch(() => undefined);
    if (connection?.status === 'open') await once(connection, 'close');
    await assert.rejects(hostile.dialProtocol(world.addresses, BLOCKS_PROTOCOL));
    await assertServing(world);
  });
});
