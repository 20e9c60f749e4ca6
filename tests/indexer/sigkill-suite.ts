import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { verify } from '@meshid/indexer';
import { seeded } from '../fixtures/random.ts';
import { Client } from './client.ts';
import { IndexProcess } from './process.ts';
import type { NewDatabase } from './suite.ts';
import { sql } from './tables.ts';
import { until, World } from './world.ts';

/** More by hand: MESHID_KILLS=100 MESHID_SEED=1. */
const KILLS = Number(process.env['MESHID_KILLS'] ?? 5);
const SEED = Number(process.env['MESHID_SEED'] ?? 20_261_125);
/** Longer than a start takes, so that kills fall before it, in the snapshot, and after it. */
const LONGEST_MS = 3_000;

/** What no moment may leave behind: a row that is newer than the cursor, or one without its row of its kind. */
const TORN = `SELECT address FROM accounts WHERE revision > (SELECT revision FROM cursor)
  UNION ALL SELECT address FROM accounts a WHERE kind = 'person' AND NOT EXISTS (SELECT 1 FROM persons k WHERE k.address = a.address)
  UNION ALL SELECT address FROM accounts a WHERE kind = 'dataset' AND NOT EXISTS (SELECT 1 FROM datasets k WHERE k.address = a.address)
  UNION ALL SELECT address FROM accounts a WHERE kind = 'grant' AND NOT EXISTS (SELECT 1 FROM grants k WHERE k.address = a.address)`;

/** Changes the register until it is told to stop. @returns how many transactions that took */
async function load(world: World, stop: AbortSignal): Promise<number> {
  const ana = await world.person();
  const dataset = await world.dataset(ana);
  let sent = 2;
  while (!stop.aborted) {
    const { address } = await world.person();
    await world.revoke(dataset, await world.grant(dataset, address));
    sent += 3;
  }
  return sent;
}

/** Rows that contradict others; none in a database that has no tables yet. */
async function torn(database: string): Promise<unknown[]> {
  const [made] = await sql(database, `SELECT to_regclass('accounts') IS NOT NULL AS here`);
  return made?.['here'] === true ? sql(database, TORN) : [];
}

/** What an index promises when it is killed. */
export function sigkillSuite(name: string, newDatabase: NewDatabase): void {
  describe(`SIGKILL of an index on ${name} under load`, () => {
    it('leaves nothing torn, and nothing that the next start does not catch up with', async function () {
      this.timeout(60_000 + KILLS * 10_000);
      const random = seeded(SEED);
      await using world = await World.start();
      await using database = await newDatabase();
      const args = ['--rpc', world.chain.rpcUrl, '--ws', world.chain.wsUrl, '--database', database.path];
      const stop = new AbortController();
      const loading = load(world, stop.signal);
      try {
        for (let kill = 0; kill < KILLS; kill++) {
          await using index = new IndexProcess(args);
          await Promise.race([delay(random() * LONGEST_MS), loading]);
          await index.end('SIGKILL');
          // The others are for the next start to recover from.
          if (kill % 2 === 1) assert.deepEqual(await torn(database.path), [], `kill ${kill} of seed ${SEED}`);
        }
      } finally {
        stop.abort();
      }
      const sent = await loading;
      await using index = new IndexProcess(args);
      const client = new Client(await index.ready());
      await until(async () => (await client.wholeHistory()).length === sent, `${sent} events`);
      assert.equal(await index.end('SIGTERM'), 0);
      const report = await verify({ rpcUrl: world.chain.rpcUrl, database: database.path });
      assert.deepEqual(report.differences, []);
      assert.equal(report.events, sent);
      assert.deepEqual(await torn(database.path), []);
    });
  });
}
