import { Readable } from 'node:stream';
import { run } from '../../cli/src/program.ts';

/**
 * Runs one command line to its end in this process, as `main.ts` does with the process's own streams. Nobody can be asked anything.
 */
export async function runHere(
  args: readonly string[],
): Promise<{ status: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const status = await run(args, {
    environment: process.env,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    stdin: Readable.from([]),
    signal: new AbortController().signal,
  });
  return { status, stdout, stderr };
}
