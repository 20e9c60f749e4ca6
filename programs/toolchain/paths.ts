import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const TOOLCHAIN = join(ROOT, 'programs/toolchain');
/** What the SDK's npm package carries: the binary, the IDL, its types, and the manifest. */
export const ARTIFACTS = join(ROOT, 'sdk/program');
/** Ignored by git. */
export const TARGET = join(ROOT, 'target');
export const CARGO_HOME = process.env['CARGO_HOME'] ?? join(homedir(), '.cargo');
/** Debian's compiler, whatever rustup puts first in the path. */
export const RUSTC = process.env['MESHID_RUSTC'] ?? '/usr/bin/rustc';
export const CARGO = process.env['MESHID_CARGO'] ?? '/usr/bin/cargo';
export const SBPF_LINKER = process.env['MESHID_SBPF_LINKER'] ?? join(CARGO_HOME, 'bin/sbpf-linker');
export const LLVM_OPT = process.env['MESHID_OPT'] ?? 'opt-22';

export const SBPF_LINKER_VERSION = '0.2.6';
/** They decide what the compiler emits; another version of one may change the binary. */
export const DEBIAN_PACKAGES = [
  'rustc-web',
  'cargo-web',
  'rust-web-src',
  'rust-web-llvm',
  'llvm-22',
  'llvm-22-dev',
] as const;

const SOURCE_PARTS = ['Cargo.toml', 'Cargo.lock', 'programs/meshid', 'programs/toolchain'];
const SOURCE_FILES =
  /\.(rs|toml|lock|json)$|^programs\/toolchain\/(link|prepare-std|build|paths|rewrite-ir|rustc)\.ts$/;

/** Every file that decides what the binary and the IDL are, relative to the root, in order. */
export function sourceFiles(): string[] {
  return SOURCE_PARTS.flatMap((part) =>
    part.endsWith('.toml') || part.endsWith('.lock') ? [part] : walk(part),
  )
    .filter((file) => SOURCE_FILES.test(file) && !file.includes('/probe/'))
    .sort();
}

function walk(part: string): string[] {
  return readdirSync(join(ROOT, part), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

/** One SHA-256 over the names, lengths and bytes of all sources: a stale binary or IDL is told by it without Rust. */
export function sourcesHash(): string {
  const hash = createHash('sha256');
  for (const file of sourceFiles()) {
    const bytes = readFileSync(join(ROOT, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

export function fileHash(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
