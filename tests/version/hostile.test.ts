import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CID } from 'multiformats/cid';
import fc from 'fast-check';
import {
  createChunkCipher,
  type Entry,
  type Extent,
  type FileEntry,
  type Hole,
  isMeshidError,
  type MeshidErrorCode,
  type Probe,
  rawCid,
  readBlock,
  restoreVersion,
  type VersionBinding,
} from '@meshid/sdk';
import { BinaryWriter } from '../../sdk/src/crypto/binary.ts';
import { probeAbilities } from '../../sdk/src/dataset/version/abilities.ts';
import { buildDirectory } from '../../sdk/src/dataset/version/directory.ts';
import { comparePaths } from '../../sdk/src/dataset/version/entry.ts';
import { writeAttribute } from '../../sdk/src/dataset/version/items.ts';
import { LeafSink } from '../../sdk/src/dataset/version/leaf-sink.ts';
import { encryptRoot, type ManifestRoot } from '../../sdk/src/dataset/version/manifest-root.ts';
import { ManifestWriter } from '../../sdk/src/dataset/version/manifest-writer.ts';
import { checkName } from '../../sdk/src/dataset/version/names.ts';
import { someDataset, turnBit } from '../crypto/world.ts';
import { collect, plant, World } from './world.ts';

const base = { mode: 0o644, mtimeNs: 0n };
const root: Entry = { kind: 'directory', path: '', ...base };
const directory = (path: string): Entry => ({ kind: 'directory', path, ...base });
const link = (path: string, target: string): Entry => ({ kind: 'symlink', path, target, ...base });
const file = (path: string, extents: readonly (Extent | Hole)[] = [], size = 0): FileEntry => ({
  kind: 'file',
  path,
  extents,
  size,
  ...base,
});

const shared = (path: string): Entry => ({ ...file(path), shared: true });
const hardLink = (path: string, linkTo: string): Entry => ({ ...file(path), linkTo });

/** A version with whatever a hostile holder of the keys wants to write, in whatever order. */
async function forge(
  world: World,
  entries: readonly Entry[],
  change: Partial<Omit<ManifestRoot, 'binding'>> & { binding?: Partial<VersionBinding> } = {},
): Promise<CID> {
  const { keys, store } = world;
  const sink = new LeafSink(store, createChunkCipher(keys));
  const writer = new ManifestWriter(sink);
  for (const entry of entries) await writer.add(entry, 0xffffffff);
  const root = await writer.finish();
  const binding = { dataset: keys.dataset, sequence: 1n, epoch: 1n, parent: undefined, ...change.binding };
  const manifest = encryptRoot(keys, {
    ...root,
    ...change,
    binding,
  });
  return storeHead(world, sink, manifest);
}

/** A version of one piece, as it is written. */
async function ofPiece(world: World, content: BinaryWriter, entries: number): Promise<CID> {
  const sink = new LeafSink(world.store, createChunkCipher(world.keys));
  const piece = await sink.piece(content.finish());
  await sink.drain();
  return forge(world, [root], { children: [piece], entries });
}

async function storeHead(world: World, sink: LeafSink, manifest: Uint8Array): Promise<CID> {
  await sink.block(rawCid(manifest), manifest);
  await sink.drain();
  const entry = { cid: rawCid(manifest), bytes: manifest.length };
  return buildDirectory(async (cid, block) => world.store.put(cid, block), entry, entry, []);
}

/** Opening or restoring it fails with the code, and the destination was not even made. */
async function refused(world: World, head: CID, code: MeshidErrorCode): Promise<void> {
  await assert.rejects(
    async () => restoreVersion(await world.open(head, world.keys, 1n), world.destination),
    (error) => {
      assert.ok(isMeshidError(error, code), String(error));
      return true;
    },
  );
  assert.equal(existsSync(world.destination), false, 'something was written');
}

async function leafOf(world: World, content: Uint8Array) {
  const sink = new LeafSink(world.store, createChunkCipher(world.keys));
  const { leaf: coming } = await sink.chunk(content);
  const leaf = await coming;
  await sink.drain();
  return leaf;
}

describe('a manifest of before paths were told by the one before', () => {
  it('is still read', async () => {
    await using world = await World.create();
    const piece = new BinaryWriter().u8(1);
    for (const [kind, path] of [
      [1, ''],
      [1, 'folder'],
      [6, 'folder/file'],
    ] as const)
      piece.u8(kind).varint(path.length).text(path).u16(0o755).i64(7n).u32(8);
    piece.varint(0).u8(7).varint(4).text('link').varint(11).text('folder/file');
    const version = await world.open(await ofPiece(world, piece, 4), world.keys, 1n);
    assert.deepEqual(
      (await collect(version.list())).map(({ path, mtimeNs }) => [path, mtimeNs]),
      ['', 'folder', 'folder/file', 'link'].map((path) => [path, 7_000_000_008n]),
    );
  });
});

