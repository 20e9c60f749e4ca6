#!/usr/bin/env node
// Installs what builds the program, from Debian's packages and Cargo's registry.
import { execFileSync, spawnSync } from 'node:child_process';
import { DEBIAN_PACKAGES, SBPF_LINKER_VERSION } from './paths.ts';
import { missingTools } from './requirements.ts';

const run = (command: string, args: string[], env: NodeJS.ProcessEnv = {}): void => {
  console.log(`$ ${command} ${args.join(' ')}`);
  execFileSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
};
const output = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8' }).trim();
const asRoot = (command: string, args: string[]): void =>
  process.getuid?.() === 0
    ? run(command, args, { DEBIAN_FRONTEND: 'noninteractive' })
    : run('sudo', [command, ...args]);

if (missingTools().some((tool) => !tool.startsWith('sbpf-linker'))) {
  asRoot('apt-get', ['update', '-q']);
  asRoot('apt-get', ['install', '-yq', '--no-install-recommends', 'gcc', 'libc6-dev', ...DEBIAN_PACKAGES]);
}
if (missingTools().length > 0) {
  const linker = [
    'install',
    'sbpf-linker',
    '--version',
    SBPF_LINKER_VERSION,
    '--no-default-features',
    '--features',
    'bpf-linker/llvm-22',
  ];
  const llvm = {
    RUSTFLAGS: `-L native=${output('llvm-config-22', '--libdir')}`,
    LLVM_SYS_221_PREFIX: output('llvm-config-22', '--prefix'),
  };
  run('cargo', ['--version']);
  run('cargo', linker, llvm);
}
// They decide on nothing that is built, so those of another toolchain, such as rustup's, do as well.
for (const [tool, name] of [
  ['fmt', 'rustfmt-web'],
  ['clippy', 'rust-web-clippy'],
] as const)
  if (spawnSync('cargo', [tool, '--version']).status !== 0) asRoot('apt-get', ['install', '-yq', name]);
const missing = missingTools();
if (missing.length > 0) throw new Error(`still missing: ${missing.join(', ')}`);
console.log('Everything that builds the program is here.');
