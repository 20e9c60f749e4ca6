import assert from 'node:assert/strict';
import {
  AccessController,
  type AccessControllerOptions,
  type Denied,
  isMeshidError,
  type Permit,
  type RegisterSource,
} from '@meshid/sdk';
import { until } from '../localnet/world.ts';
import { World } from './world.ts';

const BOUND_MS = 30_000;

/** A controller over the world's chain and mirror, and what it told its user. */
function control(
  world: World,
  options: Partial<AccessControllerOptions> = {},
): {
  controller: AccessController;
  denied: Denied[];
  permit: () => Promise<Permit | undefined>;
} & AsyncDisposable {
  const denied: Denied[] = [];
  const controller = new AccessController({
    sources: [world.mirrorSource(), world.chainSource()],
    onDenied: (why) => denied.push(why),
    ...options,
  });
  return {
    controller,
    denied,
    permit: async () => controller.permit(world.device, world.dataset),
    [Symbol.asyncDispose]: () => controller[Symbol.asyncDispose](),
  };
}

/** A permit that has to be given. */
async function given(permitted: Promise<Permit | undefined>, denied: readonly Denied[]): Promise<Permit> {
  const permit = await permitted;
  assert.ok(permit !== undefined, JSON.stringify(denied));
  return permit;
}