describe('a hostile manifest', () => {
  for (const [what, entries] of [
    ['an absolute path', [root, file('/etc/cron.d/evil')]],
    ['a path with ".."', [root, directory('a'), file('a/../../evil')]],
    ['".." alone', [root, directory('..')]],
    ['a path with "."', [root, file('./evil')]],
    ['an empty name', [root, directory('a'), file('a//b')]],
    ['a zero byte', [root, file('a\0b')]],
    ['a path that ends in a slash', [root, file('a/')]],
    ['a name that is too long', [root, file('x'.repeat(256))]],
    ['the same path twice', [root, file('a'), file('a')]],
    ['a file and a directory of one name', [root, directory('a'), file('a')]],
    ['paths out of order', [root, file('b'), file('a')]],
    ['a file behind a symbolic link', [root, link('a', '/etc'), file('a/evil')]],
    ['a file in a file', [root, file('a'), file('a/evil')]],
    ['a file in a directory that is not named', [root, file('a/evil')]],
    ['the name of a working folder', [root, directory('.meshid-restore-1-0123456789ab')]],
  ] as const)
    it(`with ${what} is refused before anything is written`, async () => {
      await using world = await World.create();
      await refused(world, await forge(world, entries), 'file/unsafe-path');
    });

  it('with two names that are one where it is restored is refused before anything is written', async () => {
    await using world = await World.create();
    for (const [folding, entries] of [
      [{ folds: true }, [root, link('A', '/etc'), directory('a'), file('a/passwd')]],
      [{ folds: true }, [root, file('ÄRGER'), file('ärger')]],
      [{ normalises: true }, [root, file('é'.normalize('NFD')), file('é'.normalize('NFC'))]],
    ] as const) {
      const version = await world.open(await forge(world, entries), world.keys, 1n);
      const options = {
        probe: ((folder, needs) => ({ ...probeAbilities(folder, needs), ...folding })) satisfies Probe,
      };
      await assert.rejects(restoreVersion(version, world.destination, options), { code: 'file/unsafe-path' });
      assert.deepEqual(readdirSync(world.destination), []);
      await restoreVersion(version, world.destination);
      await rm(world.destination, { recursive: true });
    }
  });

  it('with the name of a device, of a stream, or that ends in a dot is refused on Windows, and a name elsewhere', () => {
    const names = [
      'con',
      'a/NUL',
      'Com1.txt',
      'lpt9 .x',
      'CONOUT$',
      'a:b',
      'a\\b',
      'end.',
      'end ',
      'a\u0001',
      'c*',
    ];
    for (const path of names) {
      assert.throws(() => checkName(path, 'win32'), { code: 'file/unsafe-path' });
      checkName(path, 'linux');
    }
    for (const path of ['console', 'com10', 'nullable/aux-2', 'a.con']) checkName(path, 'win32');
  });

  for (const [what, entries] of [
    ['nothing', [root, hardLink('b', 'a')]],
    ['what comes later', [root, hardLink('a', 'b'), shared('b')]],
    ['itself', [root, hardLink('a', 'a')]],
    ['a symbolic link', [root, link('a', '/etc/passwd'), hardLink('b', 'a')]],
    ['what a symbolic link leads to', [root, link('a', '/etc'), hardLink('b', 'a/passwd')]],
    ['a directory', [root, directory('a'), hardLink('b', 'a')]],
    ['a file that has one name', [root, file('a'), hardLink('b', 'a')]],
    ['another link', [root, shared('a'), hardLink('b', 'a'), hardLink('c', 'b')]],
    ['an absolute path', [root, shared('a'), hardLink('b', '/etc/passwd')]],
    ['a path with ".."', [root, shared('a'), hardLink('b', '../a')]],
    ['a file, behind a symbolic link', [root, shared('a'), link('b', '/etc'), hardLink('b/c', 'a')]],
    ['a file, by an unsafe name', [root, shared('a'), hardLink('b/../../c', 'a')]],
  ] as const)
    it(`with a hard link to ${what} is refused before anything is written`, async () => {
      await using world = await World.create();
      await refused(world, await forge(world, entries), 'file/unsafe-path');
    });

  it('with a symbolic link to nothing, or to a name with a zero byte, is refused', async () => {
    await using world = await World.create();
    for (const target of ['', 'a\0b'])
      await refused(world, await forge(world, [root, link('a', target)]), 'version/malformed');
  });

  it('with holes that are longer than their file, or of no length, is refused', async () => {
    await using world = await World.create();
    for (const [extents, size] of [
      [[{ length: 10 }], 9],
      [[{ length: 10 }], 11],
      [[{ length: 0 }], 0],
      [[{ length: 2 ** 53 - 1 }, { length: 1 }], 2 ** 53 - 1],
    ] as const)
      await refused(world, await forge(world, [root, file('a', extents, size)]), 'version/malformed');
  });

  it('with extended attributes that give rights, have no order or belong to nothing is refused', async () => {
    await using world = await World.create();
    const value = Buffer.from('x');
    for (const attributes of [
      [{ name: 'security.capability', value }],
      [{ name: 'system.posix_acl_access', value }],
      [{ name: 'trusted.x', value }],
      [{ name: 'user', value }],
      [{ name: 'user.a\0b', value }],
      [{ name: `user.${'x'.repeat(251)}`, value }],
      [{ name: 'user.x', value: Buffer.alloc(65_537) }],
      [
        { name: 'user.b', value },
        { name: 'user.a', value },
      ],
      [
        { name: 'user.a', value },
        { name: 'user.a', value },
      ],
    ])
      await refused(world, await forge(world, [root, { ...file('a'), attributes }]), 'version/malformed');
    const attributes = [{ name: 'user.x', value }];
    await refused(world, await forge(world, [root, { ...link('a', 'b'), attributes }]), 'version/malformed');
    const attribute = new BinaryWriter();
    writeAttribute(attribute, { name: 'user.a', value });
    await refused(
      world,
      await ofPiece(world, new BinaryWriter().u8(3).bytes(attribute.finish()), 0),
      'version/malformed',
    );
  });

  it('with a path that begins with more than the one before has is refused', async () => {
    await using world = await World.create();
    const item = (writer: BinaryWriter, shared: number, rest: string) =>
      writer.u8(1).varint(shared).varint(rest.length).text(rest).u16(0o755).i64(0n).u32(0);
    const start = (): BinaryWriter => item(new BinaryWriter().u8(3), 0, '');
    const whole = item(item(start(), 0, 'ab'), 1, 'c');
    const version = await world.open(await ofPiece(world, whole, 3), world.keys, 1n);
    assert.deepEqual(
      (await collect(version.list())).map(({ path }) => path),
      ['', 'ab', 'ac'],
    );
    for (const wrong of [
      item(start(), 1, 'a'),
      item(item(start(), 0, 'ab'), 3, 'c'),
      item(item(start(), 0, 'ab'), 2 ** 52, ''),
    ])
      await refused(world, await ofPiece(world, wrong, 3), 'version/malformed');
  });

  it('that does not start with its folder is refused', async () => {
    await using world = await World.create();
    await refused(world, await forge(world, [file('a')]), 'version/malformed');
    await refused(world, await forge(world, [link('', '/etc')]), 'version/malformed');
  });

  it('whose files are longer or shorter than their content is refused', async () => {
    await using world = await World.create();
    const leaf = await leafOf(world, randomBytes(100));
    const extent = { leaf, offset: 0, length: 100 };
    await refused(world, await forge(world, [root, file('a', [extent], 101)]), 'version/malformed');
    await refused(world, await forge(world, [root, file('a', [extent], 99)]), 'version/malformed');
    await refused(world, await forge(world, [root, file('a', [extent, extent], 100)]), 'version/malformed');
    await refused(world, await forge(world, [root, file('a', [], 1), file('b')]), 'version/malformed');
  });

  it('with an extent outside of its leaf, or of no length, is refused', async () => {
    await using world = await World.create();
    const leaf = await leafOf(world, randomBytes(100));
    await refused(
      world,
      await forge(world, [root, file('a', [{ leaf, offset: 50, length: 51 }], 51)]),
      'version/malformed',
    );
    await refused(
      world,
      await forge(world, [root, file('a', [{ leaf, offset: 100, length: 1 }], 1)]),
      'version/malformed',
    );
    await refused(
      world,
      await forge(world, [root, file('a', [{ leaf, offset: 0, length: 0 }], 0)]),
      'version/malformed',
    );
    const huge = { ...leaf, length: 2 ** 40 };
    await refused(
      world,
      await forge(world, [root, file('a', [{ leaf: huge, offset: 0, length: 2 ** 40 }], 2 ** 40)]),
      'version/malformed',
    );
  });

  it('with other totals than its entries have is refused', async () => {
    await using world = await World.create();
    await refused(world, await forge(world, [root], { entries: 2 }), 'version/malformed');
    await refused(world, await forge(world, [root], { bytes: 1 }), 'version/malformed');
  });

  it('with an index instead of entries, or entries instead of an index, is refused', async () => {
    await using world = await World.create();
    await refused(world, await forge(world, [root], { depth: 1 }), 'version/malformed');
    await refused(world, await forge(world, [root], { depth: 200 }), 'version/malformed');
    await refused(world, await forge(world, [root], { children: [] }), 'version/malformed');
  });

  it('of anything at all, in well encrypted pieces, is refused and never crashes', async () => {
    await using world = await World.create();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const sink = new LeafSink(world.store, createChunkCipher(world.keys));
        const piece = await sink.piece(Buffer.concat([Uint8Array.of(1), bytes]));
        await sink.drain();
        const head = await forge(world, [root], { children: [piece], entries: 1 });
        const version = await world.open(head, world.keys, 1n);
        await assert.rejects(collect(version.list()), (error) => isMeshidError(error));
      }),
      { numRuns: 300 },
    );
  });

  it('with an integer in a longer form than it needs is refused', async () => {
    await using world = await World.create();
    const piece = new BinaryWriter().u8(1).u8(1).u8(0x80).u8(0).u16(0).i64(0n).u32(0).finish();
    const sink = new LeafSink(world.store, createChunkCipher(world.keys));
    const reference = await sink.piece(piece);
    await sink.drain();
    await refused(
      world,
      await forge(world, [root], { children: [reference], entries: 1 }),
      'version/malformed',
    );
  });
});

