import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import fc from 'fast-check';
import {
  composeVersion,
  conflictName,
  mergeVersions,
  type MergeNote,
  restoreVersion,
  type Version,
} from '@meshid/sdk';
import { plant, snapshot, type Tree, World } from './world.ts';

const LABEL = 'laptop';

/** Publishes a tree as a version of its own, whatever was in the source. */
async function publishTree(world: World, tree: Tree): Promise<Version> {
  await rm(world.source, { recursive: true, force: true });
  await mkdir(world.source);
  await plant(world.source, tree);
  return (await world.publish()).version;
}

interface Outcome {
  /** What the merged version restores: path → kind and content's digest, or target. */
  readonly found: Record<string, string>;
  readonly notes: readonly MergeNote[];
}

/** Merges the trees as versions, composes what comes out, and restores that. */
async function merge(base: Tree | undefined, ours: Tree, theirs: Tree): Promise<Outcome> {
  await using world = await World.create();
  const from = base && (await publishTree(world, base));
  const mine = await publishTree(world, ours);
  const other = await publishTree(world, theirs);
  const { entries, notes } = await mergeVersions({ base: from, ours: mine, theirs: other, label: LABEL });
  const { keys, keyring, store } = world;
  world.sequence += 1n;
  const binding = { dataset: keys.dataset, sequence: world.sequence, epoch: keys.epoch, parent: other.head };
  const { head } = await composeVersion({ store, keys, binding, keyring, entries });
  await restoreVersion(await world.open(head), world.destination);
  return { found: await contents(world.destination), notes };
}

async function contents(folder: string): Promise<Record<string, string>> {
  const found = await snapshot(folder);
  const short = ([path, text]: [string, string]) =>
    [path, text.replace(/^(\w+) .* (\S+)$/, '$1 $2')] as const;
  return Object.fromEntries(
    Object.entries(found)
      .filter(([path]) => path !== '')
      .map(short)
      .map(([path, text]) => [path, text.startsWith('directory') ? 'directory' : text]),
  );
}

/** What a tree comes back as, so that a merge's outcome can be compared with it. */
async function asFound(tree: Tree): Promise<Record<string, string>> {
  await using world = await World.create();
  await plant(world.source, tree);
  return await contents(world.source);
}

const file = (content: string) => ({ content, mode: 0o644, mtimeUs: 1_700_000_000_000_000 });

