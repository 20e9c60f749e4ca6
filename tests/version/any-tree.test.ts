import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, linkSync, mkdirSync, openSync, symlinkSync, writeSync } from 'node:fs';
import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { decodePath, encodePath, restoreVersion } from '@meshid/sdk';
import fc from 'fast-check';
import { setPathTime } from '../../sdk/src/dataset/version/file-times.ts';
import { TreeRoot } from '../../sdk/src/dataset/version/tree-root.ts';
import { assertSameTree, removeTree } from './trees.ts';
import { collect, World } from './world.ts';

const FORBIDDEN = [0, 0x2f];
const bytes = (most: number): fc.Arbitrary<Buffer> =>
  fc
    .uint8Array({ minLength: 1, maxLength: most })
    .map((name) => Buffer.from(name.map((byte) => (FORBIDDEN.includes(byte) ? 0x61 : byte))));
const names = fc
  .oneof(
    bytes(255),
    bytes(4),
    fc
      .constantFrom('a', 'A', 'ä'.normalize('NFC'), 'ä'.normalize('NFD'), 'CON', 'x.')
      .map((name) => Buffer.from(name)),
  )
  .filter((name) => !['.', '..'].includes(name.toString('latin1')))
  .map(decodePath);

const node = fc.record({
  kind: fc.constantFrom('file', 'file', 'sparse', 'directory', 'symlink', 'hard link'),
  path: fc.array(names, { minLength: 1, maxLength: 3 }),
  within: fc.nat(),
  size: fc.constantFrom(
    0,
    1,
    4096,
    5000,
    24 * 1024,
    24 * 1024 + 1,
    40_000,
    256 * 1024,
    256 * 1024 + 1,
    300_000,
    1_200_000,
  ),
  holes: fc.array(fc.nat({ max: 40 }), { maxLength: 4 }),
  byte: fc.nat({ max: 255 }),
  mode: fc.nat({ max: 0o7777 }),
  // What ext4 can say: from 1901 to 2446.
  mtimeNs: fc.bigInt({ min: -(2n ** 31n) * 10n ** 9n, max: 2n ** 33n * 10n ** 9n }),
  target: bytes(4000),
});
type Node = typeof node extends fc.Arbitrary<infer T> ? T : never;

/** Makes what of the nodes can be made; a path that is taken, or leads through a file, is passed over. */
function make(root: TreeRoot, nodes: readonly Node[]): void {
  const files: string[] = [];
  const made: [string, Node][] = [];
  for (const planned of nodes) {
    const { kind, path, target, within } = planned;
    const own = path.join('/');
    try {
      for (let depth = 1; depth < path.length; depth += 1)
        makeDirectory(root, path.slice(0, depth).join('/'), made, planned);
      if (kind === 'directory') makeDirectory(root, own, made, planned);
      else if (lstatSync(root.at(own), { throwIfNoEntry: false }) !== undefined) continue;
      else if (kind === 'symlink') symlinkSync(target, root.at(own));
      else if (kind === 'hard link' && files.length > 0)
        linkSync(root.at(files[within % files.length] ?? ''), root.at(own));
      else makeFile(root, own, planned);
      if (kind !== 'directory') made.push([own, planned]);
      if (kind === 'file' || kind === 'sparse') files.push(own);
    } catch (error) {
      if (!/ENOTDIR|EEXIST|ELOOP|ENOENT/.test(String(error))) throw error;
    }
  }
  // Innermost last in, so first out: making something changes the folder that it is in.
  for (const [path, { mode, mtimeNs }] of made.reverse()) {
    const stat = lstatSync(root.at(path));
    // Setuid and setgid bits of files are not restored.
    if (!stat.isSymbolicLink()) chmodSync(root.at(path), stat.isDirectory() ? mode : mode & 0o1777);
    setPathTime(root.at(path), mtimeNs);
  }
}

function makeDirectory(root: TreeRoot, path: string, made: [string, Node][], planned: Node): void {
  if (lstatSync(root.at(path), { throwIfNoEntry: false })?.isDirectory() === true) return;
  mkdirSync(root.at(path));
  made.push([path, planned]);
}

function makeFile(root: TreeRoot, path: string, { kind, size, holes, byte }: Node): void {
  const file = openSync(root.at(path), 'wx');
  if (kind === 'file') writeSync(file, Buffer.alloc(size, byte));
  else {
    // Blocks of content with any number of empty ones between, and maybe behind.
    for (const block of holes) writeSync(file, Buffer.alloc(4096, byte), 0, 4096, block * 4096);
    ftruncateSync(file, (Math.max(0, ...holes) + 1) * 4096 + size);
  }
  closeSync(file);
}

describe('any tree', () => {
  it('comes back as it was: names and targets of any bytes, modes, times, holes, hard links', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(node, { maxLength: 14 }), async (nodes) => {
        await using world = await World.create();
        using source = new TreeRoot(world.source);
        make(source, nodes);
        setPathTime(world.source, nodes[0]?.mtimeNs ?? 0n);
        const { version, skipped } = await world.publish();
        assert.deepEqual(skipped, []);
        const { kept, losses } = await restoreVersion(version, world.destination);
        assert.deepEqual([kept, losses], [[], []]);
        await assertSameTree(world.destination, world.source);
        const again = await restoreVersion(version, world.destination);
        assert.equal(again.unchanged, again.files + again.symlinks);
        await assertSameTree(world.destination, world.source);
      }),
      { numRuns: 25 },
    );
  });

  it('of the longest names and paths comes back', async () => {
    await using world = await World.create();
    using source = new TreeRoot(world.source);
    const name = (byte: number, length = 255): string => decodePath(Buffer.alloc(length, byte));
    let path = '';
    for (let depth = 0; depth < 15; depth += 1) {
      path = path === '' ? name(0xe0 + depth) : `${path}/${name(0xe0 + depth)}`;
      mkdirSync(source.at(path));
    }
    assert.equal(encodePath(path).length, 15 * 256 - 1);
    for (const [last, content] of [
      [name(0x61), 'the longest'],
      [name(0xff, 10), 'another'],
    ] as const) {
      const file = openSync(source.at(`${path}/${last}`), 'wx');
      writeSync(file, content);
      closeSync(file);
    }
    linkSync(source.at(`${path}/${name(0x61)}`), source.at(`${path}/${name(0x62)}`));
    symlinkSync(Buffer.alloc(4095, 0xfe), source.at(`${path}/${name(0x63)}`));
    try {
      const { version, skipped } = await world.publish();
      assert.deepEqual(skipped, []);
      assert.equal(version.entries, 15 + 5);
      await restoreVersion(version, world.destination);
      assert.deepEqual(
        readdirSync(new TreeRoot(world.destination).at(path))
          .map((last) => last.length)
          .sort(),
        readdirSync(source.at(path))
          .map((last) => last.length)
          .sort(),
      );
      await assertSameTree(world.destination, world.source);
      const longest = (await collect(version.list())).map((entry) => encodePath(entry.path).length);
      assert.equal(Math.max(...longest), 4095);
      const stats = await restoreVersion(version, world.destination);
      assert.equal(stats.unchanged, 4);
    } finally {
      await removeTree(world.folder);
    }
  });
});
