import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programHash } from '../../programs/mutants/sources.ts';
import { readManifest } from '../../programs/toolchain/manifest.ts';
import { ROOT } from '../../programs/toolchain/paths.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

describe('the committed reports on the program', () => {
  it('tell of mutants of these very sources, each of them noticed, justified, or no change at all', () => {
    const report = read('programs/mutants/report.json') as {
      readonly sourcesSha256: string;
      readonly found: number;
      readonly tried: number;
      readonly unnoticed: number;
      readonly mutants: readonly { readonly outcome: string; readonly because?: string }[];
    };
    assert.equal(report.sourcesSha256, programHash(), 'run npm run program:mutants -- --report');
    assert.ok(report.found > 800, String(report.found));
    assert.deepEqual([report.tried, report.unnoticed], [report.found, 0]);
    assert.equal(report.mutants.length, report.found);
    for (const { outcome, because } of report.mutants)
      assert.ok(outcome !== 'survived' || (because?.length ?? 0) > 40, outcome);
  });

  it('tell of a long run of the fuzzer on this very binary', () => {
    const report = read('fuzz/reports/500000-steps.json') as {
      readonly programSha256: string;
      readonly steps: number;
      readonly acceptedShare: number;
      readonly commit: string;
    };
    assert.equal(
      report.programSha256,
      readManifest().binarySha256,
      'run npm run fuzz -- --steps 500000 --report fuzz/reports/500000-steps.json',
    );
    assert.ok(report.steps >= 500_000 && report.acceptedShare >= 0.5);
    assert.match(report.commit, /^[0-9a-f]{40}$/);
  });
});
