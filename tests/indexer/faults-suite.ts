import assert from 'node:assert/strict';
import { verify, type Indexer } from '@meshid/indexer';
import { startLocalnet } from '@meshid/localnet';
import { Client } from './client.ts';
import type { NewDatabase } from './suite.ts';
import { temporaryFolder, until, World } from './world.ts';

const QUICK = { pollMs: 50, historyMs: 50, reconcileMs: 300 };

/**
 * A wallet's own notifications are left alone: web3.js asks without end to unsubscribe from a signature that the chain has
 * told of, unless it heard of it.
 */
const ofTheIndex = ({ method }: { readonly method: string }) => method !== 'signatureNotification';

async function agrees(world: World, index: Indexer): Promise<void> {
  assert.deepEqual((await verify({ rpcUrl: world.chain.rpcUrl, indexUrl: index.url })).differences, []);
}

/** What an index promises when its chain, or the way to it, fails. */
export function faultsSuite(name: string, newDatabase: NewDatabase): void {
  describe(`an index on ${name}, when things fail`, () => {
    it('finds a revocation that no notification told of, within a poll of somebody asking', async () => {
      await using world = await World.start();
      await using database = await newDatabase();
      // Nothing compares everything here: it is the reading of accounts in use that finds it.
      await using index = await world.index({
        database: database.path,
        intervals: { ...QUICK, reconcileMs: 600_000 },
      });
      const client = new Client(index.url);
      const ana = await world.person();
      const dataset = await world.dataset(ana);
      const grant = await world.grant(dataset, (await world.person()).address);
      const read = async () => (await client.accounts([grant.toBase58()])).accounts[0]?.data;
      await until(async () => (await read()) !== undefined, 'the grant');
      const before = await read();
      world.chain.faults.dropNotifications(ofTheIndex);
      await world.revoke(dataset, grant);
      const revoked = Date.now();
      await until(async () => (await read()) !== before, 'the revocation');
      assert.ok(Date.now() - revoked < 1_000);
    });

    it('finds what no notification told of when it compares everything', async () => {
      await using world = await World.start();
      await using database = await newDatabase();
      await using index = await world.index({ database: database.path, intervals: QUICK });
      const client = new Client(index.url);
      world.chain.faults.dropNotifications(ofTheIndex);
      const ana = await world.person();
      await world.dataset(ana);
      // Where one comparison takes a second, on a busy machine, the next is ten later.
      const compared = 30_000;
      await until(
        async () => (await client.list('type=dataset')).accounts.length === 1,
        'the dataset',
        compared,
      );
      await until(async () => (await client.history()).events.length === 2, 'the history');
      await agrees(world, index);
    });

    it('is not misled by notifications that come twice, late or in another order', async () => {
      await using world = await World.start();
      await using database = await newDatabase();
      await using index = await world.index({
        database: database.path,
        intervals: { ...QUICK, reconcileMs: 600_000 },
      });
      const { faults } = world.chain;
      faults.duplicateNotifications(0.5);
      faults.reorderNotifications(0.5);
      const ana = await world.person();
      const dataset = await world.dataset(ana);
      const people = await Promise.all(Array.from({ length: 4 }, () => world.person()));
      for (const { address } of people) await world.revoke(dataset, await world.grant(dataset, address));
      faults.reorderNotifications(false);
      const client = new Client(index.url);
      await until(async () => (await client.history()).events.length === 14, 'the history');
      await agrees(world, index);
    });

    it('takes back what a dropped fork had told', async () => {
      // Confirmed blocks stay forkable here for long, as on a cluster that switches forks late.
      await using world = await World.start({ confirmationSlots: 1, finalizationSlots: 150 });
      await using database = await newDatabase();
      await using index = await world.index({ database: database.path, intervals: QUICK });
      const client = new Client(index.url);
      const ana = await world.person();
      await until(async () => (await client.list('type=person')).accounts.length === 1, 'the first person');
      const start = await world.connection.getSlot('processed');
      const dataset = await world.dataset(ana);
      await until(async () => (await client.list('type=dataset')).accounts.length === 1, 'the dataset');
      await until(async () => (await client.history()).events.length === 2, 'its event');
      const now = await world.connection.getSlot('processed');
      const { dropped } = await world.chain.faults.fork(now - start + 1);
      assert.ok(dropped.length > 0);
      await until(async () => (await client.list('type=dataset')).accounts.length === 0, 'the dataset to go');
      assert.equal((await client.accounts([dataset.address.toBase58()])).accounts[0], null);
      await until(async () => (await client.history()).events.length === 1, 'its event to go');
      await agrees(world, index);
    });

    it('shows its age while the chain is away, and goes on when it is back', async () => {
      await using ledger = await temporaryFolder();
      await using database = await newDatabase();
      const world = await World.start({ ledger: ledger.path });
      await using index = await world.index({ database: database.path, intervals: QUICK });
      const client = new Client(index.url);
      const ana = await world.person();
      const dataset = await world.dataset(ana);
      const address = dataset.address.toBase58();
      await until(async () => (await client.accounts([address])).accounts[0] !== null, 'the dataset');
      const port = Number(new URL(world.chain.rpcUrl).port);
      await world[Symbol.asyncDispose]();

      await until(async () => (await client.status()).lagging, 'the index to say that it lags');
      const { accounts, readAgeMs } = await client.accounts([address]);
      assert.notEqual(accounts[0], null);
      await until(
        async () => (await client.accounts([address])).readAgeMs > readAgeMs + 200,
        'its age to grow',
      );
      const behind = await client.raw(
        'POST',
        '/v1/accounts',
        JSON.stringify({ addresses: [address], minSlot: '1000000' }),
      );
      assert.equal(behind.status, 503);

      await using chain = await startLocalnet({ slotMs: 20, ledger: ledger.path, port });
      assert.ok(chain.genesisHash);
      await until(async () => !(await client.status()).lagging, 'the index to follow again');
      await until(async () => (await client.accounts([address])).readAgeMs < 1_000, 'its age to fall');
    });

    it('shows that the chain hangs, though it still answers', async () => {
      // This chain makes a block only when it is told to.
      await using world = await World.start({ slotMs: 2 ** 30 });
      const running = setInterval(() => void world.chain.faults.warp({ slots: 1 }), 20);
      await using database = await newDatabase();
      await using index = await world.index({ database: database.path, intervals: QUICK });
      const client = new Client(index.url);
      const ana = (await world.person()).address.toBase58();
      await until(async () => (await client.accounts([ana])).accounts[0] !== null, 'the person');
      const { readAgeMs } = await client.accounts([ana]);
      assert.ok(readAgeMs < 1_000, `${readAgeMs} ms old`);
      clearInterval(running);
      await until(async () => (await client.accounts([ana])).readAgeMs > 1_500, 'its age to grow');
    });
  });
}
