import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MANIFEST = fileURLToPath(new URL('Cargo.toml', import.meta.url));
/** Outside the repository, so that one build serves every clone of it, and cleaning one away takes nothing that took so long. */
const TARGET = process.env['MESHID_SURFNET_TARGET'] ?? join(homedir(), '.cache/meshid/surfnet-build');
/**
 * Some of Agave's crates ask for a newer Rust than they need, which `--ignore-rust-version` leaves to the compiler to judge.
 * What Cargo has built already it only looks at, which takes a second.
 */
const COMMAND = ['build', '--release', '--locked', '--ignore-rust-version', '--manifest-path', MANIFEST];

let built: string | undefined;

/** The executable that runs Surfpool; the first build takes a quarter of an hour and more. @throws Error when Cargo can't build it */
export function buildSurfnet(): string {
  return (built ??= build());
}

function build(): string {
  const args = [...COMMAND, '--target-dir', TARGET];
  // A crate of its would compile all of OpenSSL, which takes as long as the rest, where the system's is as good.
  const hasOpenSsl = spawnSync('pkg-config', ['--exists', 'openssl']).status === 0;
  const env = { ...process.env, ...(hasOpenSsl ? { OPENSSL_NO_VENDOR: '1' } : {}) };
  // Standard output is the caller's: a benchmark's is read by machines.
  const { status, error } = spawnSync('cargo', args, { stdio: ['ignore', 2, 2], env });
  if (error !== undefined) throw new Error('Cargo, which builds Surfpool, is not here', { cause: error });
  if (status !== 0) throw new Error(`Surfpool was not built: cargo ${args.join(' ')} ended with ${status}`);
  return join(TARGET, 'release/meshid-surfnet');
}
