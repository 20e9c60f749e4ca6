import assert from 'node:assert/strict';
import { type Address, isMeshidError, type RegisterSource } from '@meshid/sdk';
import { until } from '../localnet/world.ts';

/** A source, and what a test does to what it reads from; none of that goes through the source's own connections. */
export interface SourceUnderTest extends AsyncDisposable {
  readonly source: RegisterSource;
  /** An account of the register that every `change` changes; it is there. */
  readonly account: Address;
  /** Addresses that the register has nothing at: of nobody, and of another program's account. */
  readonly absent: readonly [Address, Address];
  /** What the chain itself holds there, asked around the source. */
  truth(): Promise<Uint8Array | undefined>;
  /** A resource, and what grants a group something on it, which nobody has done before; returns the group. */
  readonly resource: Address;
  grantToGroup(): Promise<Address>;
  /** Resolves when it is confirmed. */
  change(): Promise<{ readonly slot: bigint }>;
  /** What the source reads from breaks off and takes nobody. */
  leave(): void;
  /** It takes calls and answers none. */
  silence(): void;
  return(): void;
  /** The chain itself is gone, for the source and for whatever stands between. */
  loseChain(): void;
  dropNotifications(): void;
}

const BOUND_MS = 30_000;
const FAR = 1_000_000n;

