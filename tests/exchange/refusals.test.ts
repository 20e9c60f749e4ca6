import assert from 'node:assert/strict';
import { noise } from '@chainsafe/libp2p-noise';
import { generateKeyPair } from '@libp2p/crypto/keys';
import { tcp } from '@libp2p/tcp';
import { createLibp2p } from 'libp2p';
import type { CID } from 'multiformats/cid';
import {
  type BlockAuthoriser,
  BlockStream,
  createMuxer,
  REFUSAL_PERIOD_MS,
} from '../../sdk/src/exchange/index.ts';
import type { DatasetId } from '../../sdk/src/identifiers.ts';
import { someBlock, someCid, someDataset, Switch, World } from './world.ts';

/** Later than its time by no more than a busy machine may be. */
const TOLERANCE_MS = REFUSAL_PERIOD_MS * 0.8;

interface Refusal {
  readonly frames: readonly string[];
  readonly ms: number;
}

async function refusal(stream: BlockStream, cids: readonly CID[]): Promise<Refusal> {
  const began = performance.now();
  await stream.request(cids);
  const frames: string[] = [];
  while (stream.pending > 0) {
    const { answer, frame } = await stream.answer();
    assert.equal(answer.kind, 'refused');
    frames.push(Buffer.from(frame).toString('hex'));
  }
  return { frames, ms: performance.now() - began };
}

describe('a refusal', () => {
  it('has the same bytes after the same time, whatever it refuses', async () => {
    const authoriser = new Switch();
    await using world = await World.create(authoriser);
    const block = await someBlock(1000);
    await world.add(block);
    const cases: [string, DatasetId, CID, boolean][] = [
      ['a missing block', world.dataset, await someCid(), true],
      ['an unknown dataset', someDataset(), block.cid, true],
      ['a forbidden block', world.dataset, block.cid, false],
      ['a block that is missing and forbidden', world.dataset, await someCid(), false],
    ];
    await world.client.dial(world.addresses);
    for (const [what, dataset, cid, allowed] of cases) {
      authoriser.allowed = allowed;
      using stream = await world.open(dataset);
      for (const count of [1, 100]) {
        const { frames, ms } = await refusal(stream, new Array<CID>(count).fill(cid));
        assert.deepEqual(frames, new Array<string>(count).fill('00'), what);
        assert.ok(ms >= REFUSAL_PERIOD_MS - 1, `${what} was refused after ${ms} ms`);
        assert.ok(ms < REFUSAL_PERIOD_MS + TOLERANCE_MS, `${what} was refused after ${ms} ms`);
      }
    }
  });

  it('meets a peer whose key is not a device key in the same way', async () => {
    await using world = await World.create();
    const block = await someBlock(10);
    await world.add(block);
    const other = await world.addHost(
      createLibp2p({
        privateKey: await generateKeyPair('secp256k1'),
        transports: [tcp()],
        connectionEncrypters: [noise()],
        streamMuxers: [await createMuxer()],
      }),
    );
    await other.dial(world.addresses);
    using stream = await BlockStream.open(other, world.addresses, world.dataset);
    const { frames, ms } = await refusal(stream, [block.cid]);
    assert.deepEqual(frames, ['00']);
    assert.ok(ms >= REFUSAL_PERIOD_MS - 1 && ms < REFUSAL_PERIOD_MS + TOLERANCE_MS, `${ms} ms`);
    assert.equal((await world.heard('refused')).device, undefined);
  });

  it('meets everybody when the authoriser fails', async () => {
    const failing: BlockAuthoriser = { permit: async () => Promise.reject(new Error('the index is away')) };
    await using world = await World.create(failing);
    const block = await someBlock(10);
    await world.add(block);
    using stream = await world.open();
    assert.deepEqual((await refusal(stream, [block.cid])).frames, ['00']);
  });

  it('meets everybody when the authoriser does not decide, and a permit that comes too late is given back', async () => {
    const authoriser = new Switch();
    const decided = Promise.withResolvers<undefined>();
    const late: BlockAuthoriser = {
      permit: async () => {
        await decided.promise;
        return authoriser.permit();
      },
    };
    await using world = await World.create(late, { decisionMs: 50 });
    const block = await someBlock(10);
    await world.add(block);
    using stream = await world.open();
    assert.deepEqual((await refusal(stream, [block.cid])).frames, ['00']);
    decided.resolve(undefined);
    await decided.promise;
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(authoriser.asked, 1);
    assert.equal(authoriser.held, 0);
  });

  it('does not keep what is there from who may have it', async () => {
    await using world = await World.create();
    const block = await someBlock(10);
    await world.add(block);
    using stream = await world.open();
    await stream.request([await someCid(), block.cid, await someCid(), await someCid(), block.cid]);
    const kinds: string[] = [];
    while (stream.pending > 0) kinds.push((await stream.answer()).answer.kind);
    assert.deepEqual(kinds, ['refused', 'block', 'refused', 'refused', 'block']);
  });

  it('ends on the same stream when access is granted meanwhile', async () => {
    const authoriser = new Switch();
    await using world = await World.create(authoriser);
    const block = await someBlock(10);
    await world.add(block);
    authoriser.allowed = false;
    using stream = await world.open();
    assert.deepEqual((await refusal(stream, [block.cid])).frames, ['00']);
    authoriser.allowed = true;
    await stream.request([block.cid]);
    assert.equal((await stream.answer()).answer.kind, 'block');
  });
});
