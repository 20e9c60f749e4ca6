import { styleText } from 'node:util';

export type Figures = Readonly<Record<string, unknown>>;

export interface StepResult {
  readonly step: string;
  readonly ok: boolean;
  readonly says: string;
  readonly seconds: number;
}

/** Tells the user how the tour goes: one JSON object a line for programs, a live line a step and a closing table for people. */
export class Report {
  readonly #json: boolean;
  readonly #results: StepResult[] = [];
  readonly #started = performance.now();

  constructor(json: boolean) {
    this.#json = json;
  }

  begin(step: string, does: string): void {
    if (this.#json) return;
    if (process.stdout.isTTY) process.stdout.write(`  … ${step.padEnd(9)}${does}`);
  }

  /** `figures` go to programs, `says` to people. */
  end(result: StepResult, figures: Figures): void {
    this.#results.push(result);
    if (this.#json) {
      this.#line({ step: result.step, ok: result.ok, seconds: result.seconds, ...figures });
      return;
    }
    const mark = result.ok ? styleText('green', '✔') : styleText('red', '✘');
    if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
    console.log(
      `  ${mark} ${result.step.padEnd(9)}${result.says} ${styleText('dim', `${result.seconds.toFixed(1)} s`)}`,
    );
  }

  note(text: string): void {
    if (!this.#json) console.log(text);
  }

  done(ok: boolean, figures: Figures): void {
    const seconds = secondsSince(this.#started);
    if (this.#json) {
      this.#line({ step: 'done', ok, seconds, ...figures });
      return;
    }
    console.log();
    console.table(
      Object.fromEntries(
        this.#results.map((r) => [
          r.step,
          { held: r.ok ? 'yes' : 'NO', seconds: Number(r.seconds.toFixed(2)), what: r.says },
        ]),
      ),
    );
    console.log(
      ok
        ? styleText('green', `All nine steps held, in ${seconds.toFixed(1)} s.`)
        : styleText('red', 'Not everything held.'),
    );
  }

  #line(value: Figures): void {
    process.stdout.write(`${JSON.stringify(value)}\n`);
  }
}

export function secondsSince(start: number): number {
  return Math.round(performance.now() - start) / 1000;
}
