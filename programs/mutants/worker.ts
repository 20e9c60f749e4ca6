// Runs single tests of the program on whatever binary lies at MESHID_PROGRAM_BINARY now: loading them takes longer than most of them do.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { LiteSVM } from 'litesvm';
import Mocha from 'mocha';
import { ROOT } from '../toolchain/paths.ts';

export type Order =
  /** Runs these until the first that fails. */
  | { readonly do: 'test'; readonly titles: readonly string[] }
  /** Runs these, and tells which mutants each comes to. */
  | { readonly do: 'map'; readonly titles: readonly string[] };

export type Answer =
  | { readonly did: 'ready'; readonly tests: readonly Known[] }
  | { readonly did: 'test'; readonly failed?: string; readonly why?: string }
  | { readonly did: 'map'; readonly tests: readonly Mapped[] };

export interface Known {
  readonly title: string;
  readonly file: string;
}

export interface Mapped extends Known {
  readonly milliseconds: number;
  readonly reached: readonly number[];
}

const FOLDER = join(ROOT, 'tests/program');
/** Those that don't run the program, and the one whose sequences are drawn: what it notices by chance is not noticed. */
const OTHERS = ['artifacts', 'toolchain', 'documented', 'invariants', 'fuzz'].map(
  (name) => `${name}.test.ts`,
);
const TIMEOUT_MS = 120_000;

const mocha = new Mocha();
for (const file of readdirSync(FOLDER).sort())
  if (file.endsWith('.test.ts') && !OTHERS.includes(file)) mocha.addFile(join(FOLDER, file));
await mocha.loadFilesAsync();
const tests = new Map<string, Mocha.Test>();
mocha.suite.eachTest((test) => {
  if (tests.has(test.fullTitle())) throw new Error(`two tests are called "${test.fullTitle()}"`);
  tests.set(test.fullTitle(), test);
});

/** Numbers that were logged since it was emptied. */
const reached = new Set<number>();
listen();

process.on('message', (order: Order) => void answer(order).then(tell));
tell({ did: 'ready', tests: [...tests].map(([title, { file = '' }]) => ({ title, file: basename(file) })) });

function tell(answer: Answer): void {
  process.send?.(answer);
}

async function answer(order: Order): Promise<Answer> {
  if (order.do === 'map') {
    const mapped: Mapped[] = [];
    for (const title of order.titles) {
      reached.clear();
      const start = performance.now();
      await failure(title);
      const file = basename(tests.get(title)?.file ?? '');
      mapped.push({ title, file, milliseconds: performance.now() - start, reached: [...reached] });
    }
    return { did: 'map', tests: mapped };
  }
  for (const title of order.titles) {
    const why = await failure(title);
    if (why !== undefined) return { did: 'test', failed: title, why };
  }
  return { did: 'test' };
}

async function failure(title: string): Promise<string | undefined> {
  const run = tests.get(title)?.fn as (() => unknown) | undefined;
  if (run === undefined) throw new Error(`no test is called "${title}"`);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('it took too long')), TIMEOUT_MS);
  });
  try {
    await Promise.race([run(), late]);
    return undefined;
  } catch (error) {
    return String(error);
  } finally {
    clearTimeout(timer);
    // The engine doesn't see how much memory its runtimes take, and lets go of them only between two tasks.
    globalThis.gc?.();
    await setImmediate();
  }
}

/** Collects what every transaction logs, to its end. */
function listen(): void {
  const { prototype } = LiteSVM;
  // Each is called on the runtime that it was called on.
  /* eslint-disable @typescript-eslint/unbound-method */
  const add = call(prototype.addProgramFromFile);
  const send = call(prototype.sendTransaction);
  /* eslint-enable @typescript-eslint/unbound-method */
  prototype.addProgramFromFile = function (...parameters) {
    this.withLogBytesLimit();
    add(this, ...parameters);
  };
  prototype.sendTransaction = function (transaction) {
    const result = send(this, transaction);
    const logs = 'logs' in result ? result.logs() : result.meta().logs();
    for (const line of logs) {
      const [, number] = /^Program log: 0x([0-9a-f]+), 0x0, 0x0, 0x0, 0x0$/.exec(line) ?? [];
      if (number !== undefined) reached.add(Number.parseInt(number, 16));
    }
    return result;
  };
}

function call<P extends unknown[], R>(method: (this: LiteSVM, ...parameters: P) => R) {
  return (svm: LiteSVM, ...parameters: P): R => method.apply(svm, parameters);
}
