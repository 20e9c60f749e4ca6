import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileHash, ROOT } from '../toolchain/paths.ts';
import type { Mutant } from './sources.ts';
import type { Answer, Known, Mapped, Order } from './worker.ts';

/** By test file. */
type Learnt = Readonly<Record<string, { readonly hash: string; readonly tests: readonly Mapped[] }>>;

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
/** What a test leaves in memory is not all given back. */
const RUNS_PER_WORKER = 100;

/** The program's tests, loaded once, and run on one binary after the other. */
export class Suite {
  readonly #binary: string;
  /** Which tests come to a mutant, the quickest first. */
  readonly #reaching = new Map<number, string[]>();
  /** Which tests noticed mutants of a file, the latest first: they often notice the next one too. */
  readonly #keen = new Map<string, string[]>();
  #worker: ChildProcess | undefined;
  #runs = 0;

  constructor(folder: string) {
    this.#binary = join(folder, `under-test-${process.pid}.so`);
    mkdirSync(dirname(this.#binary), { recursive: true });
  }

  /**
   * Sees that every test passes without any mutant, and learns which mutants it comes to, from a binary that logs it. What was
   * learnt is kept for as long as the sources and the test's file stay the same.
   */
  async learn(sources: string, none: Uint8Array, telling: Uint8Array): Promise<void> {
    const kept = join(dirname(this.#binary), `reached-${sources}.json`);
    const known = existsSync(kept) ? (JSON.parse(readFileSync(kept, 'utf8')) as Learnt) : {};
    const tests = await this.#tests(none);
    const files = [...new Set(tests.map(({ file }) => file))];
    const hashes = new Map(files.map((file) => [file, fileHash(join(ROOT, 'tests/program', file))]));
    const learnt: Record<string, Learnt[string]> = {};
    for (const [file, hash] of hashes) {
      const before = known[file];
      const titles = tests.filter((test) => test.file === file).map(({ title }) => title);
      learnt[file] = before?.hash === hash ? before : { hash, tests: await this.#map(titles, none, telling) };
      writeFileSync(kept, JSON.stringify({ ...known, ...learnt }));
    }
    this.#quickest = Object.values(learnt)
      .flatMap((file) => file.tests)
      .sort((a, b) => a.milliseconds - b.milliseconds);
    for (const { title, reached } of this.#quickest)
      for (const number of reached) entry(this.#reaching, number).push(title);
  }
  #quickest: readonly Mapped[] = [];

  async #map(titles: readonly string[], none: Uint8Array, telling: Uint8Array): Promise<readonly Mapped[]> {
    const { failed, why = '' } = await this.#ask(none, { do: 'test', titles }, 'test');
    if (failed !== undefined) throw new Error(`"${failed}" fails without any mutant: ${why}`);
    return (await this.#ask(telling, { do: 'map', titles }, 'map')).tests;
  }

  /** Runs every test that may notice, until one does; returns its title. One that never comes to a switch can't. */
  async noticedBy(
    binary: Uint8Array,
    mutant: Mutant,
    neighbours: readonly number[],
  ): Promise<string | undefined> {
    const able = mutant.switched ? (this.#reaching.get(mutant.number) ?? []) : this.#likelyFirst(neighbours);
    const keen = entry(this.#keen, mutant.file);
    const titles = [...new Set([...keen.filter((title) => able.includes(title)), ...able])];
    if (titles.length === 0) return undefined;
    const { failed } = await this.#ask(binary, { do: 'test', titles }, 'test');
    if (failed !== undefined)
      this.#keen.set(mutant.file, [failed, ...keen.filter((title) => title !== failed)]);
    return failed;
  }

  /** All, but first those that come to other mutants of the same place. */
  #likelyFirst(neighbours: readonly number[]): string[] {
    const near = new Set(neighbours.flatMap((number) => this.#reaching.get(number) ?? []));
    const all = this.#quickest.map(({ title }) => title);
    return [...all.filter((title) => near.has(title)), ...all.filter((title) => !near.has(title))];
  }

  async #ask<Did extends Answer['did']>(
    binary: Uint8Array,
    order: Order,
    did: Did,
  ): Promise<Extract<Answer, { did: Did }>> {
    if (++this.#runs % RUNS_PER_WORKER === 0) this.end();
    await this.#tests(binary);
    this.#worker?.send(order);
    return heard(this.#worker, did);
  }

  /** All that the worker, which is started if there is none, has loaded; they run on this binary. */
  async #tests(binary: Uint8Array): Promise<readonly Known[]> {
    writeFileSync(this.#binary, binary);
    if (this.#worker === undefined) {
      this.#worker = fork(WORKER, {
        execArgv: ['--conditions=@meshid/source', '--disable-warning=ExperimentalWarning', '--expose-gc'],
        env: { ...process.env, MESHID_PROGRAM_BINARY: this.#binary },
      });
      this.#known = (await heard(this.#worker, 'ready')).tests;
    }
    return this.#known;
  }
  #known: readonly Known[] = [];

  end(): void {
    this.#worker?.kill();
    this.#worker = undefined;
  }
}

async function heard<Did extends Answer['did']>(
  worker: ChildProcess | undefined,
  did: Did,
): Promise<Extract<Answer, { did: Did }>> {
  try {
    return await new Promise((resolve, reject) => {
      worker?.once('message', (answer: Answer) => {
        if (answer.did === did) resolve(answer as Extract<Answer, { did: Did }>);
        else reject(new Error(`it was to ${did}, and did ${answer.did}`));
      });
      worker?.once('exit', (code) => reject(new Error(`the tests' process ended with ${String(code)}`)));
    });
  } finally {
    worker?.removeAllListeners();
  }
}

function entry<K, V>(map: Map<K, V[]>, key: K): V[] {
  const found = map.get(key) ?? [];
  map.set(key, found);
  return found;
}