describe('the access controller, over a real chain and a real mirror', () => {
  it('gives a permit right after the grant, and takes it back after the revocation', async () => {
    await using world = await World.create();
    await using under = control(world);
    const { permit, denied } = under;
    assert.equal(await permit(), undefined);
    await world.give();
    using held = await given(permit(), denied);
    assert.equal(held.signal.aborted, false);
    await world.withdraw();
    await until(() => held.signal.aborted, 'the end of the permit', BOUND_MS);
    assert.equal(await permit(), undefined);
    assert.deepEqual(
      denied.map(({ reason, stale }) => ({ reason, stale })),
      [
        { reason: 'nothing was granted', stale: false },
        { reason: 'the grant was revoked', stale: false },
        { reason: 'the grant was revoked', stale: false },
      ],
    );
    assert.ok(denied.every(({ device, dataset }) => device === world.device && dataset === world.dataset));
  });

  it('takes it back by the poll when no notification comes', async () => {
    await using world = await World.create();
    await using under = control(world, { pollMs: 300 });
    await world.give();
    using held = await given(under.permit(), under.denied);
    world.localnet.faults.dropNotifications(true);
    await world.withdraw();
    await until(() => held.signal.aborted, 'the end of the permit', BOUND_MS);
    assert.equal(under.denied.at(-1)?.reason, 'the grant was revoked');
  });

  it('takes it back when the grant ends by itself', async () => {
    await using world = await World.create();
    await using under = control(world, { pollMs: 200 });
    const end = Date.now() + 8_000;
    await world.give(new Date(end));
    using held = await given(under.permit(), under.denied);
    await until(() => held.signal.aborted, 'the end of the permit');
    assert.ok(Date.now() >= Math.floor(end / 1000) * 1000);
    assert.equal(under.denied.at(-1)?.reason, 'the grant has expired');
  });

  it("asks a mirror that is behind again at the chain's slot, and so allows what was granted just now", async () => {
    await using world = await World.create();
    // The index hears of nothing: it only reads what it is asked for.
    world.localnet.faults.dropNotifications(true);
    await using under = control(world);
    for (let round = 0; round < 2; round++) {
      await world.give();
      using held = await given(under.permit(), under.denied);
      await world.withdraw();
      assert.equal(await under.permit(), undefined);
      assert.equal(held.signal.reason === undefined || held.signal.aborted, true);
    }
  });

  for (const [what, gatesOf] of [
    ['the chain', ({ gates }: World) => [gates.rpc, gates.socket]],
    ['the index', ({ gates }: World) => [gates.index]],
  ] as const)
    for (const how of ['close', 'silence'] as const)
      it(`denies, and ends what it gave, when ${what} ${how === 'close' ? 'is away' : 'takes calls and answers none'}`, async () => {
        await using world = await World.create();
        await using under = control(world, { maxStalenessMs: 3_000, pollMs: 200 });
        await world.give();
        using held = await given(under.permit(), under.denied);
        for (const gate of gatesOf(world)) gate[how]();
        assert.equal(await under.permit(), undefined);
        assert.equal(under.denied.at(-1)?.stale, true);
        await until(() => held.signal.aborted, 'the end of the permit', BOUND_MS);
        const { reason, stale } = under.denied.at(-1) ?? {};
        assert.equal(stale, true);
        assert.match(reason ?? '', /doesn't answer|is older than 3 s/);
        for (const gate of gatesOf(world)) gate.open();
        await until(
          async () => {
            using again = await under.permit();
            return again !== undefined;
          },
          'a permit again',
          BOUND_MS,
        );
      });

  it('ends a permit that the index denies though the chain is away', async () => {
    await using world = await World.create();
    await using under = control(world, { maxStalenessMs: 60_000, pollMs: 200 });
    await world.give();
    using held = await given(under.permit(), under.denied);
    world.gates.rpc.close();
    world.gates.socket.close();
    await world.withdraw();
    await until(() => held.signal.aborted, 'the end of the permit', BOUND_MS);
    const { reason, stale } = under.denied.at(-1) ?? {};
    assert.deepEqual({ reason, stale }, { reason: 'the grant was revoked', stale: false });
  });

  it('denies by a mirror that lost the chain, as soon as what it knows is too old', async () => {
    await using world = await World.create();
    await using under = control(world, {
      sources: [world.mirrorSource()],
      maxStalenessMs: 4_000,
      pollMs: 200,
    });
    await world.give();
    await until(
      async () => {
        using early = await under.permit();
        return early !== undefined;
      },
      'the first permit',
      BOUND_MS,
    );
    using held = await given(under.permit(), under.denied);
    world.behindIndex.rpc.close();
    world.behindIndex.socket.close();
    await until(() => held.signal.aborted, 'the end of the permit', BOUND_MS);
    assert.equal(await under.permit(), undefined);
    assert.equal(under.denied.at(-1)?.stale, true);
    assert.match(under.denied.at(-1)?.reason ?? '', /older than 4 s/);
  });

  it('gives a released permit up: nothing looks at it any more, and it does not end', async () => {
    await using world = await World.create();
    const mirror = world.mirrorSource();
    let reads = 0;
    const counted: RegisterSource = {
      name: 'mirror',
      read: async (...args) => {
        reads++;
        return mirror.read(...args);
      },
      grantedGroups: async (...args) => mirror.grantedGroups(...args),
      watch: (...args) => mirror.watch(...args),
      close: () => mirror.close(),
    };
    await using under = control(world, { sources: [counted, world.chainSource()], pollMs: 50 });
    await world.give();
    const held = await given(under.permit(), under.denied);
    const first = reads;
    await until(() => reads > first + 6, 'looks at an open permit', BOUND_MS);
    held[Symbol.dispose]();
    await until(async () => {
      const before = reads;
      await world.owner.chain.genesisHash();
      await new Promise((resolve) => setTimeout(resolve, 300));
      return reads === before;
    }, 'silence');
    await world.withdraw();
    assert.equal(held.signal.aborted, false);
  });

  it('ends every permit when it ends, gives none after that, and tells nobody that access was denied', async () => {
    await using world = await World.create();
    const under = control(world);
    await world.give();
    const held = await given(under.permit(), under.denied);
    const asked = under.permit();
    await under[Symbol.asyncDispose]();
    assert.equal(held.signal.aborted, true);
    assert.equal(await asked, undefined);
    assert.equal(await under.permit(), undefined);
    assert.deepEqual(under.denied, []);
  });

  it('tells nobody anything of who went away while it was deciding', async () => {
    await using world = await World.create();
    await using under = control(world);
    world.gates.index.silence();
    const leaving = new AbortController();
    const asked = under.controller.permit(world.device, world.dataset, { signal: leaving.signal });
    leaving.abort();
    assert.equal(await asked, undefined);
    assert.deepEqual(under.denied, []);
  });

  it('ends a permit also when whoever is told of it fails', async () => {
    await using world = await World.create();
    let told = 0;
    await using under = control(world, {
      onDenied: () => {
        told++;
        throw new Error('the log is full');
      },
    });
    await world.give();
    using held = await given(under.permit(), under.denied);
    await world.withdraw();
    await until(() => held.signal.aborted, 'the end of the permit', BOUND_MS);
    assert.equal(told, 1);
  });

  it('denies whatever a source throws, also what nobody expects', async () => {
    await using world = await World.create();
    await world.give();
    const chain = world.chainSource();
    for (const wrong of ['read', 'watch', 'now'] as const) {
      const broken: RegisterSource = {
        name: 'chain',
        read: async (...args) => (wrong === 'read' ? raise() : chain.read(...args)),
        grantedGroups: async () => [],
        watch: (...args) => (wrong === 'watch' ? raise() : chain.watch(...args)),
        now: async () => (wrong === 'now' ? raise() : chain.now()),
        close: async () => undefined,
      };
      await using under = control(world, { sources: [world.mirrorSource(), broken] });
      const permitted = await under.permit().catch((error: unknown) => error);
      // A failure of the caller's own call counts as a refusal too.
      assert.ok(permitted === undefined || (permitted instanceof Error && !isMeshidError(permitted)), wrong);
      if (wrong !== 'watch') assert.deepEqual(under.denied.at(-1)?.reason, 'a bug');
    }
  });
});

function raise(): never {
  throw new Error('a bug');
}
