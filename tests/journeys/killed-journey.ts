import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { type Fields, type Ran, World } from '../cli/world.ts';
import { Killer, Service } from './killing.ts';

type Victim = Service | 'command';

const REFUSED = 3;
const OK_OR_MADE = (code: string) => (ran: Ran) => ran.status === 0 || ran.code === code;

/**
 * The nine steps, each taken once for each process that is alive in it while that one is killed. Throws when a claim of a step does
 * not hold in the end: something was lost, or had an effect twice.
 */
export async function takeKilledJourney(seed: number, log: (line: string) => void): Promise<number> {
  await using world = await World.empty();
  const journey = new Journey(world, seed, log);
  await journey.take();
  return journey.killer.kills;
}

class Journey {
  readonly #world: World;
  readonly killer: Killer;
  readonly #log: (line: string) => void;
  readonly #chain: Service;
  readonly #index: Service;
  readonly #owner: Service;
  readonly #reader: Service;
  #places: string[] = [];
  #head = '';
  #dataset = '';
  #peer = '';

  constructor(world: World, seed: number, log: (line: string) => void) {
    this.#world = world;
    this.#log = log;
    this.killer = new Killer(world, seed);
    this.#chain = new Service(world, 'chain', (ready) => [
      ...['localnet', '--slot-ms', '50', '--ledger', world.path('ledger')],
      ...['--port', portOf(ready?.['rpcUrl'])],
    ]);
    this.#index = new Service(world, 'index', (ready) => [
      ...['index', ...this.#places.slice(0, 4), '--database', world.path('index')],
      ...['--port', portOf(ready?.['indexUrl'])],
    ]);
    this.#owner = node(world, 'owner');
    this.#reader = node(world, 'reader');
  }

  async take(): Promise<void> {
    await this.#startChain();
    await this.#startIndex();
    await this.#enrol();
    await this.#publish();
    await this.#grant();
    await this.#fetch();
    await this.#refuseStranger();
    await this.#publishVersion();
    await this.#revoke();
  }

  get #everything(): readonly Victim[] {
    return [this.#chain, this.#index, this.#owner, this.#reader, 'command'];
  }

  async #each(
    step: string,
    victims: readonly Victim[],
    take: (victim: Victim) => Promise<void>,
  ): Promise<void> {
    for (const victim of victims) {
      this.#log(`${step}: killing the ${typeof victim === 'string' ? victim : victim.name}`);
      await take(victim);
    }
  }

  async #startChain(): Promise<void> {
    const { rpcUrl, wsUrl } = await this.#chain.start();
    this.#places = ['--rpc', String(rpcUrl), '--ws', String(wsUrl)];
    const before = await rpc(String(rpcUrl), 'getGenesisHash');
    await this.#each('chain', [this.#chain], async () => {
      this.killer.kills++;
      await this.#chain.kill();
      assert.equal((await this.#chain.start())['rpcUrl'], rpcUrl);
      assert.equal(await rpc(String(rpcUrl), 'getGenesisHash'), before, 'it should be the same chain');
    });
  }

  async #startIndex(): Promise<void> {
    const { indexUrl } = await this.#index.start();
    this.#places.push('--index', String(indexUrl));
    await this.#each('index', [this.#chain, this.#index], async (victim) => {
      this.killer.kills++;
      if (typeof victim !== 'string') {
        await victim.kill();
        await victim.start();
      }
      const status = (await (await fetch(`${String(indexUrl)}/v1/status`)).json()) as Fields;
      assert.equal(status['genesisHash'], await rpc(this.#places[1] ?? '', 'getGenesisHash'));
    });
  }

  async #enrol(): Promise<void> {
    const homes = [
      ['owner', this.#chain],
      ['stranger', this.#index],
      ['wallet', 'command'],
    ] as const;
    for (const [home, victim] of homes) {
      const args = ['init', ...this.#places, '--airdrop', '10', '--name', home];
      if (home === 'wallet') args.push('--wallet-only');
      await this.#each(`enrol ${home}`, [victim], async () => {
        await this.killer.through(victim, home, args, OK_OR_MADE('home/exists'));
        const { devices } = await this.#world.in(home, 'device', 'list');
        const active = (devices as Fields[]).filter(({ status }) => status === 'active');
        assert.equal(active.length, home === 'wallet' ? 0 : 1, `${home}'s computers`);
      });
    }
    const person = String((await config(this.#world, 'wallet'))['person']);
    await this.#world.in('reader', 'init', ...this.#places, '--headless');
    const { ticket } = await this.#world.in('reader', 'device', 'request', '--person', person);
    await this.#each('enrol reader', [this.#chain, 'command'], async (victim) => {
      const approve = ['device', 'approve', String(ticket), '--name', 'reader'];
      await this.killer.through(victim, 'wallet', approve, OK_OR_MADE('register/exists'));
    });
    const request = ['device', 'request', '--person', person, '--wait'];
    await this.#each('enrol reader', [this.#index, 'command'], async (victim) => {
      await this.killer.through(victim, 'reader', request, ({ json }) => json['enrolled'] === true);
    });
    await this.#owner.start();
    await this.#reader.start();
    this.#peer = String((await runningNode(this.#world, 'owner'))[0]);
  }

  async #publish(): Promise<void> {
    await mkdir(this.#world.path('source'));
    await writeFile(this.#world.path('source', 'file'), 'meshid '.repeat(50_000));
    await this.#each('publish', [this.#chain, this.#index, this.#owner, 'command'], async (victim) => {
      await this.killer.through(victim, 'owner', ['dataset', 'create', 'photos'], OK_OR_MADE('name/taken'));
      await this.#publishFrom(victim);
    });
    const [dataset, ...more] = await this.#datasets();
    assert.equal(more.length, 0, 'one dataset should have been made');
    this.#dataset = String(dataset?.['dataset']);
  }

  /** A publish that was killed after its transaction publishes one more when it is repeated, and never two. */
  async #publishFrom(victim: Victim): Promise<void> {
    const before = Number((await this.#datasets())[0]?.['sequence'] ?? 0);
    const { json } = await this.killer.through(victim, 'owner', [
      ...['dataset', 'publish', 'photos', this.#world.path('source')],
    ]);
    const after = Number((await this.#datasets())[0]?.['sequence']);
    assert.equal(after, Number(json['sequence']));
    assert.ok(after > before && after <= before + 2, `version ${before} was followed by ${after}`);
    this.#head = String(json['head']);
  }

  async #grant(): Promise<void> {
    const person = String((await config(this.#world, 'wallet'))['person']);
    await this.#world.in('owner', 'name', 'add', 'family', person);
    await this.#world.in('reader', 'name', 'add', 'photos', this.#dataset);
    await this.#each('grant', this.#everything, async (victim) => {
      await this.killer.through(victim, 'owner', ['grant', 'photos', 'family']);
    });
    const { status } = await this.#ask('reader');
    assert.equal(status, 0, 'the reader should be served');
  }

  async #fetch(): Promise<void> {
    await this.#each('fetch', this.#everything, async (victim) => this.#getSame(victim));
  }

  async #getSame(victim: Victim): Promise<void> {
    await this.killer.through(victim, 'reader', ['get', 'photos', this.#world.path('out')]);
    assert.equal(
      await readFile(this.#world.path('out', 'file'), 'utf8'),
      await readFile(this.#world.path('source', 'file'), 'utf8'),
    );
  }

  async #refuseStranger(): Promise<void> {
    await this.#each('stranger', this.#everything, async (victim) => {
      const ask = ['block', this.#dataset, this.#head, '--peer', this.#peer];
      const ran = await this.killer.through(
        victim,
        'stranger',
        ask,
        ({ json }) => json['answer'] !== undefined,
      );
      assert.equal(ran.status, REFUSED, 'the stranger should be refused');
    });
  }

  async #publishVersion(): Promise<void> {
    await this.#each('version', this.#everything, async (victim) => {
      await appendFile(this.#world.path('source', 'file'), 'changed\n');
      await this.#publishFrom(victim);
      await this.#getSame(victim);
    });
  }

  async #revoke(): Promise<void> {
    await this.#each('revoke', this.#everything, async (victim) => {
      await this.killer.through(
        victim,
        'owner',
        ['revoke', 'photos', 'family'],
        ({ status, stderr }) => status === 0 || stderr.includes('nothing left to revoke'),
      );
      assert.equal((await this.#ask('reader')).status, REFUSED, 'the reader should be refused');
      const got = await this.#world.try('reader', 'get', 'photos', this.#world.path('late'));
      assert.equal(got.status, REFUSED, got.stderr);
      if (victim === 'command') return;
      await this.#world.in('owner', 'grant', 'photos', 'family');
    });
  }

  async #ask(home: string): Promise<Ran> {
    return this.#world.try(home, 'block', this.#dataset, this.#head, '--peer', this.#peer);
  }

  async #datasets(): Promise<Fields[]> {
    return (await this.#world.in('owner', 'dataset', 'list'))['datasets'] as Fields[];
  }
}

function node(world: World, home: string): Service {
  return new Service(world, `${home}'s node`, (ready) => {
    const [address] = (ready?.['addresses'] ?? []) as string[];
    const listen = address === undefined ? [] : ['--listen', address.replace(/\/p2p\/.*/, '')];
    return ['node', '--home', world.path(home), ...listen];
  });
}

const portOf = (url: unknown): string => (typeof url === 'string' ? new URL(url).port : '0');

async function config(world: World, home: string): Promise<Fields> {
  return JSON.parse(await readFile(world.path(home, 'config.json'), 'utf8')) as Fields;
}

async function runningNode(world: World, home: string): Promise<string[]> {
  const { addresses } = JSON.parse(await readFile(world.path(home, 'run', 'node.json'), 'utf8')) as Fields;
  return addresses as string[];
}

async function rpc(url: string, method: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method }),
  });
  return ((await response.json()) as Fields)['result'];
}
