import { PROGRAM } from '../chain/addresses.ts';
import { Disagreement } from '../run/compare.ts';
import { addressesAreUsedOnce } from './address-use.ts';
import { countersGrowByOne } from './counters.ts';
import { nothingOverIsUsed } from './expiry.ts';
import { nobodyGivesMoreThanTheyHold } from './giving.ts';
import type { History } from './history.ts';
import { onlyThePowerfulChange } from './powers.ts';
import { versionsFollow } from './publishing.ts';
import { rentIsKept } from './rent.ts';
import { Accepted, type Changed, Seen, type Step } from './seen.ts';

export type Invariant = (accepted: Accepted) => string | undefined;

/** The design's seven, in its order. Each says what is wrong. */
const INVARIANTS: readonly Invariant[] = [
  rentIsKept,
  onlyThePowerfulChange,
  countersGrowByOne,
  versionsFollow,
  nobodyGivesMoreThanTheyHold,
  addressesAreUsedOnce,
  nothingOverIsUsed,
];

/** Holds the chain's own accounts to the design, whatever the model says. @throws Disagreement */
export function checkInvariants(history: History, step: Step): void {
  const changed = changesOf(history, step);
  if (step.outcome.error !== undefined) {
    const paid = [...step.named].some(([at, account]) => history.lamports(at) !== (account?.lamports ?? 0n));
    if (changed.length > 0 || paid) throw new Disagreement('a refused instruction changed something');
    return;
  }
  // Accounts are the truth, events are the history: each change tells of itself once.
  if (step.outcome.events !== 1) throw new Disagreement(`${step.outcome.events} events for one change`);
  const accepted = new Accepted(step, changed, history);
  INVARIANTS.forEach((invariant, index) => {
    const broken = invariant(accepted);
    if (broken !== undefined) throw new Disagreement(`invariant ${index + 1} (${invariant.name}): ${broken}`);
  });
  for (const [address, account] of step.named) history.remember(address, account);
}

/** The accounts of the register that are other than before. */
function changesOf({ accounts }: History, { named }: Step): Changed[] {
  const changed: Changed[] = [];
  for (const [address, now] of named) {
    const [before, after] = [accounts.get(address), now?.owner === PROGRAM ? now : undefined];
    if (before === undefined && after === undefined) continue;
    if (before !== undefined && after?.data.equals(before.data) === true) continue;
    changed.push({ address, before: before && new Seen(before), after: after && new Seen(after) });
  }
  return changed;
}
