import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { World, type Fields } from './world.ts';

const instructions = ({ transactions }: Fields): string[] =>
  (transactions as { instruction: string }[]).map(({ instruction }) => instruction);

describe("a person's computers", () => {
  let places: World;
  before(async () => (places = await World.create()));
  after(async () => places[Symbol.asyncDispose]());

  it('publish one after the other: of two at once one is told to fetch first, and nothing is lost', async () => {
    await using world = await World.on(places);
    const owner = await world.init('first');
    const second = await world.enrol('first', 'second');
    await world.fund(second['device']);
    const { dataset } = await world.in('first', 'dataset', 'create', 'notes');
    for (const name of ['first', 'second']) {
      await mkdir(world.path(`from-${name}`));
      await writeFile(world.path(`from-${name}`, name), `by ${name}`);
    }
    const publish = async (name: string) =>
      world.try(name, 'dataset', 'publish', String(dataset), world.path(`from-${name}`));
    const [one, two] = await Promise.all([publish('first'), publish('second')]);
    const loser = one.status === 0 ? two : one;
    const [winnerName, loserName] = one.status === 0 ? ['first', 'second'] : ['second', 'first'];
    assert.deepEqual([one.status, two.status].sort(), [0, 1], one.stderr + two.stderr);
    assert.equal(loser.code, 'dataset/behind');
    assert.equal((await publish(loserName)).code, 'dataset/behind');

    await world.node(winnerName);
    const got = await world.in(loserName, 'get', String(dataset), world.path(`from-${loserName}`));
    assert.equal(got['sequence'], 1);
    const merged = await publish(loserName);
    assert.equal(merged.json['sequence'], 2);
    await world.node(loserName);
    await world.in(winnerName, 'get', String(dataset), world.path('merged'));
    assert.equal(await readFile(world.path('merged', 'first'), 'utf8'), 'by first');
    assert.equal(await readFile(world.path('merged', 'second'), 'utf8'), 'by second');
    assert.notEqual(owner['device'], second['device']);
  });

  it('lose everything new when they are suspended, and can never come back when they are revoked', async () => {
    await using world = await World.on(places);
    await mkdir(world.path('source'));
    await writeFile(world.path('source', 'file'), 'one');
    await world.init('first');
    const { device, person } = await world.enrol('first', 'second');
    await world.fund(device);
    const { dataset } = await world.in('first', 'dataset', 'create', 'notes');
    await world.in('first', 'dataset', 'publish', 'notes', world.path('source'));
    const node = await world.node('first');
    await world.in('second', 'get', String(dataset), world.path('out'));

    const suspended = await world.in('first', 'device', 'suspend', 'second');
    assert.deepEqual(instructions(suspended), ['suspend_device', 'set_person_keyring']);
    const head = await headOf(world);
    const asked = await world.try('second', 'block', String(dataset), head, '--peer', node.address);
    assert.equal(asked.status, 3);
    await node.line(({ event, why }) => event === 'refused' && why === 'the device is suspended');
    const tried = await world.try('second', 'dataset', 'publish', String(dataset), world.path('source'));
    assert.notEqual(tried.status, 0);

    const published = await world.in('first', 'dataset', 'publish', 'notes', world.path('source'));
    assert.deepEqual(instructions(published), ['rotate_epoch', 'publish_version']);
    assert.equal(published['epoch'], 2);
    const late = await world.try('second', 'get', String(dataset), world.path('out'));
    assert.deepEqual([late.status, late.code], [3, 'keyring/not-a-holder']);

    const unasked = await world.try('first', 'device', 'revoke', 'second');
    assert.equal(unasked.status, 2);
    const revoked = await world.in('first', 'device', 'revoke', 'second', '--yes');
    assert.equal(instructions(revoked)[0], 'revoke_device');
    const { devices } = await world.in('first', 'device', 'list');
    assert.deepEqual((devices as Fields[]).map(({ name, status }) => [name, status]).sort(), [
      ['first', 'active'],
      ['second', 'revoked'],
    ]);
    const again = await world.in('second', 'device', 'request', '--person', String(person));
    const approved = await world.try('first', 'device', 'approve', String(again['ticket']));
    assert.deepEqual([approved.status, approved.code], [1, 'register/exists']);
    const waiting = await world.try('second', 'device', 'request', '--person', String(person), '--wait');
    assert.deepEqual([waiting.status, waiting.code], [3, 'access/denied']);
  });

  it('suspend themselves, when no other of them is at hand', async () => {
    await using world = await World.on(places);
    await world.init('first');
    const { device } = await world.enrol('first', 'second');
    await world.fund(device);
    await world.in('first', 'device', 'role', 'second', 'admin');
    const suspended = await world.in('second', 'device', 'suspend', String(device));
    assert.deepEqual([instructions(suspended), suspended['renewed']], [['suspend_device'], false]);
    const { devices } = await world.in('first', 'device', 'list');
    const statuses = (devices as Fields[]).map(({ name, status }) => [name, status]);
    assert.deepEqual(statuses.sort(), [
      ['first', 'active'],
      ['second', 'suspended'],
    ]);
  });

  it('are enrolled only by a ticket that is whole, in time and for this person', async () => {
    await using world = await World.on(places);
    const owner = await world.init('owner');
    await world.init('other', '--wallet-only');
    await world.in('machine', 'init', ...world.places, '--headless');
    const { ticket } = await world.in('machine', 'device', 'request', '--person', String(owner['person']));
    const approve = async (home: string, text: string) => {
      const { status, code } = await world.try(home, 'device', 'approve', text);
      return [status, code];
    };
    const text = String(ticket);
    const other = text.at(40) === 'A' ? 'B' : 'A';
    assert.deepEqual(await approve('owner', `${text.slice(0, 40)}${other}${text.slice(41)}`), [
      2,
      'ticket/altered',
    ]);
    assert.deepEqual(await approve('other', text), [1, 'ticket/other-person']);
    assert.deepEqual(await approve('machine', text), [1, 'home/no-person']);
    const long = await world.try(
      'machine',
      'device',
      'request',
      '--person',
      String(owner['person']),
      '--expires',
      '8d',
    );
    assert.deepEqual([long.status, long.code], [1, 'ticket/expires-too-late']);
    const short = await world.in(
      'machine',
      'device',
      'request',
      '--person',
      String(owner['person']),
      '--expires',
      '5s',
    );
    while (Date.now() <= Date.parse(String(short['expiresAt'])))
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(await approve('owner', String(short['ticket'])), [1, 'ticket/expired']);
    assert.deepEqual(await approve('owner', text), [0, undefined]);
    assert.deepEqual(await approve('owner', text), [1, 'register/exists']);
  });
});

async function headOf(world: World): Promise<string> {
  const { datasets } = await world.in('first', 'dataset', 'list');
  return String((datasets as Fields[])[0]?.['head']);
}
