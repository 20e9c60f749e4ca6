/** Runs one check for as long as wanted: `npm run soak -- NAME [--rounds N] [--seed N] [--report FILE]`. Without a name it lists them. */
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { inspect, parseArgs } from 'node:util';
import { commit } from '../fuzz/src/run/report.ts';

export interface Soak {
  readonly summary: string;
  /** One round; what doesn't hold throws. Returns what was done, for people. */
  round(seed: number, log: (line: string) => void): Promise<string>;
}

const SOAKS: Readonly<Record<string, () => Promise<{ soak: Soak }>>> = {
  'chain-kills': async () => import('./chain-kills.ts'),
  'dataset-kills': async () => import('./dataset-kills.ts'),
  kills: async () => import('./kills.ts'),
  'lock-out': async () => import('./lock-out.ts'),
  'only-copy': async () => import('./only-copy.ts'),
};

const DEFAULT_ROUNDS = '10';

interface Round {
  readonly seed: number;
  readonly held: boolean;
  /** What was done, or what did not hold. */
  readonly what: string;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      rounds: { type: 'string', default: DEFAULT_ROUNDS },
      seed: { type: 'string' },
      report: { type: 'string' },
    },
    allowPositionals: true,
  });
  const [name] = positionals;
  if (name === undefined) {
    for (const [known, load] of Object.entries(SOAKS))
      console.log(`${known.padEnd(14)} ${(await load()).soak.summary}`);
    return 0;
  }
  const load = Object.hasOwn(SOAKS, name) ? SOAKS[name] : undefined;
  const rounds = Number(values.rounds);
  const first = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  if (load === undefined || !Number.isSafeInteger(rounds) || rounds < 1 || !Number.isSafeInteger(first)) {
    console.error(
      `usage: npm run soak -- NAME [--rounds N] [--seed N] [--report FILE]; without a name they are listed`,
    );
    return 2;
  }
  const { soak } = await load();
  const from = commit('soak/reports');
  const start = performance.now();
  const taken: Round[] = [];
  for (let round = 0; round < rounds; round++) taken.push(await takeRound(soak, first + round));
  const seconds = Math.round((performance.now() - start) / 1000);
  if (values.report !== undefined) {
    const report = { soak: name, seed: first, commit: from, seconds, rounds: taken };
    writeFileSync(values.report, `${JSON.stringify(report, undefined, 2)}\n`);
  }
  const passed = taken.filter(({ held }) => held).length;
  console.log(`${passed} passed, ${rounds - passed} failed`);
  return passed === rounds ? 0 : 1;
}

async function takeRound(soak: Soak, seed: number): Promise<Round> {
  console.log(`seed ${seed}`);
  try {
    const what = await soak.round(seed, (line) => console.error(`  ${line}`));
    console.log(`  ${what}`);
    return { seed, held: true, what };
  } catch (error) {
    const what = inspect(error);
    console.log(`  failed with seed ${seed}: ${what}`);
    return { seed, held: false, what };
  }
}

process.exitCode = await main();
