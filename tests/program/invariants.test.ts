import assert from 'node:assert/strict';
import { type Address, derive, idSeed } from '../../fuzz/src/chain/addresses.ts';
import type { Attempt } from '../../fuzz/src/chain/attempt.ts';
import type { ChainAccount } from '../../fuzz/src/chain/chain.ts';
import { decode, encode, kindOf, type Values } from '../../fuzz/src/chain/layout.ts';
import { checkInvariants } from '../../fuzz/src/invariants/check.ts';
import { History } from '../../fuzz/src/invariants/history.ts';
import { NOBODY, PERMISSION, PRINCIPAL } from '../../fuzz/src/model/accounts.ts';
import { layoutOf } from '../../fuzz/src/model/register.ts';
import type { Cast } from '../../fuzz/src/plan/cast.ts';
import { attempt } from '../../fuzz/src/plan/scene.ts';
import { Counts } from '../../fuzz/src/run/counts.ts';
import { namedBy, step } from '../../fuzz/src/run/step.ts';
import { open, type World } from '../../fuzz/src/run/world.ts';
import { inProcess } from '../../fuzz/src/stages.ts';

const key = (fill: string): string => fill.repeat(32);
const KEYS = { previous_keyring_digest: key('02'), keyring_digest: key('02'), encryption_key: key('01') };
const { read, admin } = PERMISSION;

/** Three persons; the first has an admin device and a dataset, and made the second the dataset's admin. */
class Story {
  readonly world: World;
  readonly history: History;
  readonly person: (index: number) => Address;
  readonly dataset: Address;
  readonly device: Address;
  readonly #otherwise = new Map<Address, Values>();

  private constructor(world: World) {
    this.world = world;
    this.history = new History(world.register.lamports);
    this.person = (index) => derive('person', this.wallet(index)).address;
    this.dataset = derive('dataset', this.person(0), idSeed(1n)).address;
    this.device = derive('device', this.deviceKey).address;
  }

  static async begin(): Promise<Story> {
    const { chain, cast } = await inProcess().begin();
    const story = new Story(await open(chain, cast));
    for (const index of [0, 1, 2]) await story.does(story.createPerson(index));
    await story.does(story.enrolDevice());
    await story.does(story.createDataset());
    await story.does(story.grant(0, 1, read | admin));
    return story;
  }

  get cast(): Cast {
    return this.world.cast;
  }
  wallet(index: number): Address {
    return this.cast.wallets[index] ?? NOBODY;
  }
  get deviceKey(): Address {
    return this.cast.deviceKeys[0];
  }

  createPerson(index: number): Attempt {
    const [payer, founder] = [this.wallet(9), this.wallet(index)];
    const args = { ...KEYS, cluster: key('09'), public_name: key('00') };
    return attempt('create_person', { payer, founder, person: this.person(index) }, args);
  }
  enrolDevice(): Attempt {
    const accounts = { payer: this.wallet(9), authority: this.wallet(0), person: this.person(0) };
    const device = { device_key: this.deviceKey, device: this.device, instructions: null };
    const args = { ...KEYS, role: 1, sealed_name: key('03').repeat(3), ticket_expires_at: 0n };
    const enrols = attempt('enroll_device', { ...accounts, ...device }, args);
    return { ...enrols, signers: [...enrols.signers, this.deviceKey] };
  }
  createDataset(): Attempt {
    const accounts = { payer: this.wallet(9), actor: this.wallet(0), actor_device: null };
    const args = {
      id: 1n,
      keyring_digest: key('02'),
      owner_generation: 1,
      sealed_label: key('04').repeat(3),
    };
    return attempt('create_dataset', { ...accounts, owner: this.person(0), dataset: this.dataset }, args);
  }
  publish(): Attempt {
    const by = { signer: this.deviceKey, device: this.device, owner: this.person(0), dataset: this.dataset };
    const none = { writer: null, grant: null, parent: null, group: null, membership: null };
    const args = { sequence: 1n, epoch: 1, head: `01701220${key('05')}` };
    return attempt('publish_version', { ...by, ...none }, args);
  }
  grantAt(index: number): Address {
    return derive('grant', this.dataset, this.person(index)).address;
  }
  grant(from: number, to: number, permissions: number): Attempt {
    const guest =
      from === 0
        ? { granter: null, parent: null }
        : { granter: this.person(from), parent: this.grantAt(from) };
    const accounts = {
      ...{
        payer: this.wallet(9),
        actor: this.wallet(from),
        actor_device: null,
        owner: this.person(0),
        ...guest,
      },
      ...{ resource: this.dataset, principal: this.person(to), grant: this.grantAt(to) },
    };
    const terms = { permissions, not_before: 0n, expires_at: 0n, via_program: NOBODY };
    return attempt('grant_access', accounts, { ...KEYS, ...terms, principal_kind: PRINCIPAL.person });
  }

  async does(what: Attempt): Promise<void> {
    const counts = new Counts();
    await step(this.world, this.history, { does: 'attempt', attempt: what }, counts);
    assert.equal(
      counts.accepted,
      1,
      `${what.instruction}: ${[...counts.errors].find(([, count]) => count > 0)?.[0]}`,
    );
  }

