import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { bindSqlAdapterFactory, type SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { MigrationList } from '@prisma/schema-engine-wasm';
import type { Migration } from '../../../indexer/src/database/migrate.ts';

const require = createRequire(import.meta.url);
const SCHEMA = new URL('../../../indexer/prisma/schema.prisma', import.meta.url);
const LOCK = new URL('../../../indexer/prisma/migrations/migration_lock.toml', import.meta.url);
const NO_FILTERS = { externalTables: [], externalEnums: [] };

/** As far as it is used here; the DOM's types, which have it all, are not for Node. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, object>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

/** The package declares its class twice; this is the one that is made here. */
type SchemaEngine = Awaited<ReturnType<typeof bindings.SchemaEngine.new>>;

let loaded: Promise<void> | undefined;

async function load(): Promise<void> {
  const wasm = await readFile(
    require.resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/\.js$/, '.wasm'),
  );
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
}

/**
 * Prisma's own schema engine, of exactly the client's version: what `prisma migrate` runs, as WebAssembly. The
 * command itself downloads a native build, which tests must not.
 */
export class PrismaMigrate {
  readonly #engine: SchemaEngine;
  readonly #schema: string;
  readonly #lock: string;

  private constructor(engine: SchemaEngine, schema: string, lock: string) {
    this.#engine = engine;
    this.#schema = schema;
    this.#lock = lock;
  }

  static async on(adapter: SqlDriverAdapterFactory): Promise<PrismaMigrate> {
    await (loaded ??= load());
    const [schema, lock] = await Promise.all([readFile(SCHEMA, 'utf8'), readFile(LOCK, 'utf8')]);
    const bound = bindSqlAdapterFactory(
      adapter.adapterName === '@prisma/adapter-pg' ? readingInternalChars(adapter) : adapter,
    );
    const engine = await bindings.SchemaEngine.new(
      { datamodels: [['schema.prisma', schema]] },
      () => undefined,
      bound,
    );
    return new PrismaMigrate(engine, schema, lock);
  }

  /** `prisma migrate deploy`: the names of what it applied. */
  async deploy(migrations: readonly Migration[]): Promise<string[]> {
    const { appliedMigrationNames } = await this.#engine.applyMigrations({
      migrationsList: this.#list(migrations),
      filters: NO_FILTERS,
    });
    return appliedMigrationNames;
  }

  /** `prisma migrate status`. */
  status(migrations: readonly Migration[]) {
    return this.#engine.diagnoseMigrationHistory({
      ...{ migrationsList: this.#list(migrations), optInToShadowDatabase: false, filters: NO_FILTERS },
    });
  }

  /** `prisma migrate diff`: the script that makes the database as it is into the schema's. */
  async script(): Promise<string> {
    const files = [{ path: 'schema.prisma', content: this.#schema }];
    const { stdout } = await this.#engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: '/' },
      to: { tag: 'schemaDatamodel', files },
      ...{ script: true, exitCode: null, filters: NO_FILTERS },
    });
    return stdout ?? '';
  }

  #list(migrations: readonly Migration[]): MigrationList {
    return {
      baseDir: '/migrations',
      lockfile: { path: './migration_lock.toml', content: this.#lock },
      shadowDbInitScript: '',
      migrationDirectories: migrations.map(({ name, script }) => ({
        path: name,
        migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: script } },
      })),
    };
  }
}

/**
 * Reads Postgres' internal type "char", by which its catalogue tells what foreign keys do, as text: @prisma/adapter-pg 7.10 refuses
 * it, since the command has a driver of its own.
 */
function readingInternalChars(factory: SqlDriverAdapterFactory): SqlDriverAdapterFactory {
  const connect: SqlDriverAdapterFactory['connect'] = async () => {
    const adapter = await factory.connect();
    const queryRaw: typeof adapter.queryRaw = (query) =>
      adapter.queryRaw({
        ...query,
        sql: query.sql
          .replace(/\bconstr\.contype(?= AS )/g, '$&::text')
          .replace(/\bcon1?\.(conf(?:del|upd)type)(?=,)/g, '$&::text AS $1'),
      });
    return withOverrides(adapter, { queryRaw });
  };
  return withOverrides(factory, { connect });
}

function withOverrides<T extends object>(target: T, overrides: Partial<T>): T {
  return new Proxy(target, {
    get: (_, name) => {
      const value: unknown = Reflect.get(name in overrides ? overrides : target, name);
      return typeof value === 'function' && !(name in overrides) ? (value.bind(target) as unknown) : value;
    },
  });
}
