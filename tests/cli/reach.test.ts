import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import idl from '../../sdk/program/meshid.json' with { type: 'json' };
import { instructionsOf, setRecovery, warp } from './register-world.ts';
import { World } from './world.ts';

const DAY = 24 * 60 * 60 + 60;

describe('the command line', () => {
  it('reaches every instruction of the register by some command', async () => {
    await using world = await World.create({ here: true });
    const reached = new Set<string>();
    const step = async (home: string, line: string, ...instructions: string[]): Promise<void> => {
      const sent = instructionsOf(await world.in(home, ...line.split(' ')));
      for (const instruction of instructions)
        assert.ok(sent.includes(instruction), `meshid ${line} sent ${sent.join(', ')}`);
      for (const instruction of sent) reached.add(instruction);
    };
    const folder = world.path('folder');
    await mkdir(folder);
    await writeFile(world.path('folder', 'file'), 'content');

    const owner = await world.init('owner');
    for (const instruction of instructionsOf(owner)) reached.add(instruction);
    const friend = await world.init('friend');
    await world.enrol('owner', 'laptop');
    const person = String(owner['person']);
    await world.in('owner', 'name', 'add', 'friend', String(friend['person']));
    await world.in('friend', 'name', 'add', 'owner', person);

    await step('owner', 'device role laptop admin', 'set_device_role');
    await step('owner', 'device suspend laptop', 'suspend_device', 'set_person_keyring');
    await step('owner', 'device resume laptop', 'resume_device');

    await step('owner', 'group create family', 'create_group');
    await step('owner', 'group add family friend', 'add_member');
    await step('owner', 'group rotate family', 'rotate_group');
    await step('owner', `program publish ${world.path('folder', 'file')} --name resize`, 'publish_program');
    await step('owner', 'port share 8080 --name web', 'share_port');
    await step('owner', 'dataset create photos', 'create_dataset');
    await step('owner', `dataset publish photos ${folder}`, 'publish_version');
    await step('owner', 'grant photos family', 'grant_access');
    await step('owner', 'group remove family friend', 'remove_member');
    await step('owner', `dataset publish photos ${folder}`, 'rotate_epoch', 'publish_version');
    await step('owner', 'revoke photos family', 'revoke_access');
    await step('owner', 'dataset transfer photos friend --yes', 'transfer_dataset');

    const { wallet } = await world.in('heir', 'init', ...world.places, '--airdrop', '10', '--successor');
    await step('owner', `person propose ${String(wallet)} --until 1h`, 'propose_authority');
    await step('owner', 'person propose --withdraw', 'propose_authority');
    const { wallet: next } = await world.in(
      'next',
      'init',
      ...world.places,
      '--airdrop',
      '10',
      '--successor',
    );
    await step('friend', `person propose ${String(next)}`, 'propose_authority');
    await step('next', `person accept ${String(friend['person'])}`, 'accept_authority');

    const { words, sent } = await setRecovery(world, 'owner', '1h');
    for (const instruction of sent) reached.add(instruction);
    await step('heir', `recovery start ${person} --phrase-file ${words}`, 'start_recovery');
    await step('owner', `recovery cancel ${person} --phrase-file ${words}`, 'cancel_recovery');
    await step('heir', `recovery start ${person} --phrase-file ${words}`, 'start_recovery');
    await warp(world, 3_700);
    await step('heir', `recovery finish ${person} --phrase-file ${words} --yes`, 'finish_recovery');

    // The new authority ends what the person owns; its names are on another computer.
    for (const name of ['family', 'photos'])
      await world.in('heir', 'name', 'add', name, await addressOf(world, name));
    await world.in('heir', 'name', 'add', 'friend', String(friend['person']));
    await step('heir', 'port unshare web --yes', 'unshare_port');
    await step('heir', 'program retire resize --yes', 'retire_program');
    await step('heir', 'group retire family --yes', 'retire_group');
    await step('next', `dataset retire ${await addressOf(world, 'photos')} --yes`, 'retire_dataset');
    await step('heir', 'device revoke laptop --yes', 'revoke_device');
    await warp(world, DAY);
    await step('heir', 'revoke photos family --close --yes', 'close_grant');
    await step('heir', 'group close family friend --yes', 'close_membership');
    await step('heir', 'group close family --yes', 'close_group');
    await step('heir', 'port close web --yes', 'close_port');
    await step('heir', 'program close resize --yes', 'close_program');
    await step('next', `dataset close ${await addressOf(world, 'photos')} --yes`, 'close_dataset');
    await step('heir', 'device shrink laptop --yes', 'shrink_device');
    await step('next', 'person retire --yes', 'retire_person');

    assert.deepEqual([...reached].sort(), idl.instructions.map(({ name }) => name).sort());
  });
});

/** What the owner's address book says. */
async function addressOf(world: World, wanted: string): Promise<string> {
  const { names } = await world.in('owner', 'name', 'list');
  const found = (names as { name: string; address: string }[]).find(({ name }) => name === wanted);
  return found?.address ?? assert.fail(`nothing is called ${wanted}`);
}
