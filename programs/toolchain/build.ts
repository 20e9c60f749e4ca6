#!/usr/bin/env node
// Builds the program's binary. With --commit it replaces the committed one; otherwise it only says where it is.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeManifest } from './manifest.ts';
import {
  ARTIFACTS,
  CARGO,
  CARGO_HOME,
  fileHash,
  ROOT,
  RUSTC,
  SBPF_LINKER_VERSION,
  sourcesHash,
  TARGET,
  TOOLCHAIN,
} from './paths.ts';
import { prepareStd } from './prepare-std.ts';
import { debianVersions, requireTools } from './requirements.ts';

const TARGET_NAME = 'sbf-solana-solana';

/** Compiles a package of the workspace at `folder`, and returns the path of its binary below `target`. */
export function buildProgram(folder: string, name: string, target = join(TARGET, 'sbf')): string {
  requireTools();
  const std = join(TARGET, 'std');
  prepareStd(std);
  mkdirSync(target, { recursive: true });
  const config = join(target, 'config.toml');
  writeFileSync(
    config,
    readFileSync(join(TOOLCHAIN, 'config.toml'), 'utf8').replace('LINKER', join(TOOLCHAIN, 'link.ts')),
  );
  const parameters = [
    'build',
    '--release',
    '--locked',
    '--config',
    config,
    '--target',
    join(TOOLCHAIN, `${TARGET_NAME}.json`),
    '--package',
    name,
  ];
  execFileSync(CARGO, parameters, {
    cwd: folder,
    stdio: 'inherit',
    env: {
      ...process.env,
      RUSTC,
      RUSTC_WRAPPER: join(TOOLCHAIN, 'rustc.ts'),
      RUSTC_BOOTSTRAP: '1',
      __CARGO_TESTS_ONLY_SRC_ROOT: std,
      CARGO_TARGET_DIR: target,
      // Paths of this machine would otherwise be in panic messages, and make the binary differ between machines.
      CARGO_ENCODED_RUSTFLAGS: rustFlags(std).join('\x1f'),
    },
  });
  return join(target, TARGET_NAME, 'release', `lib${name}.so`);
}

function rustFlags(std: string): string[] {
  const remap = [`${ROOT.replace(/\/$/, '')}=/meshid`, `${CARGO_HOME}=/cargo`, `${std}=/std`].map(
    (pair) => `--remap-path-prefix=${pair}`,
  );
  return [
    ...[
      '-Zunstable-options',
      '-Cpanic=immediate-abort',
      '-Crelocation-model=static',
      '-Ctarget-feature=+allows-misaligned-mem-access',
      ...remap,
    ],
    ...['--llvm-args=-bpf-stack-size=4096', '--arch=v0', '--disable-math-builtins'].map(
      (argument) => `-Clink-arg=${argument}`,
    ),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = buildProgram(ROOT, 'meshid');
  if (process.argv.includes('--commit')) {
    const committed = join(ARTIFACTS, 'meshid.so');
    copyFileSync(built, committed);
    writeManifest({
      sourcesSha256: sourcesHash(),
      binarySha256: fileHash(committed),
      sbpfLinker: SBPF_LINKER_VERSION,
      debian: debianVersions(),
    });
  }
  console.log(`${built}: ${readFileSync(built).length} bytes, SHA-256 ${fileHash(built)}`);
}
