import type { Attempt } from '../chain/attempt.ts';
import type { Outcome } from '../chain/chain.ts';
import { idl } from '../chain/idl.ts';

/** Errors that no sequence of instructions on a healthy register can reach, and why. */
export const UNREACHABLE: Readonly<Record<string, string>> = {
  InvariantBroken:
    'the last defence of every mutation: reached only by accounts that were altered past the rules',
  Overflow: 'counters of 32 and 64 bits would have to be driven to their ends, one step at a time',
};

export interface Tally {
  accepted: number;
  refused: number;
}

/** What happened so far, over all sequences. */
export class Counts {
  steps = 0;
  accepted = 0;
  /** Refusals for which the model knew one reason only, so that the program's error had to be exactly that. */
  exact = 0;
  waits = 0;
  gifts = 0;
  sequences = 0;
  readonly instructions = new Map<string, Tally>(
    idl.instructions.map(({ name }) => [name, { accepted: 0, refused: 0 }]),
  );
  readonly errors = new Map<string, number>(idl.errors.map(({ name }) => [name, 0]));

  add({ instruction }: Attempt, { error }: Outcome, broken: ReadonlySet<string>): void {
    this.steps += 1;
    const tally = this.instructions.get(instruction) ?? { accepted: 0, refused: 0 };
    this.instructions.set(instruction, tally);
    if (error === undefined) {
      this.accepted += 1;
      tally.accepted += 1;
      return;
    }
    tally.refused += 1;
    this.errors.set(error, (this.errors.get(error) ?? 0) + 1);
    if (broken.size === 1) this.exact += 1;
  }

  /** Why these counts don't suffice; nothing when they do. */
  shortcomings(): string[] {
    const never = [...this.instructions].filter(
      ([, { accepted, refused }]) => accepted === 0 || refused === 0,
    );
    const missed = [...this.errors].filter(
      ([name, count]) => count === 0 && !Object.hasOwn(UNREACHABLE, name),
    );
    const reached = Object.keys(UNREACHABLE).filter((name) => (this.errors.get(name) ?? 0) > 0);
    return [
      ...(this.accepted * 2 < this.steps
        ? [`only ${this.accepted} of ${this.steps} steps were accepted`]
        : []),
      ...never.map(([name, { accepted }]) => `${name} was never ${accepted === 0 ? 'accepted' : 'refused'}`),
      ...missed.map(([name]) => `${name} was never reached`),
      ...reached.map((name) => `${name} was reached, which should not be possible`),
    ];
  }

  report() {
    return {
      steps: this.steps,
      accepted: this.accepted,
      acceptedShare: this.steps === 0 ? 0 : Math.round((this.accepted / this.steps) * 1000) / 1000,
      refusedForOneReason: this.exact,
      sequences: this.sequences,
      waits: this.waits,
      gifts: this.gifts,
      instructions: Object.fromEntries(this.instructions),
      errors: Object.fromEntries([...this.errors].sort(([one], [other]) => (one < other ? -1 : 1))),
      unreachable: UNREACHABLE,
    };
  }
}
