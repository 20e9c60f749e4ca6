#!/usr/bin/env node
// Takes every rule of the program away, one at a time, and sees that the program's tests notice. What was tried is remembered, so it can be
// stopped and run again: `npm run program:mutants -- [--sample N] [--seed S] [--only TEXT] [--rebuild] [--report]`.
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildProgram } from '../toolchain/build.ts';
import { ROOT, sourcesHash, TARGET } from '../toolchain/paths.ts';
import { seeded } from '../../tests/fixtures/random.ts';
import { Progress } from './progress.ts';
import { findMutants, type Mutant, mutate, restore, switchOn } from './sources.ts';
import { noticedBy } from './suite.ts';

const BUILT = join(TARGET, 'mutants/binaries');
const REPORT = join(ROOT, 'programs/mutants/report.json');
const JUSTIFIED = join(ROOT, 'programs/mutants/justified.json');

const { values } = parseArgs({
  options: {
    sample: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    /** Builds each mutant by itself, also where a switch could make it. */
    rebuild: { type: 'boolean', default: false },
    /** Writes the report that is committed. */
    report: { type: 'boolean', default: false },
  },
});

const justified = existsSync(JUSTIFIED)
  ? (JSON.parse(readFileSync(JUSTIFIED, 'utf8')) as Readonly<Record<string, string>>)
  : {};
const { mutants: all, folder: plain } = findMutants({ switched: false });
const unknown = Object.keys(justified).filter((name) => !all.some((mutant) => mutant.name === name));
if (unknown.length > 0) throw new Error(`justified, but not there: ${unknown.join('; ')}`);
const chosen = choose(all);
const progress = new Progress(
  join(TARGET, 'mutants/progress.jsonl'),
  sourcesHash(),
  values.sample !== undefined,
);
mkdirSync(BUILT, { recursive: true });

const switched = values.rebuild || !chosen.some((mutant) => mutant.switched) ? undefined : buildSwitched();
for (const [index, mutant] of chosen.entries()) {
  if (progress.has(mutant)) continue;
  const outcome = tryMutant(mutant);
  progress.add(mutant, outcome);
  console.log(`${index + 1}/${chosen.length} ${mutant.name}: ${outcome}`);
}

const outcomes = chosen.map((mutant) => ({ name: mutant.name, outcome: progress.of(mutant) }));
const survivors = outcomes.filter(({ outcome }) => outcome === 'survived');
const unjustified = survivors.filter(({ name }) => justified[name] === undefined);
if (values.report) {
  const mutants = outcomes.map(({ name, outcome }) => ({ name, outcome, because: justified[name] }));
  writeFileSync(REPORT, `${JSON.stringify({ sourcesSha256: sourcesHash(), mutants }, undefined, 1)}\n`);
}
for (const { name } of unjustified) console.log(`SURVIVED ${name}`);
console.log(
  `${chosen.length} mutants of ${all.length}: ${chosen.length - survivors.length} noticed, ${survivors.length - unjustified.length} justified, ${unjustified.length} unnoticed`,
);
process.exitCode = unjustified.length === 0 ? 0 : 1;

/** All, or a seeded sample. */
function choose(mutants: readonly Mutant[]): readonly Mutant[] {
  const fitting = mutants.filter(({ name }) => name.includes(values.only ?? ''));
  if (values.sample === undefined) return fitting;
  const seed = Number(values.seed ?? randomInt(2 ** 31));
  console.log(`seed ${seed}`);
  const random = seeded(seed);
  return fitting
    .map((mutant) => ({ mutant, order: random() }))
    .sort((a, b) => a.order - b.order)
    .slice(0, Number(values.sample))
    .map(({ mutant }) => mutant);
}

/** One build in which every switchable mutant waits. Without any on, the tests must pass. */
function buildSwitched(): Buffer {
  const { folder } = findMutants({ switched: true });
  const binary = readFileSync(buildProgram(folder, 'meshid', join(TARGET, 'mutants/sbf-switched')));
  const path = join(BUILT, 'none.so');
  writeFileSync(path, switchOn(binary, 0));
  const by = noticedBy(path);
  if (by !== undefined) throw new Error(`the tests fail without any mutant: ${by}`);
  return binary;
}

function tryMutant(mutant: Mutant): string {
  const path = join(BUILT, `${mutant.number}.so`);
  if (mutant.switched && switched !== undefined) writeFileSync(path, switchOn(switched, mutant.number));
  else {
    mutate(plain, mutant);
    try {
      writeFileSync(path, readFileSync(buildProgram(plain, 'meshid', join(TARGET, 'mutants/sbf-plain'))));
    } catch {
      return 'refused by the compiler';
    } finally {
      restore(plain, mutant);
    }
  }
  const by = noticedBy(path);
  return by === undefined ? 'survived' : `noticed by "${by}"`;
}
