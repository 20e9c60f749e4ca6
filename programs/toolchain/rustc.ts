#!/usr/bin/env node
// Rust's compiler for the program, as cargo calls it. Cargo names a crate by a hash over the folder that it lies in; the names
// decide in which order functions come, so a program built elsewhere would differ. Here a crate is named by what it is.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';

const METADATA = /^(-C)?metadata=/;

const [rustc = '', ...args] = process.argv.slice(2);
const named = args.map((arg) => (METADATA.test(arg) ? arg.replace(/=.*/, `=${crateHash()}`) : arg));
const { status, error } = spawnSync(rustc, named, { stdio: 'inherit' });
if (error !== undefined) throw error;
process.exitCode = status ?? 1;

/** Over the package, its version, and how it is compiled: two versions of a crate, or two choices of its features, can be linked together. */
function crateHash(): string {
  const hash = createHash('sha256');
  for (const part of [process.env['CARGO_PKG_NAME'], process.env['CARGO_PKG_VERSION'], ...choices()])
    hash.update(`${part ?? ''}\0`);
  return hash.digest('hex').slice(0, 16);
}

function choices(): string[] {
  return args.flatMap((arg, index) => {
    if (['--crate-name', '--crate-type', '--cfg', '--edition'].includes(arg))
      return [`${arg} ${args[index + 1] ?? ''}`];
    return arg === '--target' ? [arg] : [];
  });
}
