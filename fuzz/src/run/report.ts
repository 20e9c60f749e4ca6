import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { PROGRAM_BINARY } from '../chain/idl.ts';
import type { Counts } from './counts.ts';

/** What somebody needs to run the same again, and what came of it. */
export function report(
  counts: Counts,
  run: { seed: number; commit: string; chain: string },
  seconds: number,
) {
  return {
    ...run,
    programSha256: createHash('sha256').update(PROGRAM_BINARY).digest('hex'),
    seconds: Math.round(seconds),
    stepsPerSecond: Math.round(counts.steps / Math.max(seconds, 0.001)),
    ...counts.report(),
  };
}

/** The commit that is checked out, and whether anything but the reports in a folder differs from it: to be asked before the run. */
export function commit(reports: string): string {
  const git = (...args: readonly string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', ':/', `:(exclude,top)${reports}`);
  return `${git('rev-parse', 'HEAD')}${changed === '' ? '' : ' with changes'}`;
}

/** The counts as lines for people. */
export function summary(counts: Counts): string {
  const { steps, accepted, exact, sequences, waits, gifts } = counts;
  const share = steps === 0 ? 0 : (accepted / steps) * 100;
  const rows = [...counts.instructions].map(
    ([name, tally]) => `  ${name.padEnd(22)} ${column(tally.accepted)} ${column(tally.refused)}`,
  );
  const errors = [...counts.errors]
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `  ${name.padEnd(26)} ${column(count)}`);
  return [
    `${steps} steps in ${sequences} sequences; ${share.toFixed(1)} % accepted; time moved ${waits} times, ${gifts} gifts`,
    `${steps - accepted} refused, ${exact} of them for the one reason that the model knew`,
    `  ${'instruction'.padEnd(22)} ${'accepted'.padStart(8)} ${'refused'.padStart(8)}`,
    ...rows,
    `  ${'error'.padEnd(26)} ${'reached'.padStart(8)}`,
    ...errors,
  ].join('\n');
}

const column = (count: number): string => String(count).padStart(8);
