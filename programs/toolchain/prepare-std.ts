// Copies Debian's sources of Rust's standard library and teaches them the `solana` operating system: no threads, no randomness,
// generic I/O errors, no system allocator. Anchor's dependencies want std on the target, though a program uses little of it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUSTC } from './paths.ts';

const DONE = '.prepared-for-solana';

/** Prepares the library in `destination`, unless that was done for the same compiler. */
export function prepareStd(destination: string): void {
  const version = execFileSync(RUSTC, ['-vV'], { encoding: 'utf8' });
  const mark = join(destination, DONE);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === version) return;
  const sysroot = execFileSync(RUSTC, ['--print', 'sysroot'], { encoding: 'utf8' }).trim();
  rmSync(destination, { recursive: true, force: true });
  mkdirSync(destination, { recursive: true });
  cpSync(join(sysroot, 'lib/rustlib/src/rust/library'), destination, { recursive: true, dereference: true });
  teachSolana(join(destination, 'std'));
  writeFileSync(mark, version);
}

function teachSolana(std: string): void {
  // vexos is the nearest platform that std supports: wherever it is listed, list solana too.
  const listed = /^(\s*)target_os = "vexos",/gm;
  const alsoSolana = '$&\n$1target_os = "solana",';
  for (const file of ['src/sys/io/error/mod.rs', 'src/sys/thread_local/mod.rs', 'src/sys/random/mod.rs'])
    edit(std, file, listed, alsoSolana);
  edit(std, 'src/sys/alloc/mod.rs', '    target_arch = "x86_64",', '$&\n    target_arch = "bpf",');
  edit(
    std,
    'src/sys/alloc/mod.rs',
    '    target_os = "zkvm" => {',
    '    target_os = "solana" => {\n        mod solana;\n    }\n$&',
  );
  writeFileSync(join(std, 'src/sys/alloc/solana.rs'), SYSTEM_ALLOCATOR);
  // Without this, std marks itself unstable for an operating system that it doesn't know.
  edit(std, 'build.rs', '        || target_os == "vexos"', '$&\n        || target_os == "solana"');
}

/** Replaces `pattern` in a file below `std`, and refuses to go on when it isn't there: another Rust needs another look. */
function edit(std: string, file: string, pattern: RegExp | string, replacement: string): void {
  const path = join(std, file);
  const before = readFileSync(path, 'utf8');
  const after = before.replace(pattern, replacement);
  if (after === before)
    throw new Error(
      `${file}: nothing matches ${String(pattern)}; this Rust's library differs from the one that is known`,
    );
  writeFileSync(path, after);
}

const SYSTEM_ALLOCATOR = `use crate::alloc::{GlobalAlloc, Layout, System};

// A program declares its own global allocator; System is never reached.
#[stable(feature = "alloc_system_type", since = "1.28.0")]
unsafe impl GlobalAlloc for System {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        crate::ptr::null_mut()
    }
    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
`;
