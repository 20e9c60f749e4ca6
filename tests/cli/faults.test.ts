import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FaultyRpc } from '../fixtures/faulty-rpc.ts';
import { until } from '../fixtures/until.ts';
import { type Ran, World } from './world.ts';

/** A port on which nobody listens. */
const NOWHERE = 'http://127.0.0.1:9';
const SHORT = ['--max-staleness', '2', '--poll', '0.5'];

describe('when something is away or stopped', () => {
  it('a node whose index is away cuts and refuses within the staleness, and tells its user why', async () => {
    await using world = await World.create();
    const { dataset, head } = await share(world, Buffer.from('content'));
    const node = await world.node('owner', ...SHORT);
    const ask = ['block', dataset, head, '--peer', node.address];
    const follow = await world.start(...ask, '--follow', '--interval', '100', '--home', world.path('reader'));
    assert.equal(follow.ready['answer'], 'block');

    await world.index.end('SIGTERM');
    const cut = await follow.line((line) => line['cut'] === true);
    assert.equal(typeof cut['at'], 'number');
    const told = await node.line(({ event }) => event === 'stale');
    assert.match(String(told['why']), /doesn't answer|older than/);
    assert.equal((await world.try('reader', ...ask)).status, 3);
  });

  it('a node whose chain is away cuts and refuses within the staleness, and a get says that the chain is away', async () => {
    await using world = await World.create();
    const { dataset, head } = await share(world, Buffer.from('content'));
    const node = await world.node('owner', ...SHORT);
    const ask = ['block', dataset, head, '--peer', node.address];
    const follow = await world.start(...ask, '--follow', '--interval', '100', '--home', world.path('reader'));
    await world.chain.end('SIGTERM');
    const away = Date.now();
    const cut = await follow.line((line) => line['cut'] === true);
    assert.ok(Number(cut['at']) - away < 5_000);
    assert.equal((await world.try('reader', ...ask)).status, 3);
    const got = await world.try('reader', 'get', dataset, world.path('out'));
    assert.deepEqual([got.status, got.code], [4, 'chain/away']);
  });

  it('a command that is interrupted while its transaction is on its way names it', async () => {
    await using world = await World.create();
    const [, url = '', , ws = ''] = world.places;
    await using rpc = await FaultyRpc.before(url);
    rpc.judge(({ method }) => (method === 'sendTransaction' ? 'drop' : 'pass'));
    const ending = world.try('desk', 'init', '--rpc', rpc.url, '--ws', ws, '--airdrop', '10');
    await until(() => rpc.count('sendTransaction') > 0, 'the sending');
    world.running.at(-1)?.kill('SIGINT');
    const { status, code, stderr } = await ending;
    assert.deepEqual([status, code], [130, 'chain/interrupted'], stderr);
    rpc.judge(() => 'pass');
    assert.equal((await world.try('desk', 'init', '--rpc', rpc.url, '--ws', ws)).status, 0);
  });

  it('a get without a node says that nobody is there, and with a known address works without the index', async () => {
    await using world = await World.create();
    const { dataset } = await share(world, Buffer.from('content'));
    const none = await world.try('reader', 'get', dataset, world.path('out'));
    assert.deepEqual([none.status, none.code], [4, 'exchange/no-peer']);
    const node = await world.node('owner');
    // Whose index is away is the reader's own matter; the owner's node has one.
    const { person } = await world.init('far', '--index', NOWHERE);
    await world.in('owner', 'grant', 'photos', String(person));
    const away = await world.try('far', 'get', dataset, world.path('out'));
    assert.deepEqual([away.status, away.code], [4, 'index/away']);
    await world.in('far', 'get', dataset, world.path('out'), '--peer', node.address);
    assert.equal(await readFile(world.path('out', 'file'), 'utf8'), 'content');
  });
});

describe('a command', () => {
  let places: World;
  before(async () => (places = await World.create()));
  after(async () => places[Symbol.asyncDispose]());

  it('a get that was killed goes on where it was', async () => {
    await using world = await World.on(places);
    const content = randomBytes(96 * 2 ** 20);
    const { dataset } = await share(world, content);
    await world.node('owner');
    const kept = world.path('reader', 'datasets', dataset, 'blocks');
    const getting = world.plain('get', dataset, world.path('out'), '--home', world.path('reader'), '--json');
    await killOnce(world, 'get', getting, async () => (await storedBytes(kept)) >= 5 * 2 ** 20);
    const out = await readdir(world.path('out')).catch((): string[] => []);
    assert.ok(!out.includes('file') || (await stat(world.path('out', 'file'))).size === content.length);
    const got = await world.in('reader', 'get', dataset, world.path('out'));
    assert.ok(
      Number(got['travelledBytes']) < content.length,
      `${String(got['travelledBytes'])} travelled again`,
    );
    assert.equal(sha256(await readFile(world.path('out', 'file'))), sha256(content));
  });

  it('an init and a publish that were killed are finished by running them again', async () => {
    await using world = await World.on(places);
    const init = ['init', ...world.places, '--airdrop', '10', '--home', world.path('owner')];
    for (const mark of ['device.json', 'wallet.json', 'person.json']) {
      const killed = world.plain(...init, '--json');
      await killOnce(world, 'init', killed, async () => existsSync(world.path('owner', mark)));
    }
    const wallet = await readFile(world.path('owner', 'wallet.json'), 'utf8');
    const first = await world.run(...init);
    assert.ok(first.status === 0 || first.code === 'home/exists', first.stderr);
    assert.equal(await readFile(world.path('owner', 'wallet.json'), 'utf8'), wallet);
    assert.equal((await world.run(...init)).code, 'home/exists');

    await mkdir(world.path('source'));
    await writeFile(world.path('source', 'file'), randomBytes(64 * 2 ** 20));
    const { dataset } = await world.in('owner', 'dataset', 'create', 'photos');
    const publish = ['dataset', 'publish', 'photos', world.path('source')];
    const killed = world.try('owner', ...publish);
    const kept = world.path('owner', 'datasets', String(dataset), 'blocks');
    await killOnce(world, 'publish', killed, async () => (await storedBytes(kept)) >= 2 * 2 ** 20);
    const published = await world.in('owner', ...publish);
    assert.ok(Number(published['sequence']) >= 1);
  });

  it('a chain that shows an older state is refused', async () => {
    await using world = await World.on(places);
    const { dataset } = await share(world, Buffer.from('content'));
    await world.node('owner');
    await world.in('reader', 'get', dataset, world.path('out'));
    const path = world.path('reader', 'datasets', dataset, 'state.json');
    const state = JSON.parse(await readFile(path, 'utf8')) as { highest: { sequence: string } };
    await writeFile(path, JSON.stringify({ ...state, highest: { ...state.highest, sequence: '7' } }));
    const got = await world.try('reader', 'get', dataset, world.path('out'));
    assert.deepEqual([got.status, got.code], [1, 'dataset/went-back']);
  });
});

/** An owner with one file in a dataset, and another person with a computer that may read it. */
async function share(world: World, content: Buffer): Promise<{ dataset: string; head: string }> {
  await world.init('owner');
  const reader = await world.init('reader');
  await mkdir(world.path('source'));
  await writeFile(world.path('source', 'file'), content);
  const { dataset } = await world.in('owner', 'dataset', 'create', 'photos');
  const { head } = await world.in('owner', 'dataset', 'publish', 'photos', world.path('source'));
  await world.in('owner', 'grant', 'photos', String(reader['person']));
  await rm(world.path('source'), { recursive: true });
  return { dataset: String(dataset), head: String(head) };
}

async function storedBytes(folder: string): Promise<number> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const packs = found.filter(({ name }) => name.endsWith('.pack'));
  const sizes = packs.map(async (pack) => (await stat(join(pack.parentPath, pack.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Kills a command of this world when something has come about; it fails when the command ended before that. */
async function killOnce(
  world: World,
  verb: string,
  ended: Promise<Ran>,
  reached: () => Promise<boolean>,
): Promise<void> {
  let over: Ran | undefined;
  void ended.then((ran) => (over = ran));
  while (!(await reached())) {
    if (over !== undefined)
      assert.fail(`it ended with ${over.status} before it could be killed: ${over.stderr}`);
    await delay(2);
  }
  for (const child of world.running.filter(({ spawnargs }) => spawnargs.includes(verb)))
    child.kill('SIGKILL');
  assert.notEqual((await ended).status, 0);
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