describe('two versions that began from one', () => {
  it('are merged file by file where they do not touch', async () => {
    const base = { a: file('a'), b: file('b'), c: file('c'), 'd/e': file('e') };
    const { found, notes } = await merge(
      base,
      { a: file('A'), b: file('b'), c: file('c'), 'd/e': file('e'), new: file('ours') },
      { a: file('a'), b: file('B'), 'd/e': file('e'), 'd/f': file('theirs') },
    );
    assert.deepEqual(notes, []);
    const wanted = { a: file('A'), b: file('B'), 'd/e': file('e'), 'd/f': file('theirs'), new: file('ours') };
    assert.deepEqual(found, await asFound(wanted));
  });

  it('keep both where both changed a file: theirs under its name, ours beside it', async () => {
    const { found, notes } = await merge(
      { 'notes.txt': file('one'), same: file('one') },
      { 'notes.txt': file('ours'), same: file('two') },
      { 'notes.txt': file('theirs'), same: file('two') },
    );
    const copy = 'notes (conflict, laptop).txt';
    assert.deepEqual(notes, [{ path: 'notes.txt', what: 'conflict', copy }]);
    assert.deepEqual(
      found,
      await asFound({ 'notes.txt': file('theirs'), [copy]: file('ours'), same: file('two') }),
    );
  });

  it('keep what one removed and the other changed, with the directory that it is in', async () => {
    const { found, notes } = await merge(
      { 'd/a': file('a'), 'd/b': file('b'), x: file('x') },
      { x: file('x') },
      { 'd/a': file('changed'), 'd/b': file('b') },
    );
    assert.deepEqual(notes, [{ path: 'd/a', what: 'kept' }]);
    assert.deepEqual(found, await asFound({ 'd/a': file('changed') }));
  });

  it('keep a file beside a directory that took its name, whoever made which', async () => {
    for (const turned of [false, true]) {
      const sides = [{ n: file('changed') }, { 'n/inside': file('inside') }] as const;
      const [ours, theirs] = turned ? ([sides[1], sides[0]] as const) : sides;
      const { found, notes } = await merge({ n: file('base') }, ours, theirs);
      const copy = 'n (conflict, laptop)';
      assert.deepEqual(notes, [{ path: 'n', what: 'conflict', copy }], String(turned));
      assert.deepEqual(found, await asFound({ 'n/inside': file('inside'), [copy]: file('changed') }));
    }
  });

  it('without a common version keep everything, and once what is equal', async () => {
    const { found, notes } = await merge(
      undefined,
      { a: file('1'), b: file('2') },
      { a: file('1'), b: file('3') },
    );
    const copy = 'b (conflict, laptop)';
    assert.deepEqual(notes, [{ path: 'b', what: 'conflict', copy }]);
    assert.deepEqual(found, await asFound({ a: file('1'), b: file('3'), [copy]: file('2') }));
  });

  it('keep what differs only in time or mode as the side that changed it has it', async () => {
    await using world = await World.create();
    const at = (mtimeUs: number, mode: number) => ({ f: { content: 'f', mode, mtimeUs } });
    const base = await publishTree(world, at(1_000_000, 0o644));
    const ours = await publishTree(world, at(2_000_000, 0o644));
    const theirs = await publishTree(world, at(1_000_000, 0o600));
    const { entries, notes } = await mergeVersions({ base, ours, theirs, label: LABEL });
    const merged = entries.find(({ path }) => path === 'f');
    assert.deepEqual([(merged?.mtimeNs ?? 0n) / 1_000n, merged?.mode, notes], [2_000_000n, 0o600, []]);
  });

  it('lose nothing that either wrote, whatever both did', async () => {
    await fc.assert(
      fc.asyncProperty(trees, edits, edits, async (base, ourEdits, theirEdits) => {
        const [ours, theirs] = [edited(base, ourEdits), edited(base, theirEdits)];
        const { found, notes } = await merge(base, ours, theirs);
        const [b, o, t] = [await asFound(base), await asFound(ours), await asFound(theirs)];
        for (const [side, name] of [
          [o, 'ours'],
          [t, 'theirs'],
        ] as const)
          for (const [path, content] of Object.entries(side)) {
            if (content === 'directory' || content === b[path]) continue;
            const places = [path, ...notes.flatMap((note) => (note.path === path ? [note.copy ?? ''] : []))];
            assert.ok(
              places.some((place) => found[place] === content),
              `${path} of ${name} is lost`,
            );
          }
        for (const [path, content] of Object.entries(b)) {
          const removed =
            (o[path] === undefined && t[path] === content) || (t[path] === undefined && o[path] === content);
          if (removed && content !== 'directory') assert.notEqual(found[path], content, `${path} came back`);
        }
        const told = new Set(notes.map(({ copy }) => copy));
        for (const path of Object.keys(found))
          assert.ok([b, o, t].some((side) => path in side) || told.has(path), `${path} came from nowhere`);
      }),
      { numRuns: 40 },
    );
  });
});

const PATHS = ['a', 'a/x', 'a/y', 'b', 'b/c', 'b/c/d', 'e'];
const edits = fc.array(
  fc.record({ path: fc.constantFrom(...PATHS), content: fc.option(fc.constantFrom('1', '2', '3')) }),
  { maxLength: 4 },
);
const trees = edits.map((first) => edited({}, first));

/** Writes a file, in place of whatever is in its way; or removes what is there, with all that is in it. */
function edited(tree: Tree, changes: readonly { path: string; content: string | null }[]): Tree {
  let after = Object.entries(tree);
  for (const { path, content } of changes) {
    const inTheWay = (one: string) =>
      one === path || one.startsWith(`${path}/`) || (content !== null && path.startsWith(`${one}/`));
    after = after.filter(([one]) => !inTheWay(one));
    if (content !== null) after.push([path, file(content)]);
  }
  return Object.fromEntries(after);
}

describe('the name of a conflict copy', () => {
  it('keeps the end of the name, fits into 255 bytes, and is free', () => {
    const free = () => false;
    assert.equal(conflictName('d/a.tar.gz', 'pc', free), 'd/a.tar (conflict, pc).gz');
    assert.equal(conflictName('.bashrc', 'a/b', free), '.bashrc (conflict, a-b)');
    const taken = new Set(['a (conflict, pc)', 'a (conflict, pc, 2)']);
    assert.equal(
      conflictName('a', 'pc', (at) => taken.has(at)),
      'a (conflict, pc, 3)',
    );
    for (const name of ['😀'.repeat(63), `${'ä'.repeat(120)}.jpeg`, `a.${'x'.repeat(253)}`]) {
      const copy = conflictName(name, 'the living room', free);
      assert.ok(Buffer.byteLength(copy) <= 255 && copy.includes('(conflict, the living room)'), copy);
      assert.ok(!copy.includes('�'));
    }
  });
});
