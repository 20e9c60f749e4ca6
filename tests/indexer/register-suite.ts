import assert from 'node:assert/strict';
import { verify } from '@meshid/indexer';
import { membershipAddress } from '@meshid/sdk';
import idl from '../../sdk/program/meshid.json' with { type: 'json' };
import { Stage } from '../sdk/actors.ts';
import { dataset, datasets, groupWith } from '../sdk/acts/datasets.ts';
import { devices } from '../sdk/acts/devices.ts';
import { groups } from '../sdk/acts/groups.ts';
import { people, recoveries } from '../sdk/acts/people.ts';
import { ports, programs, published, shared } from '../sdk/acts/uses.ts';
import { onLocalnet } from '../sdk/register.ts';
import { Client } from './client.ts';
import type { NewDatabase } from './suite.ts';
import { sql } from './tables.ts';
import { until, World } from './world.ts';

/** What an index makes of the whole register, on any database. */
export function registerSuite(name: string, newDatabase: NewDatabase): void {
  describe(`the whole register in an index on ${name}`, () => {
    it('every event of every instruction is in the history, in order, and every account is as on chain', async () => {
      await using world = await World.start();
      await using database = await newDatabase();
      await using index = await world.index({ database: database.path });
      const client = new Client(index.url);
      const stage = new Stage(onLocalnet(world.chain));
      for (const act of [people, recoveries, devices, groups, programs, datasets, ports]) await act(stage);
      const closed = stage.told.findLast((event) => event.name === 'portClosed');
      assert.ok(closed !== undefined);
      await until(
        async () => {
          const { events } = await client.history(`account=${closed.port}`);
          return events.at(-1)?.name === 'PortClosed';
        },
        'the last event',
        30_000,
      );
      const history = await client.wholeHistory();
      const told = stage.told.map((event) => event.name.charAt(0).toUpperCase() + event.name.slice(1));
      assert.deepEqual(
        history.map((event) => event.name),
        told,
      );
      assert.deepEqual(
        idl.events.map((event) => event.name).filter((event) => !told.includes(event)),
        [],
      );
      await until(
        async () => (await client.accounts([closed.port])).accounts[0] === null,
        'the closed port to go',
        5_000,
      );
      await index.close();
      const report = await verify({ rpcUrl: world.chain.rpcUrl, database: database.path });
      assert.deepEqual(report.differences, []);
    });

    it('each kind of account has its row, and is found by whose it is', async () => {
      await using world = await World.start();
      await using database = await newDatabase();
      await using index = await world.index({ database: database.path });
      const client = new Client(index.url);
      const stage = new Stage(onLocalnet(world.chain));
      const [ana, ben] = [await stage.person(), await stage.person()];
      const group = await groupWith(stage, ana, ben);
      const [program, port] = [await published(stage, ana), await shared(stage, ana)];
      const data = await dataset(stage, ana);
      await devices(stage);
      const membership = membershipAddress(group, ben.id);
      const listed = async (query: string) =>
        (await client.list(query)).accounts.map(({ address }) => address);
      await until(
        async () => (await listed('type=revokedDevice')).length === 1,
        'the tombstone, which came last but for a grant',
      );
      assert.deepEqual(await listed(`type=group&owner=${ana.id}`), [group]);
      assert.deepEqual(await listed(`type=program&owner=${ana.id}`), [program]);
      assert.deepEqual(await listed(`type=port&owner=${ana.id}`), [port]);
      assert.deepEqual(await listed(`type=dataset&owner=${ana.id}`), [data]);
      assert.deepEqual(await listed(`type=membership&resource=${group}`), [membership]);
      assert.deepEqual(await listed(`type=membership&principal=${ben.id}`), [membership]);
      await index.close();

      assert.deepEqual(
        (await verify({ rpcUrl: world.chain.rpcUrl, database: database.path })).differences,
        [],
      );
      const rows = await sql(
        database.path,
        `SELECT slug, class, bundle_version, ports.number, protocol, memberships.role, groups.generation, revoked_devices.status
         FROM programs, ports, revoked_devices, groups JOIN memberships ON group_address = groups.address`,
      );
      assert.deepEqual(rows, [
        {
          ...{ slug: 'render', class: 'batch', bundle_version: 1n, number: 8080n, protocol: 'http/1.1' },
          ...{ role: 'member', generation: 1n, status: 'revoked' },
        },
      ]);
    });
  });
}
