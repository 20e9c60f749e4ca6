import assert from 'node:assert/strict';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { restoreVersion } from '@meshid/sdk';
import { microseconds, setPathTime } from '../../sdk/src/dataset/version/file-times.ts';
import { seededBytes } from '../fixtures/random.ts';
import { plant, snapshot, type Tree, World } from './world.ts';

const FORMS = ['NFC', 'NFD', 'NFKC', 'NFKD'] as const;

/** Any name that a folder can have: of all of Unicode, in any normal form, up to 255 bytes. */
const names = fc
  .tuple(
    fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
      fc.string({
        unit: fc.constantFrom('é', 'ﬁ', 'Å', '가', 'ẛ̣', 'a', '.', ' '),
        minLength: 1,
        maxLength: 6,
      }),
    ),
    fc.constantFrom(undefined, ...FORMS),
  )
  .map(([name, form]) => (form === undefined ? name : name.normalize(form)))
  .filter(
    (name) =>
      name !== '' &&
      name !== '.' &&
      name !== '..' &&
      !/[/\0]/.test(name) &&
      name.isWellFormed() &&
      Buffer.byteLength(name) <= 255,
  );
const targets = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 1000 })
  .filter((target) => target.isWellFormed() && !target.includes('\0') && Buffer.byteLength(target) < 4096);
const times = fc.bigInt({ min: -2_000_000_000_000_000n, max: 4_200_000_000_000_000n });

const node = fc.record({
  kind: fc.constantFrom('file', 'file', 'directory', 'symlink'),
  path: fc.array(names, { minLength: 1, maxLength: 4 }),
  size: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 40_000 }), fc.nat({ max: 1_300_000 })),
  mode: fc.nat({ max: 0o777 }),
  sticky: fc.boolean(),
  timeUs: times,
  target: targets,
});

interface Planned {
  readonly tree: Tree;
  readonly times: readonly [path: string, timeUs: bigint][];
}

/** Where two nodes say different things of one path, the first is right. */
const trees = fc.tuple(fc.array(node, { maxLength: 20 }), fc.nat()).map(([nodes, seed]): Planned => {
  const random = seededBytes(seed);
  // A file may be called valueOf.
  const tree = Object.create(null) as Tree;
  const planned: [string, bigint][] = [];
  for (const { kind, path, size, mode, sticky, timeUs, target } of nodes) {
    const parents = path.slice(0, -1).map((_, index) => path.slice(0, index + 1).join('/'));
    const own = path.join('/');
    if (own in tree || parents.some((parent) => tree[parent]?.content ?? tree[parent]?.target)) continue;
    for (const parent of parents) tree[parent] ??= { mode: 0o755 };
    // Its owner has to be able to look into it, and to remove it after the test.
    if (kind === 'directory') tree[own] = { mode: mode | 0o700 | (sticky ? 0o1000 : 0) };
    else if (kind === 'symlink') tree[own] = { target };
    else tree[own] = { content: random(size), mode: mode | 0o400 };
    planned.push([own, timeUs]);
  }
  return { tree, times: planned };
});

describe('any tree', () => {
  it('comes back identical: names of any form, empty files and folders, links, modes and times', async () => {
    let entries = 0;
    await fc.assert(
      fc.asyncProperty(trees, async ({ tree, times }) => {
        await using world = await World.create();
        await plant(world.source, tree);
        // Innermost first, because a time is lost when something is made inside.
        const deepest = [...times].sort(([a], [b]) => b.split('/').length - a.split('/').length);
        for (const [path, timeUs] of deepest) setPathTime(join(world.source, path), timeUs * 1000n);
        for (const [path, timeUs] of times) {
          const { mtimeNs } = await lstat(join(world.source, path), { bigint: true });
          assert.equal(microseconds(mtimeNs), timeUs, 'the file system keeps the time');
        }
        const { version, skipped } = await world.publish();
        assert.deepEqual(skipped, []);
        await restoreVersion(version, world.destination);
        const found = await snapshot(world.destination);
        assert.deepEqual(found, await snapshot(world.source));
        assert.equal(Object.keys(found).length, Object.keys(tree).length + 1);
        entries += version.entries;
      }),
      { numRuns: 25 },
    );
    assert.ok(entries > 200, `${entries} entries`);
  });
});
