import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** What `meshid … --json` prints: one object, checked field by field by who reads it. */
export type Output = Readonly<Record<string, unknown>>;

export interface Finished {
  readonly status: number;
  readonly output: Output | undefined;
  readonly stderr: string;
}

const LAUNCHER = fileURLToPath(new URL('../../cli/bin/meshid.js', import.meta.url));
const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;

/** Every process that the tour starts: the `meshid` command only, as any user would call it. */
export class Processes {
  readonly #running = new Map<string, ChildProcess>();
  /** Those that are waited for, which Ctrl-C need not reach. */
  readonly #commands = new Set<ChildProcess>();
  #stopped = false;
  readonly #logs: string;
  /** The largest resident set seen in each process, in bytes, by name. */
  readonly peakBytes = new Map<string, number>();

  constructor(logs: string) {
    this.#logs = logs;
  }

  /** Runs a command to its end, whatever its exit status. */
  async run(...args: string[]): Promise<Finished> {
    const child = this.#spawn(args, ['ignore', 'pipe', 'pipe']);
    const stopSampling = this.#sample(args.slice(0, 2).join(' '), child);
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), closed(child)]);
    stopSampling();
    const last = stdout.trim().split('\n').at(-1) ?? '';
    return {
      status: child.exitCode ?? 1,
      output: last === '' ? undefined : (JSON.parse(last) as Output),
      stderr,
    };
  }

  /** Runs a command that has to succeed. */
  async must(...args: string[]): Promise<Output> {
    const { status, output, stderr } = await this.run(...args);
    if (status !== 0 || output === undefined)
      throw new Error(`meshid ${args.join(' ')} ended with ${status}: ${stderr.trim()}`);
    return output;
  }

  /** Starts a command that goes on, and resolves with its first line. Its output goes to a file, so that it can outlive the tour. */
  async start(name: string, ...args: string[]): Promise<Output> {
    const path = join(this.#logs, `${name}.jsonl`);
    const log = openSync(path, 'a');
    const child = this.#spawn(args, ['ignore', log, log], true);
    closeSync(log);
    this.#running.set(name, child);
    this.#sample(name, child);
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (Date.now() < deadline) {
      const written = await readFile(path, 'utf8');
      const line = written
        .split('\n')
        .slice(0, -1)
        .find((candidate) => candidate.startsWith('{'));
      if (line !== undefined) return JSON.parse(line) as Output;
      if (child.exitCode !== null)
        throw new Error(`meshid ${args.join(' ')} ended with ${child.exitCode}: ${written.trim()}`);
      await delay(20);
    }
    throw new Error(
      `meshid ${args.join(' ')} was not ready within ${READY_TIMEOUT_MS / 1000} s; see ${path}`,
    );
  }

  /** Starts a command and yields its lines as they come; it is stopped when the caller stops reading. */
  async *lines(...args: string[]): AsyncGenerator<Output, number> {
    const child = this.#spawn(args, ['ignore', 'pipe', 'inherit']);
    if (child.stdout === null) throw new Error('the process has no standard output');
    try {
      for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as Output;
      await closed(child);
      return child.exitCode ?? 1;
    } finally {
      child.kill('SIGTERM');
    }
  }

  pids(): ReadonlyMap<string, number> {
    return new Map(
      [...this.#running].flatMap(([name, { pid }]) => (pid === undefined ? [] : [[name, pid] as const])),
    );
  }

  /** Stops what still runs, last started first: politely, then for good. Nothing can be started after. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const child of this.#commands) child.kill('SIGTERM');
    for (const child of [...this.#running.values()].reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGTERM');
      await Promise.race([closed(child), delay(STOP_TIMEOUT_MS, undefined, { ref: false })]);
      child.kill('SIGKILL');
    }
    this.#running.clear();
  }

  /** Lets everything go on after the tour has ended. */
  release(): void {
    for (const child of this.#running.values()) child.unref();
  }

  #spawn(
    args: readonly string[],
    stdio: ['ignore', number | 'pipe', number | 'pipe' | 'inherit'],
    detached = false,
  ): ChildProcess {
    if (this.#stopped) throw new Error('the tour was stopped');
    const child = spawn(process.execPath, [LAUNCHER, ...args, '--json'], { stdio, detached });
    if (!detached) {
      this.#commands.add(child);
      child.once('close', () => this.#commands.delete(child));
    }
    return child;
  }

  #sample(name: string, child: ChildProcess): () => void {
    const timer = setInterval(() => {
      if (child.pid === undefined || child.exitCode !== null) {
        clearInterval(timer);
        return;
      }
      void readFile(`/proc/${child.pid}/status`, 'utf8').then(
        (status) => {
          const kib = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
          this.peakBytes.set(name, Math.max(this.peakBytes.get(name) ?? 0, kib * 1024));
        },
        () => clearInterval(timer),
      );
    }, 100).unref();
    return () => clearInterval(timer);
  }
}

async function text(stream: NodeJS.ReadableStream | null): Promise<string> {
  let all = '';
  for await (const chunk of stream ?? []) all += String(chunk);
  return all;
}

async function closed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.once('close', resolve));
}