/** What every implementation of `RegisterSource` does. */
export function complyAsRegisterSource(name: string, create: () => Promise<SourceUnderTest>): void {
  describe(`${name}, as a source of the register`, () => {
    const test = (title: string, run: (under: SourceUnderTest) => Promise<void>): void => {
      it(title, async () => {
        await using under = await create();
        await run(under);
      });
    };
    const dataOf = async ({ source, account }: SourceUnderTest, minSlot?: bigint): Promise<Buffer> => {
      const { accounts } = await source.read([account], minSlot === undefined ? {} : { minSlot });
      const data = accounts.get(account);
      assert.ok(data !== undefined);
      return Buffer.from(data);
    };
    const watching = ({ source, account }: SourceUnderTest) => {
      const ended = new AbortController();
      const seen = { calls: 0, end: () => ended.abort() };
      source.watch([account], () => seen.calls++, { signal: ended.signal });
      return seen;
    };

    test('an account comes as the chain has it, and an absent one as absent', async (under) => {
      const { source, account, absent } = under;
      const { slot } = await under.change();
      const asked = performance.now();
      const snapshot = await source.read([absent[0], account, absent[1]], { minSlot: slot });
      assert.deepEqual([...snapshot.accounts.keys()], [absent[0], account, absent[1]]);
      assert.deepEqual(
        Buffer.from(snapshot.accounts.get(account) ?? []),
        Buffer.from((await under.truth()) ?? []),
      );
      for (const address of absent) assert.equal(snapshot.accounts.get(address), undefined);
      assert.ok(snapshot.readAt <= performance.now() && snapshot.readAt > asked - 60_000);
    });

    test('a read at a slot shows all that happened until then', async (under) => {
      for (let round = 0; round < 4; round++) {
        const { slot } = await under.change();
        const snapshot = await under.source.read([under.account], { minSlot: slot });
        assert.ok(snapshot.slot >= slot);
        const data = snapshot.accounts.get(under.account) ?? [];
        assert.deepEqual(Buffer.from(data), Buffer.from((await under.truth()) ?? []));
      }
    });

    test('a slot that comes soon is waited for, and one that is far is an error', async (under) => {
      const { slot } = await under.source.read([under.account]);
      const soon = await under.source.read([under.account], { minSlot: slot + 10n });
      assert.ok(soon.slot >= slot + 10n);
      await assert.rejects(
        under.source.read([under.account], { minSlot: slot + FAR }),
        (error) => isMeshidError(error) && error.retryable,
      );
    });

    test('finds the groups that were granted something on a resource, and nobody else', async (under) => {
      const { source, resource, absent } = under;
      assert.deepEqual(await source.grantedGroups(resource), []);
      const groups = [await under.grantToGroup(), await under.grantToGroup()];
      await until(
        async () => (await source.grantedGroups(resource)).length === groups.length,
        'the groups',
        BOUND_MS,
      );
      assert.deepEqual([...(await source.grantedGroups(resource))].sort(), groups.sort());
      assert.deepEqual(await source.grantedGroups(absent[0]), []);
    });

    test('tells that it can not find groups when what it reads from is away', async (under) => {
      under.leave();
      await assert.rejects(
        under.source.grantedGroups(under.resource),
        (error) => isMeshidError(error) && error.retryable && error.code.endsWith('/away'),
      );
      under.return();
      under.silence();
      await assert.rejects(under.source.grantedGroups(under.resource, { signal: AbortSignal.timeout(200) }), {
        name: 'TimeoutError',
      });
    });

    test('tells the watcher of every change', async (under) => {
      const seen = watching(under);
      for (let round = 0; round < 3; round++) {
        const before = seen.calls;
        await under.change();
        await until(() => seen.calls > before, 'the change', BOUND_MS);
      }
    });

    test('tells what changed while the watching was being set up', async (under) => {
      const before = await dataOf(under);
      under.silence();
      const seen = watching(under);
      await under.change();
      const early = seen.calls;
      under.return();
      await until(() => seen.calls > early, 'the change', BOUND_MS);
      const { slot } = await under.change();
      assert.notDeepEqual(before, await dataOf(under, slot));
    });

    test('tells what changed while it was cut off', async (under) => {
      const seen = watching(under);
      await under.change();
      await until(() => seen.calls > 0, 'the watching', BOUND_MS);
      under.leave();
      await under.change();
      const early = seen.calls;
      under.return();
      await until(() => seen.calls > early, 'the change', BOUND_MS);
    });

    test('fails when what it reads from is away, instead of answering from before, and recovers', async (under) => {
      await dataOf(under);
      under.leave();
      await assert.rejects(
        under.source.read([under.account]),
        (error) => isMeshidError(error) && error.retryable && error.code.endsWith('/away'),
      );
      under.return();
      const { slot } = await under.change();
      assert.deepEqual(await dataOf(under, slot), Buffer.from((await under.truth()) ?? []));
    });

    test('never tells what it read before the chain went away as newer than that', async (under) => {
      await dataOf(under);
      under.loseChain();
      const lost = performance.now();
      await until(() => performance.now() > lost + 1_500, 'a while');
      const answer = await under.source.read([under.account]).catch((error: unknown) => error);
      if (answer instanceof Error) assert.ok(isMeshidError(answer) && answer.retryable);
      // A read that was under way may have been the last to agree.
      else assert.ok((answer as { readAt: number }).readAt <= lost + 500);
      await assert.rejects(under.source.read([under.account], { minSlot: FAR }));
    });

    test('finds a change though no notification comes', async (under) => {
      const before = await dataOf(under);
      under.dropNotifications();
      await under.change();
      await until(async () => !before.equals(await dataOf(under)), 'the change', BOUND_MS);
    });

    test('gives up with the signal of whoever asks', async (under) => {
      const { source, account } = under;
      await assert.rejects(source.read([account], { signal: AbortSignal.abort() }), { name: 'AbortError' });
      under.silence();
      await assert.rejects(source.read([account], { signal: AbortSignal.timeout(200) }), {
        name: 'TimeoutError',
      });
    });

    test('tells a watcher nothing after it went', async (under) => {
      const [gone, stays] = [watching(under), watching(under)];
      await under.change();
      await until(() => gone.calls > 0 && stays.calls > 0, 'the watching', BOUND_MS);
      gone.end();
      const [before, others] = [gone.calls, stays.calls];
      await under.change();
      await until(() => stays.calls > others, 'the change', BOUND_MS);
      assert.equal(gone.calls, before);
    });

    test('tells nobody anything after it was closed, also one who comes then', async (under) => {
      const seen = watching(under);
      await under.change();
      await until(() => seen.calls > 0, 'the watching', BOUND_MS);
      await under.source.close();
      const before = seen.calls;
      const late = watching(under);
      const { slot } = await under.change();
      // Whoever would be told has been by then.
      await until(async () => (await under.truth()) !== undefined && slot > 0n, 'the change');
      assert.deepEqual([seen.calls, late.calls], [before, 0]);
    });

    test('closes while what it reads from is away', async (under) => {
      watching(under);
      under.leave();
      await under.source.close();
    });
  });
}
