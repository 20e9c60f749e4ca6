import { openMeshid, ownPerson } from '@meshid/sdk';
import { Connection, LAMPORTS_PER_SOL, PublicKey } from '@solana/web3.js';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runHere } from './here.ts';

const LAUNCHER = fileURLToPath(new URL('../../cli/bin/meshid.js', import.meta.url));

export type Fields = Readonly<Record<string, unknown>>;

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line of standard output, where it is JSON. */
  readonly json: Fields;
  /** Of the JSON error on standard error. */
  readonly code: string | undefined;
}

export interface Started extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly ready: Fields;
  /** Every line that it has printed. */
  readonly lines: readonly Fields[];
  /** The first line that fits, waited for. */
  line(fits: (line: Fields) => boolean): Promise<Fields>;
  /** Ends it and gives its exit status. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
  /** Its exit status, once it has ended by itself; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

export interface Surroundings {
  readonly before?: readonly string[];
  /** The flags that name the chain and the index. */
  readonly places?: readonly string[];
  /** Commands that end run in this process, which has loaded everything already. */
  readonly here?: boolean;
}

/** One folder, and the processes that were started for a test; both go with it. */
export class World implements AsyncDisposable {
  readonly folder: string;
  #places: readonly string[];
  readonly #started: Started[] = [];
  /** Every command that was run or started, the last one last. */
  readonly running: ChildProcess[] = [];

  readonly #before: readonly string[];
  readonly #here: boolean;

  private constructor(folder: string, { before = [], places = [], here = false }: Surroundings) {
    this.folder = folder;
    this.#before = before;
    this.#places = places;
    this.#here = here;
  }

  /** Without chain and index of its own. `before` stands before each command, as `ip netns exec NAME` does. */
  static async empty(surroundings: Surroundings = {}): Promise<World> {
    return new World(await mkdtemp(join(tmpdir(), 'meshid-cli-test-')), surroundings);
  }

