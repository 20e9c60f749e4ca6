import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unixfs } from '@helia/unixfs';
import type { Blockstore } from 'interface-blockstore';
import { CID } from 'multiformats/cid';
import {
  createMemoryStores,
  type FetchBlocks,
  fetchVersion,
  type FetchVersionInput,
  rawCid,
  restoreVersion,
  type Version,
} from '@meshid/sdk';
import { collect, peerOf, plant, snapshot, type Tree, World } from './world.ts';

const KIB = 1024;

/** A reader of the world's dataset with a store of its own. */
async function reader(world: World) {
  const store = await createMemoryStores().open(world.keys.dataset);
  const input = (version: Version, fetch: FetchBlocks): FetchVersionInput => {
    const { keys } = world;
    return {
      store,
      fetch,
      keys,
      head: version.head,
      expect: { dataset: keys.dataset, sequence: version.sequence },
    };
  };
  return {
    store,
    get: (version: Version, fetch = peerOf(world.store), signal?: AbortSignal) =>
      fetchVersion(input(version, fetch), signal === undefined ? {} : { signal }),
  };
}

/** Many files of a few kilobytes, in folders. */
function manyFiles(count: number, bytes: (index: number) => number): Tree {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `folder-${i % 40}/a file with a name of usual length ${i}`,
      { content: randomBytes(bytes(i)) },
    ]),
  );
}

describe('fetching a version', () => {
  for (const [what, size] of [
    ['tiny', 300],
    ['small', 20 * KIB],
    ['middling', 60 * KIB],
  ] as const)
    it(`of 2,000 ${what} files after one changed moves that file and at most 64 KiB`, async () => {
      await using world = await World.create();
      await plant(
        world.source,
        manyFiles(2000, () => size),
      );
      const theirs = await reader(world);
      await theirs.get((await world.publish()).version);
      for (const index of [0, 777, 1999]) {
        const path = join(world.source, `folder-${index % 40}/a file with a name of usual length ${index}`);
        await appendFile(path, 'x');
        const { version } = await world.publish();
        const { bytes } = await theirs.get(version);
        assert.ok(bytes <= size + 64 * KIB, `${bytes} bytes travelled`);
        assert.deepEqual(await collect(version.missing(theirs.store)), []);
      }
    });

  it('moves one chunk of a large file in which one byte changed', async () => {
    await using world = await World.create();
    const content = randomBytes(8_000_000);
    await plant(world.source, { large: { content } });
    const theirs = await reader(world);
    await theirs.get((await world.publish()).version);
    content[4_000_000] = (content[4_000_000] ?? 0) ^ 1;
    await writeFile(join(world.source, 'large'), content);
    const { version, stats } = await world.publish();
    const { bytes } = await theirs.get(version);
    assert.ok(bytes <= 2 * 1024 * KIB + 64 * KIB, `${bytes} bytes travelled`);
    assert.ok(bytes <= stats.newBytes);
  });

  it('goes on where it was cut', async () => {
    await using world = await World.create();
    await plant(
      world.source,
      manyFiles(40, () => 260 * KIB),
    );
    const { version } = await world.publish();
    const theirs = await reader(world);
    const controller = new AbortController();
    let first = 0;
    const cut: FetchBlocks = async function* (cids) {
      for await (const answer of peerOf(world.store)(cids, {})) {
        first += 1;
        if (first > 30) controller.abort();
        controller.signal.throwIfAborted();
        yield answer;
      }
    };
    await assert.rejects(theirs.get(version, cut, controller.signal), { name: 'AbortError' });
    const { blocks } = await theirs.get(version);
    assert.equal(blocks, (await collect(version.blocks())).length - 30);
  });

  it('from a peer that lacks a block says which', async () => {
    await using world = await World.create();
    await plant(world.source, { a: { content: randomBytes(50_000) } });
    const { version } = await world.publish();
    const [leaf] = await collect(version.leaves());
    assert.ok(leaf);
    await world.store.delete(leaf.cid);
    const partial: FetchBlocks = async function* (cids) {
      for (const cid of cids) if (await world.store.has(cid)) yield* peerOf(world.store)([cid], {});
    };
    const theirs = await reader(world);
    await assert.rejects(theirs.get(version, partial), {
      code: 'version/incomplete',
      message: new RegExp(leaf.cid.toString()),
    });
  });

  it('does not keep what was not asked for', async () => {
    await using world = await World.create();
    await plant(world.source, { a: { content: 'a' } });
    const { version } = await world.publish();
    const stray = randomBytes(1000);
    const generous: FetchBlocks = async function* (cids) {
      yield { cid: rawCid(stray), block: stray };
      yield* peerOf(world.store)(cids, {});
    };
    const theirs = await reader(world);
    const { bytes } = await theirs.get(version, generous);
    assert.equal(await theirs.store.has(rawCid(stray)), false);
    assert.equal(
      bytes,
      (await sizes(theirs.store, await collect(version.blocks()))).reduce((a, b) => a + b),
    );
  });

  it('passes on what the disk says', async () => {
    await using world = await World.create();
    await plant(world.source, { a: { content: randomBytes(100_000) } });
    const { version } = await world.publish();
    const theirs = await reader(world);
    const full = {
      get: theirs.store.get.bind(theirs.store),
      has: async () => false,
      put: async () => Promise.reject(new Error('full')),
    };
    const { keys } = world;
    const expect = { dataset: keys.dataset, sequence: version.sequence };
    await assert.rejects(
      fetchVersion({ store: full, fetch: peerOf(world.store), keys, head: version.head, expect }),
      { message: 'full' },
    );
  });
});

