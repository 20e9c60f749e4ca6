import assert from 'node:assert/strict';
import { verify } from '@meshid/indexer';
import { isMeshidError } from '@meshid/sdk';
import { until } from '../fixtures/until.ts';
import { Client } from '../indexer/client.ts';
import { sigkillSuite } from '../indexer/sigkill-suite.ts';
import { World } from '../indexer/world.ts';
import { PostgresCluster } from './postgres-cluster.ts';

const away = (error: unknown) => isMeshidError(error, 'index/database-away');

describe('an index whose PostgreSQL server fails', () => {
  let cluster: PostgresCluster;
  before(async () => {
    cluster = await PostgresCluster.start();
  });
  after(() => cluster[Symbol.asyncDispose]());

  sigkillSuite('a PostgreSQL server', async () => ({
    path: await cluster.database(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }));

  it('ends when the server dies, and the next one goes on from what was committed', async () => {
    await using world = await World.start();
    const database = await cluster.database();
    await using index = await world.index({ database });
    const client = new Client(index.url);
    await world.person();
    await until(async () => (await client.history()).events.length === 1, 'the first event');
    // As when the operating system ran out of memory: no session says goodbye.
    await cluster.stop('SIGQUIT');
    await assert.rejects(index.ended, away);
    await index.close();
    await assert.rejects(world.index({ database }), away);

    await world.person();
    await cluster.serve();
    await using next = await world.index({ database });
    const again = new Client(next.url);
    await until(async () => (await again.history()).events.length === 2, 'both events');
    assert.deepEqual((await verify({ rpcUrl: world.chain.rpcUrl, database })).differences, []);
  });

  it('writes nothing more when it lost its lock and another took over', async () => {
    await using world = await World.start();
    const database = await cluster.database();
    await using index = await world.index({ database });
    const holders = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    const [holder] = await cluster.query(database, holders);
    await cluster.query(database, `SELECT pg_terminate_backend(${String(holder?.['pid'])})`);
    await assert.rejects(index.ended, away);
    await using next = await world.index({ database });
    const { address } = await world.person();
    const client = new Client(next.url);
    await until(
      async () => (await client.accounts([address.toBase58()])).accounts[0] !== null,
      'the second index to write',
    );
    assert.deepEqual((await verify({ rpcUrl: world.chain.rpcUrl, database })).differences, []);
  });
});
