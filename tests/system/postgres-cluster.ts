import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';

/** Debian keeps each version's programs to itself. @throws Error when PostgreSQL is not installed: that is a failure, not a skip */
async function programs(): Promise<string> {
  const root = '/usr/lib/postgresql';
  const versions = await readdir(root).catch(() => []);
  const newest = versions.sort((a, b) => Number(a) - Number(b)).at(-1);
  if (newest === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  return path.join(root, newest, 'bin');
}

/** The server refuses to run as root. */
function account(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

/** A PostgreSQL server of its own, on a Unix socket in a temporary folder. */
export class PostgresCluster implements AsyncDisposable {
  readonly #folder: string;
  #server: ChildProcess | undefined;
  #databases = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async start(): Promise<PostgresCluster> {
    const folder = await mkdtemp(path.join(tmpdir(), 'meshid-postgres-'));
    const owner = account();
    if (owner !== undefined) await chown(folder, owner.uid, owner.gid);
    const cluster = new PostgresCluster(folder);
    const args = [
      '-D',
      path.join(folder, 'data'),
      '--auth=trust',
      '--username=postgres',
      '--no-sync',
      '--encoding=UTF8',
    ];
    const made = spawnSync(path.join(await programs(), 'initdb'), args, {
      ...owner,
      cwd: folder,
      encoding: 'utf8',
    });
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
    await cluster.serve();
    return cluster;
  }

  async serve(): Promise<void> {
    const settings = {
      listen_addresses: '',
      unix_socket_directories: this.#folder,
      fsync: 'off',
      max_connections: '60',
    };
    const args = [
      '-D',
      path.join(this.#folder, 'data'),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ];
    this.#server = spawn(path.join(await programs(), 'postgres'), args, {
      ...account(),
      cwd: this.#folder,
      stdio: 'ignore',
    });
    for (let attempt = 0; ; attempt++) {
      const client = new pg.Client({ connectionString: this.url('postgres') });
      try {
        await client.connect();
        await client.end();
        return;
      } catch (error) {
        if (attempt > 400 || this.#server.exitCode !== null) throw error;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    }
  }

  /** As an operating system does that ran out of memory: no session says goodbye. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    const server = this.#server;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  }

  url(database: string): string {
    return `postgresql://postgres@localhost/${database}?host=${encodeURIComponent(this.#folder)}`;
  }

  /** The URL of a new, empty database. */
  async database(): Promise<string> {
    const name = `index${++this.#databases}`;
    await this.query(this.url('postgres'), `CREATE DATABASE ${name}`);
    return this.url(name);
  }

  async query(url: string, sql: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