async function sizes(store: Blockstore, cids: readonly CID[]): Promise<number[]> {
  const lengths: number[] = [];
  for (const cid of cids) for await (const piece of store.get(cid)) lengths.push(piece.length);
  return lengths;
}

describe('a version, to an IPFS tool without keys', () => {
  it('is a directory of the manifest, the keyring and every leaf under its CID, sharded when they are many', async () => {
    await using world = await World.create();
    await plant(
      world.source,
      manyFiles(200, () => 260 * KIB),
    );
    const { version } = await world.publish();
    const tool = unixfs({ blockstore: world.store });
    assert.deepEqual((await collect(tool.ls(version.head))).map(({ name }) => name).sort(), [
      'keyring',
      'leaves',
      'manifest',
    ]);
    const leaves = (await collect(tool.ls(version.head))).find(({ name }) => name === 'leaves');
    assert.ok(leaves);
    assert.equal((await tool.stat(leaves.cid)).unixfs?.type, 'hamt-sharded-directory');
    const listed = await collect(tool.ls(leaves.cid));
    for (const { name, cid } of listed) assert.equal(name, cid.toString());
    const [head, manifest, ...needed] = (await collect(version.blocks())).map(String);
    assert.equal(head, version.head.toString());
    assert.ok((await collect(tool.ls(version.head))).some(({ cid }) => cid.toString() === manifest));
    assert.deepEqual(listed.map(({ name }) => name).sort(), needed.sort());
    assert.deepEqual(
      Buffer.concat(await collect(tool.cat(version.head, { path: 'keyring' }))),
      Buffer.from(world.keyring),
    );
  });

  it('shows no name, path or content', async () => {
    await using world = await World.create();
    const secret = 'a very recognisable secret';
    await plant(world.source, {
      [`${secret}/${secret}`]: { content: secret.repeat(100) },
      link: { target: secret },
    });
    await world.publish();
    for await (const { cid, bytes } of world.store.getAll()) {
      const pieces: Uint8Array[] = [];
      for await (const piece of bytes) pieces.push(piece);
      assert.equal(
        Buffer.concat(pieces).includes(secret),
        false,
        `${CID.asCID(cid)?.toString() ?? ''} shows it`,
      );
    }
  });

  it('can be taken away block by block and restored from the copy', async () => {
    await using world = await World.create();
    await plant(
      world.source,
      manyFiles(30, (i) => i * KIB),
    );
    const { version } = await world.publish();
    const copy = await createMemoryStores().open(world.keys.dataset);
    for await (const { cid, bytes } of world.store.getAll()) await copy.put(cid, bytes);
    const theirs = await reader(world);
    const fetched = await theirs.get(version, peerOf(copy));
    await restoreVersion(fetched.version, world.destination);
    assert.deepEqual(await snapshot(world.destination), await snapshot(world.source));
    await rm(world.destination, { recursive: true });
  });
});
