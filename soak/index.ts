/** Runs one check for as long as wanted: `npm run soak -- NAME [--rounds N] [--seed N]`. Without a name it lists them. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export interface Soak {
  readonly summary: string;
  /** One round; what doesn't hold throws. Returns what was done, for people. */
  round(seed: number, log: (line: string) => void): Promise<string>;
}

const SOAKS: Readonly<Record<string, () => Promise<{ soak: Soak }>>> = {
  kills: async () => import('./kills.ts'),
};

const DEFAULT_ROUNDS = '10';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { rounds: { type: 'string', default: DEFAULT_ROUNDS }, seed: { type: 'string' } },
    allowPositionals: true,
  });
  const [name] = positionals;
  if (name === undefined) {
    for (const [known, load] of Object.entries(SOAKS))
      console.log(`${known.padEnd(12)} ${(await load()).soak.summary}`);
    return 0;
  }
  const load = Object.hasOwn(SOAKS, name) ? SOAKS[name] : undefined;
  const rounds = Number(values.rounds);
  const first = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  if (load === undefined || !Number.isSafeInteger(rounds) || rounds < 1 || !Number.isSafeInteger(first)) {
    console.error(`usage: npm run soak -- NAME [--rounds N] [--seed N]; without a name they are listed`);
    return 2;
  }
  const { soak } = await load();
  let failed = 0;
  for (let round = 0; round < rounds; round++) failed += (await takeRound(soak, first + round)) ? 0 : 1;
  console.log(`${rounds - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function takeRound(soak: Soak, seed: number): Promise<boolean> {
  console.log(`seed ${seed}`);
  try {
    console.log(`  ${await soak.round(seed, (line) => console.error(`  ${line}`))}`);
    return true;
  } catch (error) {
    console.log(
      `  failed with seed ${seed}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return false;
  }
}

process.exitCode = await main();
