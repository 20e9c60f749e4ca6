import assert from 'node:assert/strict';
import { verify } from '@meshid/indexer';
import { isMeshidError } from '@meshid/sdk';
import { PublicKey } from '@solana/web3.js';
import { Client } from './client.ts';
import { sql } from './tables.ts';
import { READ, until, World } from './world.ts';

/** A database that is gone with its scope. */
export type NewDatabase = () => Promise<AsyncDisposable & { readonly path: string }>;

/** What an index promises on any database. */
export function indexSuite(name: string, newDatabase: NewDatabase): void {
  describe(`an index on ${name}`, () => {
    it('mirrors a person, a device, a dataset, a grant and its revocation, with their history', async () => {
      await using world = await World.start();
      await using database = await newDatabase();
      await using index = await world.index({ database: database.path });
      const client = new Client(index.url);
      const [ana, ben] = [await world.person(Buffer.from('ana'.padEnd(32, '\0'))), await world.person()];
      const device = await world.device(ana);
      const dataset = await world.dataset(ana);
      const grant = await world.grant(dataset, ben.address);
      await world.revoke(dataset, grant);
      await until(async () => (await client.history()).events.length === 6, 'six events');
      const { events } = await client.history();
      assert.deepEqual(
        events.map((event) => event.name),
        [
          'PersonCreated',
          'PersonCreated',
          'DeviceEnrolled',
          'DatasetCreated',
          'AccessGranted',
          'AccessRevoked',
        ],
      );

      const addresses = [ana.address, ben.address, device.address, dataset.address, grant].map(String);
      // At the last event's slot: what the history tells of may come before the account that it changed.
      const { accounts } = await client.accounts(addresses, String(events.at(-1)?.slot));
      for (const [i, address] of addresses.entries()) {
        const onChain = await world.connection.getAccountInfo(new PublicKey(address));
        assert.equal(accounts[i]?.data, onChain?.data.toString('base64'));
      }
      assert.deepEqual((await verify({ rpcUrl: world.chain.rpcUrl, indexUrl: index.url })).differences, []);
      await index.close();

      const report = await verify({ rpcUrl: world.chain.rpcUrl, database: database.path });
      assert.deepEqual(report.differences, []);
      assert.equal(report.accounts, 5);
      assert.equal(report.events, 6);
      const [person] = await sql(database.path, `SELECT * FROM persons WHERE public_name = 'ana'`);
      assert.equal(person?.['address'], ana.address.toBase58());
      assert.equal(person['active_devices'], 1n);
      const [joined] = await sql(
        database.path,
        `SELECT grants.status, permissions, resource_kind, principal_kind, rotation_due FROM grants JOIN datasets ON resource = datasets.address`,
      );
      assert.deepEqual(joined, {
        ...{
          status: 'revoked',
          permissions: BigInt(READ),
          resource_kind: 'dataset',
          principal_kind: 'person',
          rotation_due: true,
        },
      });
    });

    it('goes on where it stopped, and finds what happened meanwhile', async () => {
      await using world = await World.start();
      await using database = await newDatabase();
      const first = await world.index({ database: database.path });
      const ana = await world.person();
      const dataset = await world.dataset(ana);
      await until(async () => (await new Client(first.url).history()).events.length === 2, 'two events');
      await first.close();
      const ben = await world.person();
      const grant = await world.grant(dataset, ben.address);
      await using second = await world.index({ database: database.path });
      const client = new Client(second.url);
      const { accounts } = await client.accounts([grant.toBase58(), ben.address.toBase58()]);
      assert.ok(accounts.every((account) => account !== null));
      await until(async () => (await client.history()).events.length === 4, 'four events');
      await second.close();
      assert.deepEqual(
        (await verify({ rpcUrl: world.chain.rpcUrl, database: database.path })).differences,
        [],
      );
    });

    it('refuses a second index on its database, in words that help', async () => {
      await using world = await World.start();
      await using database = await newDatabase();
      await using index = await world.index({ database: database.path });
      await assert.rejects(world.index({ database: database.path }), (error) => {
        assert.ok(isMeshidError(error, 'index/database-in-use'));
        assert.match(error.message, /another indexer writes .* use another --database/);
        return true;
      });
      // The refused one left the first alone.
      const ana = await world.person();
      const client = new Client(index.url);
      await until(
        async () => (await client.accounts([ana.address.toBase58()])).accounts[0] !== null,
        'the person',
      );
      await index.close();
      await using next = await world.index({ database: database.path });
      assert.ok(next.url);
    });

    it('refuses a database that mirrors another chain', async () => {
      await using database = await newDatabase();
      {
        await using world = await World.start();
        await using index = await world.index({ database: database.path });
        assert.ok(index.url);
      }
      await using other = await World.start();
      await assert.rejects(other.index({ database: database.path }), (error) =>
        isMeshidError(error, 'index/other-chain'),
      );
    });

    it('finds, when it verifies, a row that was changed, one that was removed and one that is not on chain', async () => {
      await using world = await World.start();
      await using database = await newDatabase();
      const index = await world.index({ database: database.path });
      const people = [
        ...[await world.person(), await world.person()],
        ...[await world.person(), await world.person()],
      ];
      await until(async () => (await new Client(index.url).history()).events.length === 4, 'four events');
      await index.close();
      const [ana, ben, cid, dan] = people.map(({ address }) => address.toBase58());
      await sql(database.path, `UPDATE persons SET generation = 7 WHERE address = '${ana}'`);
      await sql(database.path, `UPDATE accounts SET person = NULL WHERE address = '${dan}'`);
      await sql(database.path, `DELETE FROM accounts WHERE address = '${ben}'`);
      await sql(
        database.path,
        `UPDATE accounts SET address = '${PublicKey.unique().toBase58()}' WHERE address = '${cid}'`,
      );
      await sql(database.path, `DELETE FROM events WHERE accounts @> ARRAY['${ana}']`);
      const { differences } = await verify({ rpcUrl: world.chain.rpcUrl, database: database.path });
      const why = (address: string | undefined) => differences.find(({ what }) => what === address)?.why;
      assert.match(why(ana) ?? '', /row in the table of its kind/);
      assert.match(why(dan) ?? '', /decoded columns/);
      assert.match(why(ben) ?? '', /missing in the index/);
      assert.match(why(cid) ?? '', /missing in the index/);
      assert.equal(differences.filter((difference) => difference.why === 'it is not on chain').length, 1);
      assert.equal(
        differences.filter((difference) => /event PersonCreated is missing/.test(difference.why)).length,
        1,
      );

      // The next start mends every account; and events below the head are the database's own matter, which verify guards.
      const mended = await world.index({ database: database.path });
      await mended.close();
      const after = await verify({ rpcUrl: world.chain.rpcUrl, database: database.path });
      assert.deepEqual(
        after.differences
          .map((difference) => difference.why)
          .filter((text) => !text.includes('event'))
          .sort(),
        [
          'its decoded columns do not follow from its data',
          'its row in the table of its kind does not follow from its data',
        ],
      );
    });

    it('marks what the chain can take back no more', async () => {
      await using world = await World.start();
      await using database = await newDatabase();
      await using index = await world.index({
        database: database.path,
        intervals: { pollMs: 50, historyMs: 50 },
      });
      const client = new Client(index.url);
      await world.person();
      await until(async () => (await client.history()).events.length === 1, 'the event');
      await until(async () => (await client.history()).events[0]?.finalised === true, 'its finality');
      await index.close();
      assert.deepEqual(await sql(database.path, 'SELECT finalised FROM accounts'), [{ finalised: true }]);
    });
  });
}
