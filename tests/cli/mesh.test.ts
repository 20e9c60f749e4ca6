import assert from 'node:assert/strict';
import { appendFile, cp, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { World } from './world.ts';

describe('two computers of two persons', () => {
  let places: World;
  before(async () => (places = await World.create()));
  after(async () => places[Symbol.asyncDispose]());

  it('fetch a dataset after a grant, its change alone after that, and nothing after the revocation', async () => {
    await using world = await World.on(places);
    const folder = world.path('source');
    await mkdir(join(folder, 'inner'), { recursive: true });
    for (let n = 0; n < 40; n++)
      await writeFile(join(folder, 'inner', `file-${n}`), `${n} `.repeat(2_000 + n));
    await writeFile(join(folder, 'large'), Buffer.alloc(3 * 2 ** 20, 'meshid'));
    await symlink('inner/file-1', join(folder, 'link'));
    await utimes(join(folder, 'large'), 1_600_000_000.123456, 1_600_000_000.123456);
    const owner = await world.init('owner');
    await world.init('wallet', '--wallet-only');
    const reader = await world.enrol('wallet', 'reader');

    const { dataset } = await world.in('owner', 'dataset', 'create', 'photos');
    const first = await world.in('owner', 'dataset', 'publish', 'photos', folder);
    assert.equal(first['sequence'], 1);
    assert.equal(first['files'], 41);
    const node = await world.node('owner');
    const before = await world.try('reader', 'get', String(dataset), world.path('out'));
    assert.deepEqual([before.status, before.code], [3, 'keyring/not-a-holder']);

    await world.in('owner', 'name', 'add', 'family', String(reader['person']));
    const { grant } = await world.in('owner', 'grant', 'photos', 'family');
    assert.equal(typeof grant, 'string');
    await world.in('reader', 'name', 'add', 'photos', String(dataset));
    const got = await world.in('reader', 'get', 'photos', world.path('out'));
    assert.equal(got['sequence'], 1);
    assert.equal(got['from'], owner['device']);
    await assertSame(folder, world.path('out'));

    const copy = world.path('copy');
    await cp(folder, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    await appendFile(join(copy, 'inner', 'file-7'), 'changed');
    const second = await world.in('owner', 'dataset', 'publish', 'photos', copy);
    const again = await world.in('reader', 'get', 'photos', world.path('out'));
    assert.equal(again['sequence'], 2);
    assert.ok(Number(again['travelledBytes']) <= Number(second['contentBytes']) + 64 * 1024);
    await assertSame(copy, world.path('out'));

    const head = String(second['head']);
    const follow = await world.start(
      'block',
      String(dataset),
      head,
      '--peer',
      node.address,
      '--follow',
      '--interval',
      '20',
      '--home',
      world.path('reader'),
    );
    assert.equal(follow.ready['answer'], 'block');
    const revoked = await world.in('owner', 'revoke', 'photos', 'family');
    assert.equal(revoked['rotated'], true);
    assert.equal((await follow.line(({ cut }) => cut === true))['cut'], true);
    assert.equal(await follow.ended, 3);
    const refused = await world.try('reader', 'block', String(dataset), head, '--peer', node.address);
    assert.equal(refused.status, 3);
    assert.equal(refused.json['answer'], 'refused');
    await node.line(({ event, why }) => event === 'refused' && why === 'the grant was revoked');
    await world.in('owner', 'dataset', 'publish', 'photos', folder);
    assert.equal((await world.try('reader', 'get', 'photos', world.path('out'))).status, 3);
    assert.equal(await node.end(), 0);
  });

  it('tell a stranger nothing: not what is there, nor what is not', async () => {
    await using world = await World.on(places);
    await mkdir(world.path('source'));
    await writeFile(world.path('source', 'file'), 'private');
    await world.init('owner');
    await world.init('stranger');
    const { dataset } = await world.in('owner', 'dataset', 'create', 'photos');
    const { head } = await world.in('owner', 'dataset', 'publish', 'photos', world.path('source'));
    const node = await world.node('owner');
    const absent = 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy';
    const ask = async (of: string, cid: string): Promise<unknown> => {
      const { status, json } = await world.try('stranger', 'block', of, cid, '--peer', node.address);
      assert.equal(status, 3);
      return json['frames'];
    };
    const frames = await ask(String(dataset), String(head));
    assert.deepEqual(await ask(String(dataset), absent), frames);
    assert.deepEqual(await ask('11111111111111111111111111111111', absent), frames);
  });
});

/** Names, content, modes, times to the microsecond, and links. */
async function assertSame(expected: string, actual: string): Promise<void> {
  const names = (await readdir(expected, { recursive: true })).sort();
  assert.deepEqual((await readdir(actual, { recursive: true })).sort(), names);
  for (const name of names) {
    const [a, b] = await Promise.all([
      stat(join(expected, name), { bigint: true }),
      stat(join(actual, name), { bigint: true }),
    ]);
    assert.equal(b.mode, a.mode, name);
    if (!a.isFile()) continue;
    assert.equal(b.mtimeNs / 1000n, a.mtimeNs / 1000n, name);
    assert.ok((await readFile(join(expected, name))).equals(await readFile(join(actual, name))), name);
  }
}
