import type { Value } from '../chain/layout.ts';
import type { Deed } from '../plan/command.ts';
import { Disagreement } from './compare.ts';
import { Counts } from './counts.ts';
import { runDeeds, type Stage } from './sequence.ts';

/** What goes wrong when these are done; nothing when all goes well. */
async function complaint(stage: Stage, deeds: readonly Deed[]): Promise<string | undefined> {
  try {
    await runDeeds({ ...stage, counts: new Counts() }, deeds);
    return undefined;
  } catch (error) {
    if (error instanceof Disagreement) return error.message;
    // A deed that names what isn't there any more can't be judged: that isn't what is looked for.
    return undefined;
  }
}

/**
 * Leaves out whatever the failure doesn't need. fast-check shrinks commands, whose meaning depends on those before; deeds
 * mean the same without them, so that much more can go.
 */
export async function minimise(
  stage: Stage,
  deeds: readonly Deed[],
): Promise<{ deeds: readonly Deed[]; complaint: string }> {
  let [kept, told] = [deeds, (await complaint(stage, deeds)) ?? 'it went well when it was done again'];
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length;) {
      const fewer = without(kept, at, size);
      const still = await complaint(stage, fewer);
      if (still === undefined) at += size;
      else [kept, told] = [fewer, still];
    }
  }
  return { deeds: kept, complaint: told };
}

/** The deeds but for some. Whoever named a keyring digest that one of those wrote names the one before it now. */
function without(deeds: readonly Deed[], at: number, size: number): Deed[] {
  const before = new Map<Value, Value>();
  for (const deed of deeds.slice(at, at + size)) {
    if (deed.does !== 'attempt') continue;
    const { previous_keyring_digest: previous, keyring_digest: next } = deed.attempt.args;
    if (previous !== undefined && next !== undefined) before.set(next, before.get(previous) ?? previous);
  }
  const relinked = deeds.slice(at + size).map((deed): Deed => {
    if (deed.does !== 'attempt') return deed;
    const { args } = deed.attempt;
    const previous = before.get(args['previous_keyring_digest'] ?? '');
    if (previous === undefined) return deed;
    return { ...deed, attempt: { ...deed.attempt, args: { ...args, previous_keyring_digest: previous } } };
  });
  return [...deeds.slice(0, at), ...relinked];
}
