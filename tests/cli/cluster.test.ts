import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Localnet, startLocalnet } from '@meshid/localnet';
import { PROGRAM_BINARY, PROGRAM_ID } from '@meshid/sdk';
import { Keypair } from '@solana/web3.js';
import { type Fields, World } from './world.ts';

const PROBE = fileURLToPath(new URL('../../programs/toolchain/probe/probe.so', import.meta.url));

/** A port on which nobody listens. */
const NOWHERE = 'http://127.0.0.1:9';

/** What a command says of a cluster, and its warnings, one after another. */
async function shown(world: World, home: string, ...args: string[]): Promise<Fields & { warnings: string }> {
  const { status, json, stderr } = await world.try(home, 'cluster', ...args);
  assert.equal(status, 0, stderr);
  const { program, ...rest } = json;
  return { ...rest, ...(program as Fields), warnings: stderr };
}

/** A second cluster, with another program or none where the register's should be. */
async function otherCluster(program?: { path: string; upgradeAuthority?: string }): Promise<Localnet> {
  return startLocalnet({
    ...{ slotMs: 50, meshid: false },
    programs: program === undefined ? [] : [{ address: PROGRAM_ID, ...program }],
  });
}

describe('meshid cluster', () => {
  let places: World;
  before(async () => (places = await World.create()));
  after(async () => places[Symbol.asyncDispose]());

  it('shows the cluster, and says nothing more when its program is the one of this version', async () => {
    await using world = await World.on(places);
    const { person } = await world.init('desk');
    const view = await shown(world, 'desk');
    assert.equal(view.warnings, '');
    assert.deepEqual(
      [view['match'], view['indexMirrors'], view['person'], view['sha256'], view['authority']],
      ['this version', 'this cluster', person, view['expected'], null],
    );
    const text = await world.plain('cluster', '--home', world.path('desk'));
    assert.match(text.stdout, new RegExp(`program +${PROGRAM_ID}, this version\nupgrades +by nobody, ever`));
  });

  it('warns of a program that is not the one of this version, of none, and of what is no program', async () => {
    await using world = await World.on(places);
    await world.init('desk');
    const authority = Keypair.generate().publicKey.toBase58();
    await using another = await otherCluster({ path: PROBE, upgradeAuthority: authority });
    await using empty = await otherCluster();

    const other = await shown(world, 'desk', 'use', another.rpcUrl);
    assert.deepEqual(
      [other['match'], other['authority'], other['isNew']],
      ['another version', authority, true],
    );
    assert.notEqual(other['sha256'], other['expected']);
    assert.match(
      other.warnings,
      new RegExp(
        `warning: the program at ${PROGRAM_ID} is not the one that this version .* whoever holds ${authority} `,
      ),
    );
    assert.equal((await shown(world, 'desk')).warnings, other.warnings);
    const none = await shown(world, 'desk', 'use', empty.rpcUrl);
    assert.equal(none['match'], 'absent');
    assert.match(none.warnings, /there is no program at .* so nothing of meshid works here/);
  });

  it('takes a program with room behind it for what it is', async () => {
    await using world = await World.on(places);
    await world.init('desk');
    const roomy = world.path('roomy.so');
    await writeFile(roomy, Buffer.concat([await readFile(PROGRAM_BINARY), Buffer.alloc(5_000)]));
    await using extended = await otherCluster({ path: roomy });
    const view = await shown(world, 'desk', 'use', extended.rpcUrl);
    assert.equal(view['match'], 'this version');
  });

  it('keeps what belongs to each cluster apart, and has it again when the cluster is chosen again', async () => {
    await using world = await World.on(places);
    const here = await world.init('desk');
    await world.in('desk', 'dataset', 'create', 'photos');
    await mkdir(world.path('source'));
    await writeFile(world.path('source', 'file'), 'content');
    await world.in('desk', 'dataset', 'publish', 'photos', world.path('source'));
    const datasets = async () => (await world.in('desk', 'dataset', 'list'))['datasets'];
    const own = await datasets();

    await using other = await startLocalnet({ slotMs: 50 });
    const mirror = String(world.places.at(-1));
    const used = await shown(world, 'desk', 'use', other.rpcUrl, '--index', mirror);
    assert.deepEqual([used['isNew'], used['person'], used['match']], [true, undefined, 'this version']);
    assert.match(used.warnings, /the index mirrors another cluster or program/);
    assert.equal((await shown(world, 'desk', 'use', other.rpcUrl, '--index', NOWHERE)).warnings, '');
    const stranded = await world.try('desk', 'dataset', 'list');
    assert.deepEqual([stranded.status, stranded.code], [1, 'home/no-person']);

    // The same keys make the same addresses, with other secrets and other contents.
    const there = await world.in('desk', 'init', '--airdrop', '10');
    assert.deepEqual(
      [there['wallet'], there['person'], there['device']],
      [here['wallet'], here['person'], here['device']],
    );
    assert.equal((await world.try('desk', 'init')).code, 'home/exists');
    assert.deepEqual(await datasets(), []);
    await world.in('desk', 'dataset', 'create', 'letters');

    const back = await shown(world, 'desk', 'use', String(world.places[1]));
    assert.deepEqual([back['isNew'], back['person'], back.warnings], [false, here['person'], '']);
    assert.deepEqual(await datasets(), own);
    const { clusters } = await world.in('desk', 'cluster', 'list');
    assert.deepEqual(
      (clusters as Fields[]).map(({ genesisHash, person, isChosen }) => [genesisHash, person, isChosen]),
      [
        [back['genesisHash'], here['person'], true],
        [used['genesisHash'], here['person'], false],
      ],
    );
    assert.equal(
      (await world.in('desk', 'dataset', 'publish', 'photos', world.path('source')))['sequence'],
      2,
    );
  });

  it('refuses what is no cluster, and changes nothing for a chain that is away', async () => {
    await using world = await World.on(places);
    await world.init('desk');
    const before = await readFile(world.path('desk', 'config.json'), 'utf8');
    const nonsense = await world.try('desk', 'cluster', 'use', 'nowhere');
    assert.deepEqual([nonsense.status, nonsense.code], [2, 'input/invalid']);
    const away = await world.try('desk', 'cluster', 'use', NOWHERE);
    assert.deepEqual([away.status, away.code], [4, 'chain/away']);
    assert.equal(await readFile(world.path('desk', 'config.json'), 'utf8'), before);
    assert.equal((await world.try('nobody', 'cluster')).code, 'home/missing');
  });

  it('tells that the chain under this computer began anew', async () => {
    await using world = await World.on(places);
    const first = await startLocalnet({ slotMs: 50 });
    await world.in('desk', 'init', '--rpc', first.rpcUrl, '--ws', first.wsUrl, '--airdrop', '10');
    const port = Number(new URL(first.rpcUrl).port);
    await first.close();
    await using second = await startLocalnet({ slotMs: 50, port });
    const view = await shown(world, 'desk');
    assert.deepEqual([view['genesisHash'], view['belongsTo']], [second.genesisHash, first.genesisHash]);
    assert.match(
      view.warnings,
      new RegExp(`belong to the cluster ${first.genesisHash}, and ${second.genesisHash}`),
    );
  });
});
