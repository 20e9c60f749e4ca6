/**
 * Runs one benchmark beside the best other way to do the same, in the same run: `npm run bench -- NAME [--json]`. Without a name it lists
 * them.
 */
import { parseArgs } from 'node:util';

export interface Comparison {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  readonly peer: string;
  readonly peerValue: number;
  /** Of times, sizes and costs. */
  readonly lowerIsBetter?: boolean;
}

export interface Benchmark {
  readonly summary: string;
  /** Tells people what goes on; results are returned. */
  run(log: (line: string) => void): Promise<readonly Comparison[]>;
}

const BENCHMARKS: Readonly<Record<string, () => Promise<{ benchmark: Benchmark }>>> = {
  register: async () => import('./register.ts'),
  exchange: async () => import('./exchange.ts'),
  chain: async () => import('./chain.ts'),
  ingest: async () => import('./ingest.ts'),
  restore: async () => import('./restore.ts'),
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [name] = positionals;
  if (name === undefined) {
    for (const [known, load] of Object.entries(BENCHMARKS))
      console.log(`${known.padEnd(12)} ${(await load()).benchmark.summary}`);
    return 0;
  }
  const load = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
  if (load === undefined) {
    console.error(`there is no benchmark "${name}"; without a name they are listed`);
    return 2;
  }
  const { benchmark } = await load();
  for (const { metric, value, unit, peer, peerValue, lowerIsBetter } of await benchmark.run((line) =>
    console.error(line),
  )) {
    const ratio = round(lowerIsBetter === true ? peerValue / value : value / peerValue);
    if (values.json === true)
      console.log(
        JSON.stringify({
          bench: name,
          metric,
          value: round(value),
          unit,
          peer,
          peerValue: round(peerValue),
          ratio,
        }),
      );
    else
      console.log(
        `${metric}: ${value.toFixed(1)} ${unit}, ${peer} ${peerValue.toFixed(1)} ${unit}: ratio ${ratio.toFixed(2)}`,
      );
  }
  return 0;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

process.exitCode = await main();
