import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import type { Running } from './command.ts';
import { EndedWith } from './exit-status.ts';

const FORCE_AFTER_MS = 10_000;

/**
 * Runs another package's executable until it ends or the user interrupts: the command line starts the local chain and the indexer as
 * processes and imports neither. It is told this process's id, and ends when that is gone.
 */
export async function runService(
  packageName: string,
  args: readonly string[],
  { context, output }: Running,
): Promise<void> {
  const manifest = findPackageJSON(packageName, import.meta.url);
  if (manifest === undefined) throw new Error(`${packageName} is not installed`);
  const root = dirname(manifest);
  const source = join(root, 'src/main.ts');
  const entry = existsSync(source) ? ['--conditions=@meshid/source', source] : [join(root, 'dist/main.js')];
  const json = output.json ? ['--json'] : [];
  const child = spawn(process.execPath, [...entry, ...args, ...json, '--parent-pid', String(process.pid)], {
    stdio: 'inherit',
  });
  const stop = (): void => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), FORCE_AFTER_MS).unref();
  };
  context.signal.addEventListener('abort', stop, { once: true });
  if (context.signal.aborted) stop();
  const [code] = (await once(child, 'exit')) as [number | null];
  context.signal.removeEventListener('abort', stop);
  // It has said why on the same standard error.
  if (!context.signal.aborted && code !== 0) throw new EndedWith(code ?? 1);
}
