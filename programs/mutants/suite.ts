import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../toolchain/paths.ts';

/** The tests that run the program; the others ask whether the committed files are new. */
const TESTS = ['tests/program/!(artifacts|toolchain|documented).test.ts'];
const TIMEOUT_MS = 300_000;

/** Runs the program's tests on a binary until the first failure; returns its title, or nothing when all pass. */
export function noticedBy(binary: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'meshid-mutants-'));
  const output = join(folder, 'results.json');
  try {
    const mocha = [
      'node_modules/mocha/bin/mocha.js',
      '--bail',
      '--reporter',
      'json',
      '--reporter-option',
      `output=${output}`,
    ];
    const { status, error, stderr } = spawnSync(process.execPath, [...mocha, ...TESTS], {
      cwd: ROOT,
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
      env: { ...process.env, MESHID_PROGRAM_BINARY: binary },
    });
    if (status === 0) return undefined;
    if (error !== undefined) return error.message;
    const { failures } = JSON.parse(readFileSync(output, 'utf8')) as { failures: { fullTitle: string }[] };
    const [first] = failures;
    if (first === undefined) throw new Error(`mocha ended with ${status}: ${stderr}`);
    return first.fullTitle;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
