import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { World } from '../cli/world.ts';
import { until } from '../localnet/world.ts';
import { Network } from './network.ts';

const FILES = 12;
const FILE_BYTES = 500_000;
const ALL_BYTES = FILES * FILE_BYTES;

interface Mesh extends AsyncDisposable {
  readonly network: Network;
  readonly owner: World;
  readonly reader: World;
  readonly dataset: string;
  /** Bytes of blocks that the reader's computer has. */
  arrived(): Promise<number>;
  assertSame(): Promise<void>;
}

/** The owner's computer with a published dataset and a node, and the reader's, on the other side of the link, granted to read it. */
async function createMesh(): Promise<Mesh> {
  await using closing = new AsyncDisposableStack();
  const network = closing.use(Network.create());
  const places = await network.startHub(network.here);
  const [owner, reader] = [
    closing.use(await World.empty({ before: Network.on(network.here), places })),
    closing.use(await World.empty({ before: Network.on(network.there), places })),
  ];
  await mkdir(owner.path('source'));
  for (let n = 0; n < FILES; n++) await writeFile(owner.path('source', `${n}`), randomBytes(FILE_BYTES));
  await owner.init('owner');
  const { person } = await reader.init('reader');
  const { dataset } = await owner.in('owner', 'dataset', 'create', 'photos');
  await owner.in('owner', 'dataset', 'publish', 'photos', owner.path('source'));
  await owner.in('owner', 'grant', 'photos', String(person));
  const node = await owner.node('owner', '--listen', `/ip4/${network.here.address}/tcp/0`);
  assert.match(node.address, /^\/ip4\/10\.213\.7\.1\/tcp\/\d+\/p2p\//);
  const ending = closing.move();
  return {
    ...{ network, owner, reader, dataset: String(dataset) },
    arrived: async () => {
      const folder = reader.path('reader', 'datasets', String(dataset), 'blocks');
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      const files = entries.filter((entry) => entry.isFile());
      // One may be renamed between the two looks.
      const sizes = files.map(async (file) =>
        stat(join(file.parentPath, file.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      );
      return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    },
    assertSame: async () => {
      const names = (await readdir(owner.path('source'))).sort();
      assert.deepEqual((await readdir(reader.path('out'))).sort(), names);
      for (const name of names) {
        const [sent, got] = await Promise.all([
          readFile(owner.path('source', name)),
          readFile(join(reader.path('out'), name)),
        ]);
        assert.ok(sent.equals(got), name);
      }
    },
    [Symbol.asyncDispose]: () => ending.disposeAsync(),
  };
}

describe('two computers that a network joins', () => {
  it('find each other and fetch over addresses that are not loopback', async () => {
    await using mesh = await createMesh();
    const got = await mesh.reader.in('reader', 'get', mesh.dataset, mesh.reader.path('out'));
    assert.ok(Number(got['travelledBytes']) > ALL_BYTES);
    await mesh.assertSame();
  });

  it('fetch the same bytes over a link that is slow, queues and loses packets', async () => {
    await using mesh = await createMesh();
    const { network, reader, dataset } = mesh;
    for (const place of [network.here, network.there]) {
      network.slow(place, 20);
      network.lose(place);
    }
    const got = await reader.in('reader', 'get', dataset, reader.path('out'));
    assert.ok(network.lost(network.here) > 20, `${network.lost(network.here)} packets were lost`);
    // What TCP sends again is its own; blocks don't travel twice.
    assert.ok(Number(got['travelledBytes']) < ALL_BYTES * 1.05, String(got['travelledBytes']));
    await mesh.assertSame();
  });

  it('go on after the link was cut for a moment, within the same get', async () => {
    await using mesh = await createMesh();
    const { network, reader, dataset } = mesh;
    network.slow(network.here, 8);
    const getting = reader.in('reader', 'get', dataset, reader.path('out'));
    await until(async () => (await mesh.arrived()) > ALL_BYTES / 4, 'the first blocks');
    network.cut();
    const cut = performance.now();
    const before = await mesh.arrived();
    await until(() => performance.now() - cut > 4_000, 'a while without a link');
    // What was received before may still be written.
    assert.ok((await mesh.arrived()) <= before + ALL_BYTES / 2, 'nothing travels without a link');
    network.mend();
    const got = await getting;
    assert.ok(Number(got['travelledBytes']) < ALL_BYTES * 1.05, String(got['travelledBytes']));
    await mesh.assertSame();
  });

  it('tell clearly when the link stays away, and a later get goes on where it was', async () => {
    await using mesh = await createMesh();
    const { network, reader, dataset } = mesh;
    network.slow(network.here, 8);
    const getting = reader.try('reader', 'get', dataset, reader.path('out'));
    await until(async () => (await mesh.arrived()) > ALL_BYTES / 4, 'the first blocks');
    network.cut();
    const failed = await getting;
    assert.notEqual(failed.status, 0);
    assert.ok(
      ['exchange/timeout', 'exchange/cut', 'exchange/unreachable'].includes(failed.code ?? ''),
      failed.stderr,
    );
    assert.match(failed.stderr, /try again|can't be reached/);
    const kept = await mesh.arrived();
    assert.ok(kept > ALL_BYTES / 4);
    network.mend();
    const got = await reader.in('reader', 'get', dataset, reader.path('out'));
    assert.ok(Number(got['travelledBytes']) < ALL_BYTES * 1.05 - kept, String(got['travelledBytes']));
    await mesh.assertSame();
  });
});
