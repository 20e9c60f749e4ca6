import assert from 'node:assert/strict';
import { type AccessRequest, type AccessView, accountsOf, type Address, authorise } from '@meshid/sdk';
import fc from 'fast-check';
import { DATASET, DEVICE, GROUP, PROGRAM } from './register.ts';
import { mayDo } from './model.ts';
import { CLOCKS, FACTS, type Use, USES, viewOf } from './random-register.ts';

const RUNS = 1_000;

function requestOf({ permission, inJob, looksForGroup }: Use): AccessRequest {
  return {
    device: DEVICE,
    resource: DATASET,
    permission,
    program: inJob ? PROGRAM : undefined,
    groups: looksForGroup ? [GROUP] : [],
  };
}

describe('authorise, over random registers', () => {
  it('decides as a second model does that was written from the rules', async () => {
    const seen = { true: 0, false: 0 };
    const kinds = new Set<string>();
    await fc.assert(
      fc.asyncProperty(FACTS, CLOCKS, USES, async (facts, clocks, use) => {
        const { allowed } = authorise(requestOf(use), await viewOf(facts), clocks);
        seen[`${allowed}`]++;
        if (allowed) kinds.add(`${facts.kind} ${use.permission}`);
        assert.equal(allowed, mayDo(facts, use, clocks));
      }),
      { numRuns: RUNS },
    );
    // Registers that nearly all refuse would prove little.
    assert.ok(seen.true > RUNS / 50 && seen.false > RUNS / 20, JSON.stringify(seen));
    assert.ok(kinds.size >= 5, [...kinds].join(', '));
  });

  it('depends on no account that it does not name', async () => {
    await fc.assert(
      fc.asyncProperty(FACTS, CLOCKS, USES, async (facts, clocks, use) => {
        const request = requestOf(use);
        const view = await viewOf(facts);
        // As whoever reads the register finds them: from nothing, until nothing is added.
        let known: AccessView = new Map();
        for (let before = -1; before < known.size;) {
          before = known.size;
          known = new Map<Address, Uint8Array | undefined>(
            accountsOf(request, known).map((address) => [address, view.get(address)]),
          );
        }
        const decision = authorise(request, view, clocks);
        assert.deepEqual(authorise(request, known, clocks), decision);
        const named = accountsOf(request, view);
        const rest = new Map([...view].filter(([address]) => named.includes(address)));
        assert.deepEqual(authorise(request, rest, clocks), decision);
      }),
      { numRuns: RUNS / 2 },
    );
  });
});
