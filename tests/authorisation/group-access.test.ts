import assert from 'node:assert/strict';
import {
  AccessController,
  addMember,
  type Denied,
  type GroupId,
  type Permit,
  removeMember,
  retireGroup,
  withdrawAccess,
} from '@meshid/sdk';
import { until } from '../localnet/world.ts';
import { World } from './world.ts';

const BOUND_MS = 10_000;

function control(world: World, pollMs = 2_000) {
  const denied: Denied[] = [];
  const controller = new AccessController({
    sources: [world.mirrorSource(), world.chainSource()],
    pollMs,
    onDenied: (why) => denied.push(why),
  });
  const permit = async (): Promise<Permit | undefined> => controller.permit(world.device, world.dataset);
  const given = async (): Promise<Permit> => {
    const permitted = await permit();
    assert.ok(permitted !== undefined, JSON.stringify(denied));
    return permitted;
  };
  const reason = (): string | undefined => denied.at(-1)?.reason;
  return { permit, given, reason, [Symbol.asyncDispose]: async () => controller[Symbol.asyncDispose]() };
}

describe('the access controller, for members of groups', () => {
  it('gives a permit right after the grant to the group, and takes it back right after the removal', async () => {
    await using world = await World.create();
    await using under = control(world);
    assert.equal(await under.permit(), undefined);
    assert.equal(under.reason(), 'nothing was granted');
    const group = await world.giveToGroup(world.person);
    using held = await under.given();
    await removeMember(world.owner, { group, principal: world.person });
    const removed = performance.now();
    await until(() => held.signal.aborted, 'the end of the permit', BOUND_MS);
    assert.ok(performance.now() - removed < 2_000, 'the end came within two seconds');
    assert.equal(await under.permit(), undefined);
    assert.equal(under.reason(), 'the member was removed from the group');
  });

  const ends: Record<string, [string, (world: World, group: GroupId) => Promise<unknown>]> = {
    'the grant to the group is revoked': [
      'the grant was revoked',
      async ({ owner, dataset: resource }, group) => withdrawAccess(owner, { resource, principal: group }),
    ],
    'the group is retired': [
      'the group that holds the grant is retired',
      async ({ owner }, group) => retireGroup(owner, { group }),
    ],
  };
  for (const [what, [why, end]] of Object.entries(ends))
    it(`takes it back when ${what}`, async () => {
      await using world = await World.create();
      await using under = control(world);
      const group = await world.giveToGroup(world.device);
      using held = await under.given();
      await end(world, group);
      await until(() => held.signal.aborted, 'the end of the permit', BOUND_MS);
      assert.equal(under.reason(), why);
    });

  it('takes it back when the membership ends by itself', async () => {
    await using world = await World.create();
    await using under = control(world, 200);
    const group = await world.giveToGroup();
    const end = Date.now() + 9_000;
    await addMember(world.owner, { group, principal: world.person, until: new Date(end) });
    using held = await under.given();
    await until(() => held.signal.aborted, 'the end of the permit');
    assert.ok(Date.now() >= Math.floor(end / 1000) * 1000);
    assert.equal(under.reason(), 'the membership in the group has expired');
  });

  it('takes it back by the poll when no notification comes', async () => {
    await using world = await World.create();
    await using under = control(world, 300);
    const group = await world.giveToGroup(world.person);
    using held = await under.given();
    world.localnet.faults.dropNotifications(true);
    await removeMember(world.owner, { group, principal: world.person });
    await until(() => held.signal.aborted, 'the end of the permit', BOUND_MS);
    assert.equal(under.reason(), 'the member was removed from the group');
  });

  it('finds a group that the index has not heard of', async () => {
    await using world = await World.create();
    world.localnet.faults.dropNotifications(true);
    await using under = control(world);
    await world.giveToGroup(world.person);
    using held = await under.given();
    assert.equal(held.signal.aborted, false);
  });

  it('goes on when one of two ways to the same ends, and ends at once with the other', async () => {
    await using world = await World.create();
    await using under = control(world, 60_000);
    await world.give();
    using held = await under.given();
    const group = await world.giveToGroup(world.person);
    await world.withdraw();
    // Told by a second permit, which is given by then through the group alone.
    using second = await under.given();
    assert.deepEqual([held.signal.aborted, second.signal.aborted], [false, false]);
    await removeMember(world.owner, { group, principal: world.person });
    await until(() => held.signal.aborted && second.signal.aborted, 'the end of both', BOUND_MS);
  });

  it('takes no membership of another group for one of the group that was granted something', async () => {
    await using world = await World.create();
    await using under = control(world);
    const [granted, other] = [await world.giveToGroup(), await world.giveToGroup(world.person)];
    await withdrawAccess(world.owner, { resource: world.dataset, principal: other });
    assert.equal(await under.permit(), undefined);
    assert.equal(under.reason(), 'the grant was revoked');
    await addMember(world.owner, { group: granted, principal: world.person });
    using held = await under.given();
    assert.equal(held.signal.aborted, false);
  });
});
