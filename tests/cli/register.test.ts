import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { instructionsOf, listOf, setRecovery, warp } from './register-world.ts';
import { World } from './world.ts';

const DAY = 24 * 60 * 60;

describe('the register at the command line', () => {
  it('gives a person back to who has its phrase, after the delay, and voids what was stolen', async () => {
    await using world = await World.create({ here: true });
    const { person } = await world.init('stolen');
    await world.in('stolen', 'dataset', 'create', 'photos');
    const { phrase, words, sent } = await setRecovery(world, 'stolen', '2h');
    assert.equal(phrase.split(' ').length, 24);
    assert.deepEqual(sent, ['set_recovery', 'set_person_keyring']);
    const { wallet } = await world.in('heir', 'init', ...world.places, '--airdrop', '10', '--successor');
    const heir = async (verb: string, ...more: string[]) =>
      world.try('heir', 'recovery', verb, String(person), '--phrase-file', words, ...more);

    assert.equal((await heir('start')).status, 0);
    const { running } = await world.in('stolen', 'recovery', 'show');
    assert.equal((running as { newAuthority: string }).newAuthority, wallet);
    const early = await heir('finish', '--yes');
    assert.deepEqual([early.status, early.code], [3, 'register/refused']);
    assert.match(early.stderr, /wait until its delay has passed/);
    assert.equal((await heir('finish')).status, 2);

    await warp(world, 2 * 3_600 + 60);
    const finished = await heir('finish', '--yes', '--name', 'new');
    assert.deepEqual(instructionsOf(finished.json), [
      'finish_recovery',
      'enroll_device',
      'set_person_keyring',
    ]);
    const shown = await world.in('heir', 'person', 'show');
    assert.deepEqual([shown['person'], shown['authority']], [person, wallet]);
    const [photos] = listOf(await world.in('heir', 'dataset', 'list'), 'datasets');
    assert.deepEqual([photos?.['label'], photos?.['owned']], ['photos', true]);
    const tried = await world.try('stolen', 'dataset', 'create', 'more');
    assert.notEqual(tried.status, 0);
    assert.deepEqual(listOf(await world.in('heir', 'dataset', 'list'), 'datasets').length, 1);
  });

  it('shares a port and a program, shows who may use them and why not, and closes them a day after', async () => {
    await using world = await World.create({ here: true });
    const owner = await world.init('owner');
    const { person } = await world.init('guest');
    await world.in('owner', 'name', 'add', 'guest', String(person));
    await writeFile(world.path('bundle'), 'a program');
    const { program } = await world.in(
      'owner',
      'program',
      'publish',
      world.path('bundle'),
      '--name',
      'resize',
    );
    const second = await world.in('owner', 'program', 'publish', world.path('bundle'), '--update', 'resize');
    assert.deepEqual([second['program'], second['bundleVersion']], [program, 2]);
    const { port } = await world.in('owner', 'port', 'share', '8080', '--name', 'web', '--protocol', 'http');
    await world.in('owner', 'dataset', 'create', 'photos');
    await world.in('owner', 'grant', 'web', 'guest', '--until', '1h');
    await world.in('owner', 'grant', 'photos', 'guest', '--may', 'write', '--via', 'resize');
    const wrong = await world.try('owner', 'grant', 'web', 'guest', '--may', 'read');
    assert.deepEqual([wrong.status, wrong.code], [3, 'register/refused']);
    const [listed] = listOf(await world.in('owner', 'port', 'list'), 'ports');
    assert.deepEqual([listed?.['port'], listed?.['label'], listed?.['status']], [port, 'web', 'shared']);
    const [published] = listOf(
      await world.in('guest', 'program', 'list', '--person', String(owner['person'])),
      'programs',
    );
    assert.deepEqual([published?.['name'], published?.['bundleVersion']], ['resize', 2]);

    const grants = listOf(await world.in('owner', 'access'), 'grants');
    assert.deepEqual(
      grants.map(({ resourceKind, permissions, via, effective }) => ({
        resourceKind,
        permissions,
        via,
        effective,
      })),
      [
        { resourceKind: 'dataset', permissions: ['read', 'write'], via: program, effective: true },
        { resourceKind: 'port', permissions: ['connect'], via: undefined, effective: true },
      ],
    );
    for (const { granter, since } of grants) {
      assert.equal(granter, owner['person']);
      assert.ok(Math.abs(Date.parse(String(since)) - Date.now()) < 60_000, String(since));
    }
    await warp(world, 3_700);
    const table = await world.plain('access', 'web', '--home', world.path('owner'));
    assert.match(table.stdout, /^who +may +since +until +through +by +holds$/m);
    assert.match(table.stdout, /^person guest +connect .* no: the grant has expired$/m);

    const owning = async (...args: string[]) => world.try('owner', ...args);
    assert.equal((await owning('port', 'unshare', 'web')).status, 2);
    assert.equal((await owning('port', 'close', 'web', '--yes')).status, 3);
    assert.equal((await owning('port', 'unshare', 'web', '--yes')).status, 0);
    assert.equal((await owning('program', 'retire', 'resize', '--yes')).status, 0);
    const [ended] = listOf(await world.in('owner', 'access', 'photos'), 'grants');
    assert.equal(ended?.['why'], 'the program that the grant is bound to is retired');
    const soon = await owning('port', 'close', 'web', '--yes');
    assert.deepEqual([soon.status, soon.code], [3, 'register/refused']);
    await warp(world, DAY + 60);
    assert.equal((await owning('port', 'close', 'web', '--yes')).status, 0);
    assert.equal((await owning('program', 'close', 'resize', '--yes')).status, 0);
    assert.deepEqual(listOf(await world.in('owner', 'port', 'list'), 'ports'), []);
    assert.deepEqual(listOf(await world.in('owner', 'program', 'list'), 'programs'), []);
  });

  it('gives a dataset to another person, who can read and publish it, while what was granted on it ends', async () => {
    await using world = await World.create({ here: true });
    await world.init('former');
    const { person } = await world.init('owner');
    const reader = await world.init('reader');
    await mkdir(world.path('source'));
    await writeFile(world.path('source', 'file'), 'one');
    const { dataset } = await world.in('former', 'dataset', 'create', 'photos');
    await world.in('former', 'dataset', 'publish', 'photos', world.path('source'));
    await world.in('former', 'grant', 'photos', String(reader['person']));
    assert.equal((await world.try('former', 'dataset', 'transfer', 'photos', String(person))).status, 2);
    await world.node('former');
    await world.in('former', 'dataset', 'transfer', 'photos', String(person), '--yes');

    await world.in('owner', 'get', String(dataset), world.path('out'));
    assert.equal(await readFile(world.path('out', 'file'), 'utf8'), 'one');
    await writeFile(world.path('out', 'file'), 'two');
    const published = await world.in('owner', 'dataset', 'publish', String(dataset), world.path('out'));
    assert.deepEqual([published['sequence'], published['epoch']], [2, 2]);
    const refused = await world.try('former', 'dataset', 'publish', 'photos', world.path('source'));
    assert.deepEqual([refused.status, refused.code], [1, 'dataset/not-owner']);
    const late = await world.try('reader', 'get', String(dataset), world.path('late'));
    assert.deepEqual([late.status, late.code], [3, 'keyring/not-a-holder']);
    const [grant] = listOf(await world.in('owner', 'access', String(dataset)), 'grants');
    assert.deepEqual([grant?.['principal'], grant?.['effective']], [reader['person'], false]);
  });
});
