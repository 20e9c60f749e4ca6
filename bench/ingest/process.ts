import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';

/** Runs one of this folder's programs in a process of its own: it gets `task` and answers once. */
export async function inProcess<Answer>(program: string, task: object): Promise<Answer> {
  const child = fork(new URL(`${program}.ts`, import.meta.url), {
    // With a profiler's options, where this process has any.
    execArgv: ['--conditions=@meshid/source', ...process.execArgv.filter((arg) => arg.includes('prof'))],
    serialization: 'advanced',
  });
  let answer: unknown;
  child.on('message', (message) => (answer = message));
  child.send(task);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0 || answer === undefined) throw new Error(`${program} ended with ${code ?? 'a signal'}`);
  return answer as Answer;
}

/** Runs a program or a shell's line, and answers the seconds that it took. */
export async function secondsOf(line: string, environment: Record<string, string> = {}): Promise<number> {
  const began = performance.now();
  const child = spawn('sh', ['-c', line], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`"${line}" ended with ${code ?? 'a signal'}`);
  return (performance.now() - began) / 1000;
}

/**
 * Before each way that is measured: memory that was freed goes back to a virtual machine's host after about two seconds, and costs whoever
 * has it next eight times as much to write into. So all begin with as little.
 */
export async function calm(): Promise<void> {
  await setTimeout(4000);
}
