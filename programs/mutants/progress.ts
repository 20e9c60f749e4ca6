import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Mutant } from './sources.ts';

interface Tried {
  readonly sources: string;
  readonly name: string;
  readonly outcome: string;
}

/** Which mutants of these very sources were tried, a line each, so that a run can be stopped at any moment. */
export class Progress {
  readonly #path: string;
  readonly #sources: string;
  readonly #outcomes = new Map<string, string>();

  /** @param afresh to try everything again, as a sample does: its tests may be others by now */
  constructor(path: string, sources: string, afresh: boolean) {
    this.#path = path;
    this.#sources = sources;
    mkdirSync(dirname(path), { recursive: true });
    if (afresh || !existsSync(path)) return;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      if (!line.endsWith('}')) continue;
      const tried = JSON.parse(line) as Tried;
      // What survived is tried again: a test may have been added.
      if (tried.sources === sources && tried.outcome !== 'survived')
        this.#outcomes.set(tried.name, tried.outcome);
    }
  }

  has({ name }: Mutant): boolean {
    return this.#outcomes.has(name);
  }

  of({ name }: Mutant): string | undefined {
    return this.#outcomes.get(name);
  }

  add({ name }: Mutant, outcome: string): void {
    this.#outcomes.set(name, outcome);
    appendFileSync(
      this.#path,
      `${JSON.stringify({ sources: this.#sources, name, outcome } satisfies Tried)}\n`,
    );
  }
}
