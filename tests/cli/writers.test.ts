import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { listOf } from './register-world.ts';
import { World } from './world.ts';

/** Two computers of one person, each with a folder that is as version 1 is. */
async function twoWriters(world: World): Promise<string> {
  await world.init('laptop');
  const { device } = await world.enrol('laptop', 'desktop');
  await world.fund(device);
  const { dataset } = await world.in('laptop', 'dataset', 'create', 'notes');
  await mkdir(world.path('on-laptop'));
  for (const name of ['plan.txt', 'old', 'shared'])
    await writeFile(world.path('on-laptop', name), `${name} of version 1`);
  await world.in('laptop', 'dataset', 'publish', 'notes', world.path('on-laptop'));
  await world.node('laptop');
  await world.in('desktop', 'get', String(dataset), world.path('on-desktop'));
  return String(dataset);
}

const filesOf = async (folder: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      (await readdir(folder)).map(
        async (name) => [name, await readFile(`${folder}/${name}`, 'utf8')] as const,
      ),
    ),
  );

describe('two computers that write one dataset', () => {
  let places: World;
  before(async () => (places = await World.create({ here: true })));
  after(async () => places[Symbol.asyncDispose]());

  it('have their changes merged file by file, and both of a file that both changed', async () => {
    await using world = await World.on(places);
    const dataset = await twoWriters(world);
    await writeFile(world.path('on-laptop', 'plan.txt'), 'by the laptop');
    await writeFile(world.path('on-laptop', 'new-laptop'), 'l');
    await rm(world.path('on-laptop', 'old'));
    await world.in('laptop', 'dataset', 'publish', 'notes', world.path('on-laptop'));

    await writeFile(world.path('on-desktop', 'plan.txt'), 'by the desktop');
    await writeFile(world.path('on-desktop', 'new-desktop'), 'd');
    await writeFile(world.path('on-desktop', 'shared'), 'shared, changed');
    const published = await world.in('desktop', 'dataset', 'publish', dataset, world.path('on-desktop'));
    assert.equal(published['sequence'], 3);
    const merged = published['merged'] as {
      base: number;
      newest: number;
      notes: { path: string; copy: string }[];
    };
    assert.deepEqual([merged.base, merged.newest], [1, 2]);
    const [note] = merged.notes;
    assert.deepEqual([merged.notes.length, note?.path], [1, 'plan.txt']);
    assert.match(note?.copy ?? '', /^plan \(conflict, desktop, \d{4}-\d\d-\d\d\)\.txt$/);
    const wanted = {
      'plan.txt': 'by the laptop',
      [note?.copy ?? '']: 'by the desktop',
      ...{ 'new-laptop': 'l', 'new-desktop': 'd', shared: 'shared, changed' },
    };
    assert.deepEqual(await filesOf(world.path('on-desktop')), wanted);

    await world.node('desktop');
    const got = await world.in('laptop', 'get', 'notes', world.path('on-laptop'));
    assert.deepEqual([got['sequence'], got['kept']], [3, []]);
    assert.deepEqual(await filesOf(world.path('on-laptop')), wanted);
    // Nothing is left to merge.
    const again = await world.in('desktop', 'dataset', 'publish', dataset, world.path('on-desktop'));
    assert.deepEqual([again['sequence'], again['merged']], [4, undefined]);
  });

  it('lose nothing when they publish at the same time', async () => {
    await using world = await World.on(places);
    const dataset = await twoWriters(world);
    await world.node('desktop');
    await writeFile(world.path('on-laptop', 'from-laptop'), 'l');
    await writeFile(world.path('on-desktop', 'from-desktop'), 'd');
    const publish = async (name: string) =>
      world.in(name, 'dataset', 'publish', dataset, world.path(`on-${name}`));
    const both = await Promise.all([publish('laptop'), publish('desktop')]);
    assert.deepEqual(both.map(({ sequence }) => sequence).sort(), [2, 3]);
    await world.in('laptop', 'get', dataset, world.path('after'));
    assert.deepEqual(Object.keys(await filesOf(world.path('after'))).sort(), [
      ...['from-desktop', 'from-laptop', 'old', 'plan.txt', 'shared'],
    ]);
  });

  it('keep what was written into a folder that a newer version is fetched into', async () => {
    await using world = await World.on(places);
    const dataset = await twoWriters(world);
    await writeFile(world.path('on-laptop', 'plan.txt'), 'two');
    await writeFile(world.path('on-laptop', 'shared'), 'two');
    await world.in('laptop', 'dataset', 'publish', 'notes', world.path('on-laptop'));
    await writeFile(world.path('on-desktop', 'plan.txt'), 'mine, unpublished');
    const got = await world.in('desktop', 'get', dataset, world.path('on-desktop'));
    assert.deepEqual(
      listOf(got, 'kept').map(({ path }) => path),
      ['plan.txt'],
    );
    const files = await filesOf(world.path('on-desktop'));
    assert.equal(files['plan.txt'], 'two');
    assert.ok(Object.values(files).includes('mine, unpublished'));
    const plain = await world.plain(
      'get',
      dataset,
      world.path('on-desktop'),
      '--home',
      world.path('desktop'),
    );
    assert.doesNotMatch(plain.stdout, /not as published/);
  });

  it('undo what others did when they go on from an earlier version on purpose', async () => {
    await using world = await World.on(places);
    await twoWriters(world);
    await writeFile(world.path('on-laptop', 'plan.txt'), 'two');
    await world.in('laptop', 'dataset', 'publish', 'notes', world.path('on-laptop'));
    await world.in('laptop', 'get', 'notes', world.path('on-laptop'), '--version', '1');
    const published = await world.in('laptop', 'dataset', 'publish', 'notes', world.path('on-laptop'));
    assert.deepEqual([published['sequence'], published['merged']], [3, undefined]);
    assert.equal((await filesOf(world.path('on-laptop')))['plan.txt'], 'plan.txt of version 1');
  });
});
