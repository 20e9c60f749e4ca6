import { type Address, PROGRAM, SYSTEM } from '../chain/addresses.ts';
import { addressIn, type Attempt } from '../chain/attempt.ts';
import type { ChainAccount } from '../chain/chain.ts';
import { instructionOf } from '../chain/idl.ts';
import { checkInvariants } from '../invariants/check.ts';
import type { History } from '../invariants/history.ts';
import { judge } from '../model/judge.ts';
import type { Deed } from '../plan/command.ts';
import { compare, compareAll, Disagreement } from './compare.ts';
import type { Counts } from './counts.ts';
import type { World } from './world.ts';

/** Does one thing on the chain and in the model, and compares them. @throws Disagreement */
export async function step(world: World, history: History, deed: Deed, counts: Counts): Promise<void> {
  const { chain, register } = world;
  if (deed.does === 'wait') {
    if (deed.until > (await chain.now())) chain.setTime(deed.until);
    counts.waits += 1;
  } else if (deed.does === 'fund') {
    await chain.fund(deed.address, deed.lamports);
    register.lamports.set(deed.address, register.balance(deed.address) + deed.lamports);
    history.fund(deed.address, deed.lamports);
    counts.gifts += 1;
  } else await tryIt(world, history, deed.attempt, counts);
}

async function tryIt(world: World, history: History, attempt: Attempt, counts: Counts): Promise<void> {
  const { chain, register } = world;
  const outcome = await chain.send(attempt);
  const { broken, change } = judge(attempt, register, outcome.now);
  counts.add(attempt, outcome, broken);
  if (outcome.error === undefined && broken.size > 0)
    throw new Disagreement(`the chain accepted what breaks ${[...broken].join(', ')}`);
  if (outcome.error !== undefined && !broken.has(outcome.error))
    throw new Disagreement(`the chain said ${outcome.error}, the model ${[...broken].join(', ') || 'yes'}`);
  if (outcome.error === undefined)
    register.apply(change, addressIn(attempt, 'payer'), (bytes) => chain.rent(bytes));
  const named = await namedBy(world, attempt);
  for (const [address, account] of named) compare(address, account, register);
  checkInvariants(history, { attempt, outcome, named, rent: (bytes) => chain.rent(bytes) });
}

/**
 * What is now at each address that the attempt names. The runtime writes back no other account, so that comparing these
 * after every step compares the register; `sweep` holds that to the chain's own list.
 */
export async function namedBy(
  { chain }: World,
  attempt: Attempt,
): Promise<ReadonlyMap<Address, ChainAccount | undefined>> {
  const found = new Map<Address, ChainAccount | undefined>();
  for (const { name } of instructionOf(attempt.instruction).accounts) {
    const address = addressIn(attempt, name);
    if (OF_THE_RUNTIME.has(name) || found.has(address) || address === PROGRAM || address === SYSTEM) continue;
    found.set(address, await chain.account(address));
  }
  return found;
}

const OF_THE_RUNTIME = new Set(['system_program', 'program', 'event_authority', 'instructions']);

/** Compares everything that is there. @throws Disagreement */
export async function sweep({ chain, register }: World): Promise<void> {
  compareAll(await chain.register(), register);
  for (const [address, money] of register.lamports)
    if (!register.accounts.has(address) && ((await chain.account(address))?.lamports ?? 0n) !== money)
      throw new Disagreement(`${address} doesn't hold ${money} lamports`);
}
