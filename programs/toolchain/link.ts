#!/usr/bin/env node
// Rust's linker for the program: sbpf-linker merges and optimises, the IR is rewritten, opt inlines, sbpf-linker writes the binary.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LLVM_OPT, SBPF_LINKER } from './paths.ts';
import { rewriteIr } from './rewrite-ir.ts';

const PASSES = '-passes=always-inline,function(simplifycfg,sroa,early-cse,dse),globaldce';

const args = process.argv.slice(2);
const outputAt = args.indexOf('-o') + 1;
const work = mkdtempSync(join(tmpdir(), 'sbf-link-'));
try {
  link();
} finally {
  rmSync(work, { recursive: true, force: true });
}

function link(): void {
  const merge = args.with(outputAt, join(work, 'merged.so'));
  // It fails for want of what the rewriting adds, but has dumped its IR by then.
  const merged = spawnSync(SBPF_LINKER, [...merge, `--dump-module=${work}`], { encoding: 'utf8' });
  const { ir, inlined, multiplications } = rewriteIr(readIr(merged.stderr));
  const rewritten = join(work, 'rewritten.ll');
  writeFileSync(rewritten, ir);
  const bitcode = join(work, 'final.bc');
  run(LLVM_OPT, [PASSES, rewritten, '-o', bitcode]);
  const withoutInputs = args.filter((arg, index) => index === outputAt || !/\.(o|rlib|bc)$/.test(arg));
  const linked = run(SBPF_LINKER, [...withoutInputs, bitcode]);
  // The VM gives each call 4,096 bytes of stack; more would overwrite another's.
  if (/stack (frame|size|limit)|looks like the BPF stack/i.test(linked))
    fail(`a stack frame is over 4,096 bytes:\n${linked}`);
  console.error(`link: ${inlined} functions inlined, ${multiplications} overflow checks rewritten`);
}

function readIr(complaint: string): string {
  try {
    return readFileSync(join(work, 'post-opt.ll'), 'utf8');
  } catch {
    return fail(`sbpf-linker left no IR:\n${complaint}`);
  }
}

/** Returns what the command wrote to standard error. */
function run(command: string, parameters: string[]): string {
  const { status, stderr, error } = spawnSync(command, parameters, { encoding: 'utf8' });
  if (status !== 0) fail(`${command} failed: ${error?.message ?? stderr}`);
  return stderr;
}

function fail(why: string): never {
  console.error(why);
  rmSync(work, { recursive: true, force: true });
  process.exit(1);
}
