import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { CARGO, DEBIAN_PACKAGES, LLVM_OPT, RUSTC, SBPF_LINKER, SBPF_LINKER_VERSION } from './paths.ts';

/** What the build needs and this machine lacks, each with the way to get it. Installs nothing. */
export function missingTools(): string[] {
  const missing = DEBIAN_PACKAGES.filter((name) => debianVersion(name) === undefined).map(
    (name) => `Debian package ${name}`,
  );
  for (const tool of [RUSTC, CARGO])
    if (!existsSync(tool)) missing.push(`${tool} (from rustc-web and cargo-web)`);
  if (spawnSync(LLVM_OPT, ['--version']).status !== 0) missing.push(`${LLVM_OPT} (from llvm-22)`);
  const linker = spawnSync(SBPF_LINKER, ['--version'], { encoding: 'utf8' });
  if (linker.status !== 0) missing.push(`sbpf-linker ${SBPF_LINKER_VERSION} at ${SBPF_LINKER}`);
  else if (!linker.stdout.includes(SBPF_LINKER_VERSION))
    missing.push(`sbpf-linker ${SBPF_LINKER_VERSION}, not ${linker.stdout.trim()}`);
  return missing;
}

export function requireTools(): void {
  const missing = missingTools();
  if (missing.length === 0) return;
  console.error(
    `The program can't be built here. Missing:\n${missing.map((tool) => `  - ${tool}`).join('\n')}\nnpm run program:toolchain installs them.`,
  );
  process.exit(1);
}

export function debianVersions(): Record<string, string> {
  return Object.fromEntries(DEBIAN_PACKAGES.map((name) => [name, debianVersion(name) ?? 'not installed']));
}

function debianVersion(name: string): string | undefined {
  try {
    const version = execFileSync('dpkg-query', ['-W', '-f', '${db:Status-Abbrev} ${Version}', name], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return version.startsWith('ii') ? version.slice(2).trim() : undefined;
  } catch {
    return undefined;
  }
}
