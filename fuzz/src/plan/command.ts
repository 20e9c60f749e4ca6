import fc from 'fast-check';
import type { Address } from '../chain/addresses.ts';
import { derive, idSeed } from '../chain/addresses.ts';
import type { Attempt } from '../chain/attempt.ts';
import { judge } from '../model/judge.ts';
import type { Cast } from './cast.ts';
import { CULPRITS, SELDOM } from './culprits.ts';
import type { Register } from '../model/register.ts';
import { Draw } from './draw.ts';
import { PLANNERS } from './planners.ts';
import type { Scene } from './scene.ts';
import { nextTime } from './time.ts';
import { twist } from './twist.ts';

/** What fast-check makes and shrinks; what exactly it means depends on the state in which it runs. */
export interface Command {
  readonly what: string;
  /** To be accepted, to do one thing wrongly, or to break a certain rule. */
  readonly aim: string;
  readonly draw: number;
}

/** One concrete thing that happens, which stays the same when those before it are left out. */
export type Deed =
  | { readonly does: 'attempt'; readonly attempt: Attempt }
  | { readonly does: 'wait'; readonly until: bigint }
  | { readonly does: 'fund'; readonly address: Address; readonly lamports: bigint };

const RIGHT = 'right';
const WRONG = 'wrong';
const WAIT = 'wait';
const FUND = 'fund';
/** Each name as often as it is to come up. */
const OFTEN = Object.entries(PLANNERS).flatMap(([name, [weight]]) => Array<string>(weight).fill(name));
const weighted = Object.entries(PLANNERS).map(([value, [weight]]) => ({
  weight,
  arbitrary: fc.constant(value),
}));

export const commands = (longest: number) =>
  fc.noBias(
    fc.array(
      fc.record({
        what: fc.oneof(
          { weight: 12, arbitrary: fc.constant(WAIT) },
          { weight: 2, arbitrary: fc.constant(FUND) },
          ...weighted,
        ),
        aim: fc.oneof(
          { weight: 68, arbitrary: fc.constant(RIGHT) },
          { weight: 14, arbitrary: fc.constant(WRONG) },
          { weight: 18, arbitrary: fc.constantFrom(...Object.keys(CULPRITS), ...SELDOM) },
        ),
        draw: fc.noShrink(fc.nat(0xffff_ffff)),
      }),
      { minLength: 1, maxLength: longest, size: 'max' },
    ),
  );

const TRIES = 6;

/** What a command means now; nothing when there is no way to do anything. */
export function mean(command: Command, register: Register, now: bigint, cast: Cast): Deed | undefined {
  const draw = new Draw(command.draw);
  const scene: Scene = { draw, register, now, cast };
  if (command.what === WAIT) return { does: 'wait', until: nextTime(scene) };
  if (command.what === FUND) return fund(scene);
  const attempt = aimed(scene, command);
  return attempt && { does: 'attempt', attempt };
}

function plan(scene: Scene, what: string): Attempt | undefined {
  const planned = PLANNERS[what]?.[1](scene);
  return planned && signable(scene, planned);
}

/** Without the signatures that nobody can give: an authority may have been proposed whose key is nobody's. */
function signable({ cast }: Scene, attempt: Attempt): Attempt {
  return { ...attempt, signers: attempt.signers.filter((signer) => cast.names.has(signer)) };
}

const twisted = (scene: Scene, attempt: Attempt): Attempt => signable(scene, twist(scene, attempt));

/** One that the model accepts, of another instruction if this one has nothing to do now. */
function right(scene: Scene, what: string): Attempt | undefined {
  let last: Attempt | undefined;
  for (let tries = 0; tries < TRIES * 3; tries++) {
    const attempt = plan(scene, tries < TRIES ? what : (scene.draw.one(OFTEN) ?? what));
    last = attempt ?? last;
    if (attempt !== undefined && judge(attempt, scene.register, scene.now).broken.size === 0) return attempt;
  }
  return last;
}

/** One thing of a right one is changed; a plan that is refused by itself stays as it is. */
function wrong(scene: Scene, what: string): Attempt | undefined {
  const attempt = plan(scene, what) ?? right(scene, what);
  if (attempt === undefined) return undefined;
  const refused = judge(attempt, scene.register, scene.now).broken.size > 0;
  return refused && scene.draw.chance(80) ? attempt : twisted(scene, attempt);
}

const CAREFUL = 10;
const CARELESS = 40;

function aimed(scene: Scene, { what, aim }: Command): Attempt | undefined {
  scene.draw.carelessness = aim === RIGHT ? CAREFUL : CARELESS;
  if (aim === RIGHT) return right(scene, what);
  return (aim === WRONG ? undefined : breaking(scene, aim)) ?? wrong(scene, what);
}

/** One that breaks this rule, and best no other; nothing when none was found. */
function breaking(scene: Scene, rule: string): Attempt | undefined {
  let best: { attempt: Attempt; broken: number } | undefined;
  for (let tries = 0; tries < TRIES * 6 && best?.broken !== 1; tries++) {
    const planned = plan(scene, scene.draw.one(CULPRITS[rule] ?? []) ?? '');
    if (planned === undefined) continue;
    const attempt = scene.draw.chance(35) ? twisted(scene, planned) : planned;
    const { broken } = judge(attempt, scene.register, scene.now);
    if (broken.has(rule) && broken.size < (best?.broken ?? Infinity)) best = { attempt, broken: broken.size };
  }
  return best?.attempt;
}

/** Money lies where an account will be, or is. */
function fund({ draw, register, cast }: Scene): Deed {
  const next = register
    .all('Person')
    .flatMap(([address, { next_id }]) =>
      ['group', 'dataset', 'port', 'program'].map((word) => derive(word, address, idSeed(next_id)).address),
    );
  const devices = cast.deviceKeys.map((key) => derive('device', key).address);
  const address = draw.one([draw.one(next), draw.one(devices), draw.one([...register.accounts.keys()])]);
  // Less than any account's rent, and more; never so little that a wallet could not hold it.
  return {
    does: 'fund',
    address: address ?? devices[0] ?? '',
    lamports: draw.one([900_000n, 3_000_000n, 20_000_000n]),
  };
}