  /** Does it, and shows the invariants something else than what came of it. */
  async showing(what: Attempt, at: Address, change: Values, lamports = 0n, events = 1): Promise<void> {
    const { chain } = this.world;
    const outcome = await chain.send(what);
    assert.equal(outcome.error, undefined);
    const named = new Map(await namedBy(this.world, what));
    for (const [other, otherwise] of this.#otherwise)
      named.set(other, altered(named.get(other), otherwise, 0n));
    named.set(at, altered(named.get(at), change, lamports));
    checkInvariants(this.history, {
      ...{ attempt: what, outcome: { ...outcome, events }, named },
      rent: (bytes) => chain.rent(bytes),
    });
  }

  /** As if something had been otherwise before, and still were. */
  remembering(at: Address, change: Values): void {
    this.#otherwise.set(at, change);
    this.history.remember(at, altered(this.history.accounts.get(at), change, 0n));
  }
}

function altered(account: ChainAccount | undefined, change: Values, lamports: bigint): ChainAccount {
  assert.ok(account !== undefined);
  const money = account.lamports + lamports;
  if (Object.keys(change).length === 0) return { ...account, lamports: money };
  const layout = layoutOf(kindOf(account.data) ?? '');
  return {
    ...account,
    lamports: money,
    data: encode(layout, { ...decode(layout, account.data), ...change }),
  };
}

describe("the fuzzer's invariants", () => {
  it('are silent when all is well', async () => {
    const story = await Story.begin();
    await story.showing(story.publish(), story.dataset, {});
  });

  it('1: notice a lamport that is lost, and rent that somebody else paid', async () => {
    const story = await Story.begin();
    await assert.rejects(story.showing(story.grant(1, 2, read), story.wallet(9), {}, -1n), /invariant 1/);
    const other = await Story.begin();
    const named = { rent_payer: other.wallet(3) };
    await assert.rejects(other.showing(other.grant(1, 2, read), other.grantAt(2), named), /invariant 1/);
  });

  it('2: notice a suspended, a void and a foreign device, and a former authority', async () => {
    for (const change of [{ status: 1 }, { enrolled_sequence: 0n }, { person: key('07') }]) {
      const story = await Story.begin();
      story.remembering(story.device, change);
      if ('enrolled_sequence' in change) story.remembering(story.person(0), { void_before: 1n });
      await assert.rejects(story.showing(story.publish(), story.dataset, {}), /invariant 2/);
    }
    const story = await Story.begin();
    story.remembering(story.person(1), { authority: story.wallet(4) });
    await assert.rejects(story.showing(story.grant(1, 2, read), story.dataset, {}), /invariant 2/);
  });

  it('3: notice a counter that jumps or falls, and an owner-to-be that was always another', async () => {
    for (const change of [{ sequence: 2n }, { epoch: 3 }, { access_sequence: 0n }, { creator: key('07') }]) {
      const story = await Story.begin();
      await assert.rejects(story.showing(story.publish(), story.dataset, change), /invariant 3/);
    }
  });

  it('4: notice a version with a rotation due, of another epoch, or after a reader expired', async () => {
    for (const change of [
      { rotation_due: 1 },
      { epoch: 0 },
      { epoch_valid_until: 1n },
      { owner_generation: 2 },
    ]) {
      const story = await Story.begin();
      story.remembering(story.dataset, change);
      await assert.rejects(story.showing(story.publish(), story.dataset, {}), /invariant 4/);
    }
  });

  it('5: notice a grantee that gives more than it holds, or for longer, or takes', async () => {
    const story = await Story.begin();
    await assert.rejects(
      story.showing(story.grant(1, 2, read), story.grantAt(2), { permissions: 7 }),
      /invariant 5/,
    );
    const longer = await Story.begin();
    longer.remembering(longer.grantAt(1), { expires_at: 1_900_000_000n });
    await assert.rejects(longer.showing(longer.grant(1, 2, read), longer.dataset, {}), /invariant 5/);
    const taken = await Story.begin();
    const owner = { owner: taken.person(1) };
    await assert.rejects(taken.showing(taken.grant(1, 2, read), taken.dataset, owner), /invariant 5/);
  });

  it('6: notice an address that was something else before', async () => {
    const story = await Story.begin();
    story.history.uses.set(story.grantAt(2), 'Grant,for,somebody else');
    await assert.rejects(story.showing(story.grant(1, 2, read), story.dataset, {}), /invariant 6/);
  });

  it('7: notice a grant that was expired, revoked, or not yet valid when it was used', async () => {
    for (const change of [{ expires_at: 1n }, { status: 1, ended_at: 1n }, { not_before: 1_900_000_000n }]) {
      const story = await Story.begin();
      story.remembering(story.grantAt(1), change);
      // What is granted for longer than one holds would be noticed first.
      const told = story.showing(story.grant(1, 2, read), story.grantAt(2), { expires_at: 1n });
      await assert.rejects(told, /invariant 7/);
    }
  });

  it('notice a change without its event', async () => {
    const story = await Story.begin();
    await assert.rejects(story.showing(story.publish(), story.dataset, {}, 0n, 0), /0 events/);
  });
});
