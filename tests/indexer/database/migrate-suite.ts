import assert from 'node:assert/strict';
import { isMeshidError } from '@meshid/sdk';
import { listMigrations, migrate } from '../../../indexer/src/database/migrate.ts';
import type { Opened } from '../../../indexer/src/database/open.ts';
import { PrismaMigrate } from './schema-engine.ts';

/** The runner and Prisma's own engine agree about one database. */
export function migrateSuite(name: string, open: () => Promise<Opened>): void {
  describe(`migrations on ${name}`, () => {
    let database: Opened;
    beforeEach(async () => {
      database = await open();
    });
    afterEach(() => database.close());
    const rows = () =>
      database.query(
        'SELECT migration_name, checksum, logs, rolled_back_at, applied_steps_count, finished_at >= started_at AS finished FROM _prisma_migrations ORDER BY 1',
      );
    const columns = () =>
      database.query(
        `SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length AS length FROM information_schema.columns
         WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`,
      );

    it('leave the very rows and tables that Prisma leaves', async () => {
      const known = await listMigrations();
      assert.deepEqual(
        await migrate(database),
        known.map((migration) => migration.name),
      );
      const ours = [await rows(), await columns()];
      await database.script('DROP SCHEMA public CASCADE; CREATE SCHEMA public;');
      const prisma = await PrismaMigrate.on(database.adapter);
      assert.deepEqual(
        await prisma.deploy(known),
        known.map((migration) => migration.name),
      );
      assert.deepEqual(ours, [await rows(), await columns()]);
    });

    it('are nothing new to Prisma once the runner applied them, and the other way round', async () => {
      const known = await listMigrations();
      await migrate(database);
      const prisma = await PrismaMigrate.on(database.adapter);
      const { editedMigrationNames, failedMigrationNames, hasMigrationsTable, history } =
        await prisma.status(known);
      assert.deepEqual(
        { editedMigrationNames, failedMigrationNames, hasMigrationsTable },
        { editedMigrationNames: [], failedMigrationNames: [], hasMigrationsTable: true },
      );
      assert.equal(history ?? null, null);
      assert.deepEqual(await prisma.deploy(known), []);
      const next = [
        ...known,
        { name: '99991231000000_later', script: 'CREATE TABLE later (id INTEGER PRIMARY KEY);' },
      ];
      assert.deepEqual(await prisma.deploy(next), ['99991231000000_later']);
      assert.deepEqual(await migrate(database, next), []);
    });

    it('leave nothing when one fails, and are applied when it is mended', async () => {
      const known = await listMigrations();
      const broken = {
        name: '99991231000000_broken',
        script: 'CREATE TABLE half (id INTEGER); SELECT nonsense;',
      };
      await assert.rejects(migrate(database, [...known, broken]), /nonsense/);
      assert.equal((await rows()).length, known.length);
      const mended = { ...broken, script: 'CREATE TABLE half (id INTEGER);' };
      assert.deepEqual(await migrate(database, [...known, mended]), [mended.name]);
    });

    it('refuse a database of a newer version, one that was edited, and one that Prisma left half-way', async () => {
      const known = await listMigrations();
      const later = { name: '99991231000000_later', script: 'SELECT 1;' };
      await migrate(database, [...known, later]);
      const refused = (error: unknown) => isMeshidError(error, 'index/database-of-other-version');
      await assert.rejects(migrate(database, known), refused);
      await assert.rejects(migrate(database, [...known, { ...later, script: 'SELECT 2;' }]), refused);
      // Checked out with the line endings of Windows, it is the same.
      assert.deepEqual(await migrate(database, [...known, { ...later, script: 'SELECT 1;' }]), []);
      await database.script(
        `UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '${later.name}'`,
      );
      await assert.rejects(migrate(database, [...known, later]), refused);
    });

    it('say what schema.prisma says', async () => {
      const [init, ...others] = await listMigrations();
      assert.deepEqual(others, [], 'with a second migration, compare the database that they make together');
      const prisma = await PrismaMigrate.on(database.adapter);
      assert.equal(init?.script, await prisma.script());
    });
  });
}