describe('a version that is handed to a reader', () => {
  for (const [what, change] of [
    ['dataset', { dataset: someDataset() }],
    ['sequence', { sequence: 2n }],
  ] as const)
    it(`is refused when it is bound to another ${what}, though its keys are right`, async () => {
      await using world = await World.create();
      const head = await forge(world, [root], { binding: change });
      const code = what === 'dataset' ? 'crypto/cannot-open' : 'version/other-binding';
      await refused(world, head, code);
    });

  it('is refused when the chain says another epoch or parent', async () => {
    await using world = await World.create();
    await plant(world.source, { a: { content: 'a' } });
    const first = await world.publish();
    const second = await world.publish();
    const { openVersion } = await import('@meshid/sdk');
    const { store, keys } = world;
    const open = (expect: { epoch?: bigint; parent?: CID | null }) =>
      openVersion({
        store,
        keys,
        head: second.head,
        expect: { dataset: keys.dataset, sequence: 2n, ...expect },
      });
    assert.ok((await open({ epoch: 1n, parent: first.head })).parent?.equals(first.head));
    await assert.rejects(open({ epoch: 2n }), { code: 'version/other-binding' });
    await assert.rejects(open({ parent: second.head }), { code: 'version/other-binding' });
    await assert.rejects(open({ parent: null }), { code: 'version/other-binding' });
  });

  it('with any bit of any block turned is refused, however it is put into the store', async () => {
    await using world = await World.create();
    await plant(world.source, { a: { content: randomBytes(1000) } });
    const { version } = await world.publish();
    const cids = await collect(version.blocks());
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: cids.length - 1 }), fc.nat(), async (which, bit) => {
        const cid = cids[which];
        assert.ok(cid);
        const block = Uint8Array.from(await readBlock(world.store, cid));
        await world.store.put(cid, turnBit(block, bit % (block.length * 8)));
        await assert.rejects(
          async () => restoreVersion(await world.open(version.head), world.destination),
          (error) => isMeshidError(error, 'storage/corrupt'),
        );
        assert.equal(existsSync(join(world.destination, 'a')), false);
        await world.store.put(cid, block);
      }),
      { numRuns: 50 },
    );
  });

  it('whose head is no directory of a version is refused', async () => {
    await using world = await World.create();
    for (const block of [
      randomBytes(100),
      new Uint8Array(0),
      randomBytes(10_000),
      Buffer.from('0a020801', 'hex'),
    ]) {
      await world.store.put(rawCid(block), block);
      await refused(world, rawCid(block), 'version/malformed');
    }
  });
});

describe('the order of a manifest', () => {
  it('is that of the UTF-8 bytes, name by name', () => {
    const name = fc.string({
      minLength: 1,
      maxLength: 4,
      unit: fc.constantFrom('a', 'b', '-', '.', 'é', '\uffee', '😀', '\ud7ff'),
    });
    const paths = fc.array(name, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(paths, paths, (a, b) => {
        const bytes = (names: string[]): Buffer => Buffer.from(names.join('\0'));
        assert.equal(
          Math.sign(comparePaths(a.join('/'), b.join('/'))),
          Math.sign(bytes(a).compare(bytes(b))),
        );
      }),
      { numRuns: 2000 },
    );
  });
});
