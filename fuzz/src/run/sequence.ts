import type { Chain } from '../chain/chain.ts';
import { History } from '../invariants/history.ts';
import type { Cast } from '../plan/cast.ts';
import { type Command, type Deed, mean } from '../plan/command.ts';
import type { Counts } from './counts.ts';
import { step, sweep } from './step.ts';
import { open } from './world.ts';

export interface Scenery {
  readonly cast: Cast;
  /** With nothing of this cast on it. */
  readonly chain: Chain;
}

export interface Stage {
  readonly counts: Counts;
  /** A cast and a chain for one sequence. */
  readonly begin: () => Promise<Scenery> | Scenery;
  /** Whether every sequence has the same cast, so that the same deeds can be done again. */
  readonly repeats: boolean;
}

/** What a sequence did, the deed that failed included, and who took part. */
export interface Played {
  cast?: Cast;
  readonly deeds: Deed[];
}

const SWEEP_EVERY = 50;

/** Runs commands in a world of its own, and notes in `played` what they came to. @throws Disagreement */
export async function runCommands(
  stage: Stage,
  commands: readonly Command[],
  played: Played = { deeds: [] },
): Promise<void> {
  const { chain, cast } = await stage.begin();
  played.cast = cast;
  const world = await open(chain, cast);
  const history = new History(world.register.lamports);
  for (const command of commands) {
    const deed = mean(command, world.register, await world.chain.now(), cast);
    if (deed === undefined || (deed.does === 'wait' && !world.chain.movesTime)) continue;
    played.deeds.push(deed);
    await step(world, history, deed, stage.counts);
    if (played.deeds.length % SWEEP_EVERY === 0) await sweep(world);
  }
  await sweep(world);
}

/** Runs deeds as they are. */
export async function runDeeds(stage: Stage, deeds: readonly Deed[]): Promise<void> {
  const { chain, cast } = await stage.begin();
  const world = await open(chain, cast);
  const history = new History(world.register.lamports);
  for (const deed of deeds) await step(world, history, deed, stage.counts);
  await sweep(world);
}
