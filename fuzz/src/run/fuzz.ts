import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { type Command, commands, type Deed } from '../plan/command.ts';
import { Counts } from './counts.ts';
import { minimise } from './minimise.ts';
import { script } from './script.ts';
import { type Played, runCommands, type Stage } from './sequence.ts';

export interface Run {
  readonly steps: number;
  readonly seed: number;
  /** Commands in one sequence, at most. */
  readonly longest: number;
  /** Sequences before the next round; fast-check keeps all of a round's in mind. */
  readonly perRound: number;
  readonly untilAllIsReached: boolean;
  readonly onRound?: (steps: number) => void;
}

export interface Failure {
  readonly complaint: string;
  readonly seed: number;
  readonly path: string;
  /** The shortest sequence that was found, as people read it. */
  readonly script: string;
  readonly deeds: readonly Deed[];
}

const AT_MOST = 3;

/**
 * Runs sequences until there were enough steps, and on (to thrice as many, at most) while something was never reached that
 * can be. With a path, the one sequence that it leads to. Nothing is returned when all went well.
 */
export async function fuzz(stage: Stage, run: Run, path?: string): Promise<Failure | undefined> {
  const { counts } = stage;
  const wanting = (): boolean =>
    run.untilAllIsReached && counts.steps < run.steps * AT_MOST && counts.shortcomings().length > 0;
  for (let round = 0; counts.steps < run.steps || wanting(); round++) {
    const failure = await oneRound(stage, run, run.seed + round, path);
    if (failure !== undefined) return failure;
    run.onRound?.(counts.steps);
    await giveBackMemory();
    if (path !== undefined) return undefined;
  }
  return undefined;
}

/** The engine doesn't see how much its runtimes take, and lets go of them only between two tasks: a long run took 17 GB. */
async function giveBackMemory(): Promise<void> {
  globalThis.gc?.();
  await setImmediate();
}

async function oneRound(stage: Stage, run: Run, seed: number, path?: string): Promise<Failure | undefined> {
  const limit = stage.counts.steps < run.steps ? run.steps : run.steps * AT_MOST;
  const property = fc.asyncProperty(commands(run.longest), async (list) => {
    if (stage.counts.steps >= limit) return;
    stage.counts.sequences += 1;
    await runCommands(stage, list);
  });
  const parameters = { seed, numRuns: run.perRound, ...(path === undefined ? {} : { path }) };
  const first = await fc.check(property, { ...parameters, endOnFailure: true });
  if (!first.failed || first.counterexample === null) return undefined;
  const { counterexample, counterexamplePath: at } = first;
  const failing = stage.repeats ? await shrink(stage, run, seed, at, counterexample[0]) : counterexample[0];
  return explain(stage, failing, seed, at);
}

/** By fast-check, from where it failed, for as long as that goes on well. */
async function shrink(
  stage: Stage,
  { longest }: Run,
  seed: number,
  path: string,
  failing: readonly Command[],
): Promise<readonly Command[]> {
  const quietly = { ...stage, counts: new Counts() };
  const property = fc.asyncProperty(commands(longest), (list) => runCommands(quietly, list));
  const shrunk = await fc.check(property, { seed, path, interruptAfterTimeLimit: SHRINKING_MILLISECONDS });
  return shrunk.counterexample === null ? failing : shrunk.counterexample[0];
}

const SHRINKING_MILLISECONDS = 20_000;

/** What is left is taken out deed by deed, which goes further. */
async function explain(
  stage: Stage,
  failing: readonly Command[],
  seed: number,
  path: string,
): Promise<Failure> {
  const played: Played = { deeds: [] };
  const told = await runCommands(stage, failing, played).catch((error: unknown) => String(error));
  const shortest = stage.repeats ? await minimise(stage, played.deeds) : undefined;
  const deeds = shortest?.deeds ?? played.deeds;
  const complaint = shortest?.complaint ?? told ?? 'it went well when it was done again';
  return { complaint, seed, path, deeds, script: script(deeds, played.cast?.names ?? new Map()) };
}
