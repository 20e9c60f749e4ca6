import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../localnet/src/main.ts', import.meta.url));

export interface Ready {
  readonly version: number;
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly genesisHash: string;
  readonly programId?: string;
  readonly ledger?: string;
}

export type ChainProcess = ChildProcessByStdio<null, Readable, Readable>;

export function spawnChain(...args: string[]): ChainProcess {
  const command = [
    '--conditions=@meshid/source',
    '--disable-warning=ExperimentalWarning',
    MAIN,
    '--json',
    ...args,
  ];
  return spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A chain without programs, of short slots. */
export const startProcess = async (...args: string[]) =>
  startChain('--no-program', '--slot-ms', '20', ...args);

/** Starts the executable and waits for its line. It is killed with its scope. */
export async function startChain(...args: string[]) {
  const child = spawnChain(...args);
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done === true) throw new Error(`the chain did not start: ${Buffer.concat(errors).toString()}`);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  };
  return {
    ready: JSON.parse(first.value) as Ready,
    child,
    end,
    [Symbol.asyncDispose]: () => end('SIGKILL').then(() => undefined),
  };
}
