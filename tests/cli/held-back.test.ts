import assert from 'node:assert/strict';
import { until } from '../fixtures/until.ts';
import { instructionsOf, listOf, setRecovery, warp } from './register-world.ts';
import { World } from './world.ts';

const HOUR = 3_600;

describe('what the command line delays, and ends again', () => {
  it('grants a port from a time on, and says until then that it does not hold yet', async () => {
    await using world = await World.create({ here: true });
    await world.init('owner');
    const { person } = await world.init('guest');
    await world.in('owner', 'name', 'add', 'guest', String(person));
    await world.in('owner', 'port', 'share', '8080', '--name', 'web');
    const reversed = await world.try('owner', 'grant', 'web', 'guest', '--from', '3h', '--until', '2h');
    assert.notEqual(reversed.status, 0);
    await world.in('owner', 'grant', 'web', 'guest', '--from', '1h', '--until', '3h');

    const held = async () => {
      const [grant] = listOf(await world.in('owner', 'access', 'web'), 'grants');
      return [grant?.['effective'], grant?.['why']];
    };
    assert.deepEqual(await held(), [false, 'the grant does not begin yet']);
    // Granted anew, and begun: the earlier of this computer's clock and the chain's decides, and only the chain's can be moved.
    await world.in('owner', 'grant', 'web', 'guest', '--from', '1s', '--until', '3h');
    await until(async () => (await held())[0] === true, 'the grant to begin');
    await warp(world, 3 * HOUR);
    assert.deepEqual(await held(), [false, 'the grant has expired']);
  });

  it('grants a computer to run on and a group to administer, shows both, and takes them back', async () => {
    await using world = await World.create({ here: true });
    const { device } = await world.init('owner');
    const { person } = await world.init('friend');
    const third = await world.init('third');
    await world.in('owner', 'name', 'add', 'friend', String(person));
    const { group } = await world.in('owner', 'group', 'create', 'family');
    const toDevice = await world.in('owner', 'grant', String(device), 'friend');
    assert.deepEqual(toDevice['permissions'], ['run']);
    const toGroup = await world.in('owner', 'grant', 'family', 'friend');
    assert.deepEqual(toGroup['permissions'], ['admin']);
    const wrong = await world.try('owner', 'grant', 'family', 'friend', '--may', 'run');
    assert.deepEqual([wrong.status, wrong.code], [3, 'register/refused']);

    const shown = listOf(await world.in('owner', 'access'), 'grants').map((grant) => [
      grant['resourceKind'],
      grant['resource'],
      grant['effective'],
    ]);
    assert.deepEqual(shown.sort(), [
      ['device', toDevice['resource'], true],
      ['group', group, true],
    ]);
    for (const resource of [String(device), 'family']) await world.in('owner', 'revoke', resource, 'friend');
    for (const grant of listOf(await world.in('owner', 'access'), 'grants'))
      assert.equal(grant['effective'], false);
    const stranger = await world.try('third', 'grant', String(device), String(third['person']));
    assert.deepEqual([stranger.status, stranger.code], [3, 'access/denied']);
  });

  it('cancels a recovery by wallet and computer, once the computer is older than the delay', async () => {
    await using world = await World.create({ here: true });
    const { person } = await world.init('owner');
    await world.in('heir', 'init', ...world.places, '--airdrop', '10', '--successor');
    const { words } = await setRecovery(world, 'owner', '1h');
    const start = async () => world.in('heir', 'recovery', 'start', String(person), '--phrase-file', words);

    await start();
    const young = await world.try('owner', 'recovery', 'cancel');
    assert.deepEqual([young.status, young.code], [3, 'register/refused']);
    await world.in('owner', 'recovery', 'cancel', '--phrase-file', words);
    await warp(world, HOUR + 60);
    await start();
    assert.deepEqual(instructionsOf(await world.in('owner', 'recovery', 'cancel')), ['cancel_recovery']);
    assert.equal((await world.in('owner', 'recovery', 'show'))['running'], undefined);
    const finish = ['recovery', 'finish', String(person), '--phrase-file', words, '--yes'];
    const late = await world.try('heir', ...finish);
    assert.notEqual(late.status, 0);
  });

  it('removes a recovery one delay after that was asked for, and not before', async () => {
    await using world = await World.create({ here: true });
    await world.init('owner');
    const nothing = await world.in('owner', 'recovery', 'set', '--remove');
    assert.deepEqual([nothing['removed'], instructionsOf(nothing)], [false, []]);
    assert.equal((await world.try('owner', 'recovery', 'set', '--delay', '2h')).status, 0);
    const removed = await world.in('owner', 'recovery', 'set', '--remove');
    assert.deepEqual([removed['removed'], instructionsOf(removed)], [true, ['set_recovery']]);

    const before = await world.in('owner', 'recovery', 'show');
    assert.equal((before['recovery'] as { delaySeconds: number }).delaySeconds, 2 * HOUR);
    assert.notEqual(before['pending'], undefined);
    await warp(world, 2 * HOUR + 60);
    const after = await world.in('owner', 'recovery', 'show');
    assert.deepEqual([after['recovery'], after['pending']], [undefined, undefined]);
  });
});
