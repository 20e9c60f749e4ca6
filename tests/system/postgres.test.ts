import { openPostgres } from '../../indexer/src/database/postgres.ts';
import { migrateSuite } from '../indexer/database/migrate-suite.ts';
import { faultsSuite } from '../indexer/faults-suite.ts';
import { indexSuite } from '../indexer/suite.ts';
import { PostgresCluster } from './postgres-cluster.ts';

describe('PostgreSQL', () => {
  let cluster: PostgresCluster;
  before(async () => {
    cluster = await PostgresCluster.start();
  });
  after(() => cluster[Symbol.asyncDispose]());

  // Databases go with the cluster.
  const newDatabase = async () => ({
    path: await cluster.database(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  indexSuite('a PostgreSQL server', newDatabase);
  faultsSuite('a PostgreSQL server', newDatabase);
  migrateSuite('a PostgreSQL server', async () => openPostgres(await cluster.database(), false));
});
