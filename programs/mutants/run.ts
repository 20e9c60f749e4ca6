#!/usr/bin/env node
// Takes every rule of the program away, one at a time, and sees that the program's tests notice. What was tried is remembered, so it can be
// stopped (Ctrl-C, which waits for the one that runs) and run again:
// `npm run program:mutants -- [--sample N] [--seed S] [--only TEXT] [--switched | --rebuilt] [--rebuild] [--report]`.
import { randomInt } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildProgram } from '../toolchain/build.ts';
import { ROOT, TARGET } from '../toolchain/paths.ts';
import { seeded } from '../../tests/fixtures/random.ts';
import { Progress } from './progress.ts';
import {
  copyPlain,
  copySwitched,
  findMutants,
  keptAs,
  type Mutant,
  mutate,
  programHash,
  restore,
  switchOn,
  TELL,
} from './sources.ts';
import { Suite } from './suite.ts';

const WORK = join(TARGET, 'mutants');
const REPORT = join(ROOT, 'programs/mutants/report.json');
const JUSTIFIED = join(ROOT, 'programs/mutants/justified.json');
/** Such as a `mut` of whoever pays for an account that is made: Anchor asks that of them anyhow. */
const SAME = 'builds the very same program';

const { values } = parseArgs({
  options: {
    sample: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    /** Only those that a switch makes, or only those that take a build of their own: two such runs share the work. */
    switched: { type: 'boolean', default: false },
    rebuilt: { type: 'boolean', default: false },
    /** Builds each mutant by itself, also where a switch could make it. */
    rebuild: { type: 'boolean', default: false },
    /** Writes the report that is committed. */
    report: { type: 'boolean', default: false },
  },
});

const justified = existsSync(JUSTIFIED)
  ? (JSON.parse(readFileSync(JUSTIFIED, 'utf8')) as Readonly<Record<string, string>>)
  : {};
const all = findMutants();
const unknown = Object.keys(justified).filter((name) => !all.some((mutant) => mutant.name === name));
if (unknown.length > 0) throw new Error(`justified, but not there: ${unknown.join('; ')}`);
const chosen = choose(all);
const progress = new Progress(join(WORK, 'progress.jsonl'), programHash(), values.sample !== undefined);
let stopped = false;
process.once('SIGINT', () => (stopped = true));
await tryAll(chosen.filter((mutant) => !progress.has(mutant)));

const outcomes = chosen.map((mutant) => ({ name: mutant.name, outcome: progress.of(mutant) }));
const tried = outcomes.filter(({ outcome }) => outcome !== undefined);
const survivors = tried.filter(({ outcome }) => outcome === 'survived');
const same = tried.filter(({ outcome }) => outcome === SAME);
const unjustified = survivors.filter(({ name }) => justified[name] === undefined);
const counts = {
  found: all.length,
  tried: tried.length,
  noticed: tried.length - survivors.length - same.length,
  same: same.length,
  justified: survivors.length - unjustified.length,
  unnoticed: unjustified.length,
};
if (values.report) {
  const mutants = outcomes.map(({ name, outcome = 'not tried' }) => ({
    name,
    outcome,
    because: justified[name],
  }));
  writeFileSync(
    REPORT,
    `${JSON.stringify({ sourcesSha256: programHash(), ...counts, mutants }, undefined, 2)}\n`,
  );
}
for (const { name } of unjustified) console.log(`SURVIVED ${name}`);
console.log(
  `${counts.tried} mutants tried of ${chosen.length}, of ${counts.found} in the source: ${counts.noticed} noticed, ${counts.same} the same program, ${counts.justified} justified, ${counts.unnoticed} unnoticed`,
);
process.exitCode = unjustified.length === 0 && tried.length === chosen.length ? 0 : 1;

/** All, or a seeded sample. */
function choose(mutants: readonly Mutant[]): readonly Mutant[] {
  const kinds = [...(values.switched ? [true] : []), ...(values.rebuilt ? [false] : [])];
  const fitting = mutants.filter(
    ({ name, switched }) =>
      name.includes(values.only ?? '') && (kinds.length === 0 || kinds.includes(switched)),
  );
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

async function tryAll(untried: readonly Mutant[]): Promise<void> {
  if (untried.length === 0) return;
  const suite = new Suite(WORK);
  try {
    const binary = buildSwitched();
    await suite.learn(keptAs(), switchOn(binary, 0), switchOn(binary, TELL));
    const plain = untried.every(isSwitched) ? undefined : copyPlain();
    const whole = plain === undefined ? undefined : build(plain);
    for (const mutant of untried) {
      if (stopped) break;
      const made =
        plain === undefined || isSwitched(mutant) ? switchOn(binary, mutant.number) : build(plain, mutant);
      const outcome = await outcomeOf(suite, mutant, made, whole);
      progress.add(mutant, outcome);
      console.log(`${mutant.number}/${all.length} ${mutant.name}: ${outcome}`);
    }
  } finally {
    suite.end();
  }
}

function isSwitched({ switched }: Mutant): boolean {
  return switched && !values.rebuild;
}

/** @param whole the program without a mutant, where this one was built as it was */
async function outcomeOf(
  suite: Suite,
  mutant: Mutant,
  binary: Buffer | undefined,
  whole: Buffer | undefined,
): Promise<string> {
  if (binary === undefined) return 'refused by the compiler';
  if (whole?.equals(binary) === true) return SAME;
  const neighbours = all.filter(({ file }) => file === mutant.file).map(({ number }) => number);
  const by = await suite.noticedBy(binary, mutant, neighbours);
  return by === undefined ? 'survived' : `noticed by "${by}"`;
}

/** One build, kept, in which every switchable mutant waits. */
function buildSwitched(): Buffer {
  const kept = join(WORK, `switched-${keptAs()}.so`);
  if (!existsSync(kept))
    copyFileSync(buildProgram(copySwitched(), 'meshid', join(WORK, 'sbf-switched')), kept);
  return readFileSync(kept);
}

/** The program without the mutant's rule, or without any change; nothing where the compiler refuses it. */
function build(plain: string, mutant?: Mutant): Buffer | undefined {
  if (mutant !== undefined) mutate(plain, mutant);
  try {
    return readFileSync(buildProgram(plain, 'meshid', join(WORK, 'sbf-plain')));
  } catch {
    return undefined;
  } finally {
    if (mutant !== undefined) restore(plain, mutant);
  }
}
