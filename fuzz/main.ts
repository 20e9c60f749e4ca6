/**
 * Random sequences by many actors against the program, its model and the design's invariants:
 * `npm run fuzz -- --steps N --seed S [--path P] [--report FILE] [--rpc]`.
 */
import { writeFileSync } from 'node:fs';
import { startLocalnet } from '@meshid/localnet';
import { type Options, readOptions } from './src/options.ts';
import { fuzz } from './src/run/fuzz.ts';
import { commit, report, summary } from './src/run/report.ts';
import type { Stage } from './src/run/sequence.ts';
import { inProcess, overRpc } from './src/stages.ts';

const LONGEST = 1_000;
const PER_ROUND = 20;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env);
  console.log(`seed ${options.seed}, ${options.steps} steps`);
  if (options.rpc !== undefined) return run(options, overRpc(options.rpc), 'rpc');
  if (!options.localnet) return run(options, inProcess(), 'litesvm in process');
  await using chain = await startLocalnet({ slotMs: 20 });
  return await run(options, overRpc(chain.rpcUrl), 'localnet over rpc');
}

async function run(options: Options, stage: Stage, chain: string): Promise<number> {
  const start = performance.now();
  const from = commit('fuzz/reports');
  const sequences = chain.includes('rpc')
    ? { longest: options.steps, perRound: 1, untilAllIsReached: false }
    : { longest: LONGEST, perRound: PER_ROUND, untilAllIsReached: options.path === undefined };
  const { steps, seed } = options;
  const onRound = (done: number): void => {
    process.stderr.write(
      `${done} steps, ${Math.round((done / (performance.now() - start)) * 1000)} a second\n`,
    );
  };
  const failure = await fuzz(stage, { steps, seed, ...sequences, onRound }, options.path);
  console.log(summary(stage.counts));
  if (failure !== undefined) {
    console.log(`\n${failure.complaint}\n\n${failure.script}\n`);
    console.log(`again: npm run fuzz -- --seed ${failure.seed} --path ${failure.path}`);
    return 1;
  }
  const seconds = (performance.now() - start) / 1000;
  if (options.report !== undefined) {
    const told = report(stage.counts, { seed, commit: from, chain }, seconds);
    writeFileSync(options.report, `${JSON.stringify(told, null, 2)}\n`);
  }
  // One sequence again can't show everything, nor can a chain whose time runs by itself.
  const all = chain.startsWith('litesvm') && options.path === undefined;
  const shortcomings = all ? stage.counts.shortcomings() : [];
  for (const shortcoming of shortcomings) console.log(shortcoming);
  return shortcomings.length === 0 ? 0 : 1;
}

process.exitCode = await main();
