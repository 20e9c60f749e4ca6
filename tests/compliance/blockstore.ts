import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import {
  type DatasetId,
  type DatasetStores,
  encodeKey,
  isMeshidError,
  parseDatasetId,
  rawCid,
  readBlock,
} from '@meshid/sdk';
import { CID } from 'multiformats/cid';
import * as Digest from 'multiformats/hashes/digest';

/** The stores to test, empty, and what to do with them afterwards. */
export interface StoresUnderTest {
  readonly stores: DatasetStores;
  readonly dispose: () => Promise<void>;
}

const someDataset = (): DatasetId => parseDatasetId(encodeKey(randomBytes(32)));

/** What every implementation of `DatasetStores` does. */
export function complyAsDatasetStores(name: string, create: () => Promise<StoresUnderTest>): void {
  describe(`${name}, as stores of datasets`, () => {
    const test = (title: string, run: (stores: DatasetStores) => Promise<void>): void => {
      it(title, async () => {
        const { stores, dispose } = await create();
        try {
          await run(stores);
        } finally {
          await dispose();
        }
      });
    };

    test('a block comes back as it was put', async (stores) => {
      const store = await stores.open(someDataset());
      for (const size of [0, 1, 1000, 1024 * 1024]) {
        const block = randomBytes(size);
        const cid = rawCid(block);
        assert.equal(await store.has(cid), false);
        await store.put(cid, block);
        assert.equal(await store.has(cid), true);
        assert.deepEqual(Buffer.from(await readBlock(store, cid)), block);
      }
    });

    test('a block that is put in pieces is one block', async (stores) => {
      const store = await stores.open(someDataset());
      const block = randomBytes(100);
      await store.put(rawCid(block), [block.subarray(0, 40), block.subarray(40)]);
      assert.deepEqual(Buffer.from(await readBlock(store, rawCid(block))), block);
    });

    test('an absent block is told by the name that IPFS libraries know', async (stores) => {
      const store = await stores.open(someDataset());
      await assert.rejects(readBlock(store, rawCid(randomBytes(8))), { name: 'NotFoundError' });
    });

    test('the same digest is the same block, whatever the codec', async (stores) => {
      const store = await stores.open(someDataset());
      const block = randomBytes(50);
      const asDagPb = CID.createV1(0x70, Digest.create(0x12, createHash('sha256').update(block).digest()));
      await store.put(asDagPb, block);
      assert.deepEqual(Buffer.from(await readBlock(store, rawCid(block))), block);
    });

    test("a block is in no other dataset's store", async (stores) => {
      const [first, second] = [await stores.open(someDataset()), await stores.open(someDataset())];
      const block = randomBytes(50);
      await first.put(rawCid(block), block);
      assert.equal(await second.has(rawCid(block)), false);
    });

    test('finding is not making: only what was opened is found and listed', async (stores) => {
      const [here, absent] = [someDataset(), someDataset()];
      assert.equal(await stores.find(absent), undefined);
      await stores.open(here);
      assert.deepEqual(await stores.list(), [here]);
      assert.ok(await stores.find(here));
      assert.equal(await stores.find(absent), undefined);
    });

    test('bytes that are not what their CID names never come out, and are named', async (stores) => {
      const store = await stores.open(someDataset());
      const cid = rawCid(randomBytes(20));
      await store.put(cid, randomBytes(20));
      await assert.rejects(
        readBlock(store, cid),
        (error) => isMeshidError(error, 'storage/corrupt') && error.context.cid === cid.toString(),
      );
      assert.equal(await store.has(cid), false, 'it is set aside, so that it is fetched again');
    });

    test('putting a block again mends a damaged one', async (stores) => {
      const store = await stores.open(someDataset());
      const block = randomBytes(20);
      await store.put(rawCid(block), randomBytes(20));
      await store.put(rawCid(block), block);
      assert.deepEqual(Buffer.from(await readBlock(store, rawCid(block))), block);
    });

    test('deleted blocks are absent, and deleting twice is no failure', async (stores) => {
      const store = await stores.open(someDataset());
      const block = randomBytes(20);
      await store.put(rawCid(block), block);
      await store.delete(rawCid(block));
      await store.delete(rawCid(block));
      assert.equal(await store.has(rawCid(block)), false);
    });

    test('every block is listed once', async (stores) => {
      const store = await stores.open(someDataset());
      const blocks = Array.from({ length: 50 }, () => randomBytes(30));
      for (const block of blocks) await store.put(rawCid(block), block);
      const listed: string[] = [];
      for await (const { cid } of store.getAll()) listed.push(cid.toString());
      assert.deepEqual(listed.sort(), blocks.map((block) => rawCid(block).toString()).sort());
    });

    test('an aborted signal stops a put, a get and a look', async (stores) => {
      const store = await stores.open(someDataset());
      const block = randomBytes(20);
      const options = { signal: AbortSignal.abort() };
      await assert.rejects(async () => store.put(rawCid(block), block, options), { name: 'AbortError' });
      await assert.rejects(async () => store.has(rawCid(block), options), { name: 'AbortError' });
      await assert.rejects(readBlock(store, rawCid(block), options), { name: 'AbortError' });
      assert.equal(await store.has(rawCid(block)), false);
    });

    test('many writers of the same block agree', async (stores) => {
      const store = await stores.open(someDataset());
      const block = randomBytes(100_000);
      await Promise.all(Array.from({ length: 20 }, async () => store.put(rawCid(block), block)));
      assert.deepEqual(Buffer.from(await readBlock(store, rawCid(block))), block);
    });
  });
}