  /** With a local chain and an index of their own. */
  static async create(surroundings: Surroundings = {}): Promise<World & { chain: Started; index: Started }> {
    const world = await World.empty(surroundings);
    try {
      const chain = await world.start(
        'localnet',
        '--port',
        '0',
        '--slot-ms',
        '50',
        '--faults',
        '--ledger',
        world.path('ledger'),
      );
      const { rpcUrl, wsUrl } = chain.ready;
      const chainPlaces = ['--rpc', String(rpcUrl), '--ws', String(wsUrl)];
      const index = await world.start(
        'index',
        ...chainPlaces,
        '--port',
        '0',
        '--database',
        world.path('index'),
      );
      world.#places = [...chainPlaces, '--index', String(index.ready['indexUrl'])];
      return Object.assign(world, { chain, index });
    } catch (error) {
      await world[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** With the chain and the index of another world, for tests that stop neither: they take longest to start. */
  static async on(other: World): Promise<World> {
    return World.empty({ places: other.#places, here: other.#here });
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  get places(): readonly string[] {
    return this.#places;
  }

  /** Runs `meshid … --json` to its end. */
  async run(...args: string[]): Promise<Ran> {
    return this.plain(...args, '--json');
  }

  /** Runs it as it is given. */
  async plain(...args: string[]): Promise<Ran> {
    if (this.#here) {
      const { status, stdout, stderr } = await runHere(args);
      return ranOf(status, stdout, stderr);
    }
    return this.#spawn(args);
  }

  async #spawn(args: readonly string[]): Promise<Ran> {
    const child = spawnMeshid(this.#before, args);
    this.running.push(child);
    const [stdout, stderr] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      once(child, 'close'),
    ]);
    return ranOf(child.exitCode ?? -1, stdout, stderr);
  }

  /** Runs a command that has to succeed, in a home of this world. */
  async in(home: string, ...args: string[]): Promise<Fields> {
    const { status, json, stderr } = await this.run(...args, '--home', this.path(home));
    if (status !== 0) throw new Error(`meshid ${args.join(' ')} ended with ${status}: ${stderr}`);
    return json;
  }

  /** As `in`, and always in a process of its own, which goes with all that it keeps open. */
  async apart(home: string, ...args: string[]): Promise<Fields> {
    const { status, json, stderr } = await this.#spawn([...args, '--json', '--home', this.path(home)]);
    if (status !== 0) throw new Error(`meshid ${args.join(' ')} ended with ${status}: ${stderr}`);
    return json;
  }

  /** Runs a command that may fail, in a home of this world. */
  async try(home: string, ...args: string[]): Promise<Ran> {
    return this.run(...args, '--home', this.path(home));
  }

  /** A person with a wallet and an enrolled computer. */
  async init(home: string, ...more: string[]): Promise<Fields> {
    return this.in(home, 'init', ...this.#places, '--airdrop', '10', '--name', home, ...more);
  }

  /** A person of one wallet with a second, headless computer, enrolled by a ticket. */
  async enrol(walletHome: string, home: string, role: 'member' | 'admin' = 'member'): Promise<Fields> {
    const { address: person } = await ownPerson(await openMeshid(this.path(walletHome)));
    await this.in(home, 'init', ...this.#places, '--headless');
    const request = await this.start(
      'device',
      'request',
      '--person',
      person,
      '--wait',
      '--home',
      this.path(home),
    );
    await this.in(
      walletHome,
      'device',
      'approve',
      String(request.ready['ticket']),
      '--role',
      role,
      '--name',
      home,
    );
    return request.line(({ enrolled }) => enrolled === true);
  }

  /** Lamports for a device that pays for itself. */
  async fund(address: unknown): Promise<void> {
    const connection = new Connection(this.#places[1] ?? '', 'confirmed');
    const key = new PublicKey(String(address));
    await connection.requestAirdrop(key, LAMPORTS_PER_SOL);
    while ((await connection.getBalance(key)) === 0) await delay(20);
  }

  /** Starts a command that goes on, and waits for its first line. */
  async start(...args: string[]): Promise<Started> {
    const child = spawnMeshid(this.#before, [...args, '--json']);
    this.running.push(child);
    const lines: Fields[] = [];
    const errors: string[] = [];
    let woken = (): void => undefined;
    let next = Promise.withResolvers<undefined>();
    woken = () => {
      next.resolve(undefined);
      next = Promise.withResolvers();
    };
    if (child.stdout === null) throw new Error('there is no output');
    createInterface({ input: child.stdout }).on('line', (text) => {
      lines.push(parse(text) ?? {});
      woken();
    });
    child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    let over = false;
    const closed = once(child, 'close').then(() => {
      over = true;
      woken();
    });
    const line: Started['line'] = async (fits) => {
      for (;;) {
        const found = lines.find(fits);
        if (found !== undefined) return found;
        if (over)
          throw new Error(
            `meshid ${args.join(' ')} ended with ${child.exitCode ?? 'a signal'}: ${errors.join('')}`,
          );
        await next.promise;
      }
    };
    const end: Started['end'] = async (signal = 'SIGTERM') => {
      if (!over) child.kill(signal);
      await closed;
      return child.exitCode;
    };
    const ready = await line(() => true);
    const started: Started = {
      child,
      ready,
      lines,
      line,
      end,
      ended: closed.then(() => child.exitCode),
      [Symbol.asyncDispose]: async () => {
        await end('SIGKILL');
      },
    };
    this.#started.push(started);
    return started;
  }

  async node(home: string, ...more: string[]): Promise<Started & { address: string }> {
    const node = await this.start('node', '--home', this.path(home), ...more);
    const addresses = node.ready['addresses'];
    if (!Array.isArray(addresses)) throw new Error('the node has no address');
    return Object.assign(node, { address: String(addresses[0]) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The last started first; the chain and the index are processes below a command, and end with it.
    for (const started of this.#started.reverse()) await started.end('SIGTERM');
    await rm(this.folder, { recursive: true, force: true });
  }
}

function spawnMeshid(before: readonly string[], args: readonly string[]): ChildProcess {
  const [program = process.execPath, ...rest] = [...before, process.execPath, LAUNCHER, ...args];
  return spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) text += String(chunk);
  return text;
}

function ranOf(status: number, stdout: string, stderr: string): Ran {
  const json = parse(stdout.trim().split('\n').at(-1) ?? '') ?? {};
  const error = parse(stderr.trim().split('\n').at(-1) ?? '')?.['error'];
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
  return { status, stdout, stderr, json, code };
}

function parse(text: string): Fields | undefined {
  try {
    return JSON.parse(text) as Fields;
  } catch {
    return undefined;
  }
}
