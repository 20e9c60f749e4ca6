import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import type { Attempt } from '../../fuzz/src/chain/attempt.ts';
import type { Chain } from '../../fuzz/src/chain/chain.ts';
import { fuzz, type Run } from '../../fuzz/src/run/fuzz.ts';
import type { Stage } from '../../fuzz/src/run/sequence.ts';
import { inProcess, overRpc } from '../../fuzz/src/stages.ts';
import { startTestChain } from '../fixtures/chain.ts';

const SOME: Run = { steps: 2_000, seed: 0, longest: 400, perRound: 10, untilAllIsReached: false };

/** The chain with one lie: what is true of one instruction isn't done, or isn't refused. */
function lying(stage: Stage, lie: (chain: Chain, attempt: Attempt) => Attempt): Stage {
  return {
    ...stage,
    begin: async () => {
      const { cast, chain } = await stage.begin();
      const send = chain.send.bind(chain);
      chain.send = (attempt) => send(lie(chain, attempt));
      return { cast, chain };
    },
  };
}

describe('the program: random sequences by many actors', () => {
  it('come out as the model says, and break no invariant', async () => {
    const seed = randomInt(2 ** 31 - 1);
    console.log(`      seed ${seed}`);
    const stage = inProcess();
    const failure = await fuzz(stage, { ...SOME, seed });
    assert.equal(failure, undefined, failure && `${failure.complaint}\n${failure.script}\nseed ${seed}`);
    const { steps, accepted, instructions } = stage.counts;
    assert.ok(steps >= SOME.steps && accepted * 2 >= steps, `${accepted} of ${steps} accepted`);
    for (const [name, tally] of instructions) assert.ok(tally.accepted + tally.refused > 0, `no ${name}`);
  });

  it('a chain that forgets what it should do is noticed, and told in a few deeds', async () => {
    // Whoever gets a role gets the other one.
    const stage = lying(inProcess(), (_, attempt) =>
      attempt.instruction === 'set_device_role'
        ? { ...attempt, args: { role: 1 - Number(attempt.args['role']) } }
        : attempt,
    );
    const failure = await fuzz(stage, { ...SOME, seed: 1 });
    assert.match(failure?.complaint ?? 'nothing', /RoleUnchanged|the model/);
    assert.ok(failure !== undefined && failure.deeds.length <= 6, failure?.script);
    assert.match(failure.script, /set_device_role/);
  });

  it('come out the same over RPC', async () => {
    await using chain = await startTestChain();
    const seed = randomInt(2 ** 31 - 1);
    console.log(`      seed ${seed}`);
    const stage = overRpc(chain.rpcUrl);
    const failure = await fuzz(stage, { ...SOME, steps: 60, longest: 120, perRound: 1, seed });
    assert.equal(failure, undefined, failure && `${failure.complaint}\n${failure.script}\nseed ${seed}`);
    assert.ok(stage.counts.accepted > 0);
  });
});
