import { type ChildProcess, fork } from 'node:child_process';
import { on } from 'node:events';

/** A process of a benchmark, which starts with a task and then talks in messages. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #messages: AsyncIterator<unknown[]>;
  readonly #exit: Promise<unknown>;

  constructor(role: 'serving' | 'fetching', way: string, task: object) {
    this.#process = fork(new URL(`${role}.ts`, import.meta.url), [way], {
      // With a profiler's options, where this process has any.
      execArgv: ['--conditions=@meshid/source', ...process.execArgv.filter((arg) => arg.includes('prof'))],
      serialization: 'advanced',
    });
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.#exit = promise;
    const ended = new AbortController();
    this.#process.once('exit', (code) => {
      resolve(code);
      ended.abort(new Error(`the ${role} process of ${way} ended with ${code ?? 'a signal'}`));
    });
    this.#messages = on(this.#process, 'message', { signal: ended.signal });
    this.send(task);
  }

  send(message: object): void {
    this.#process.send(message);
  }

  async next(): Promise<unknown> {
    const { value } = (await this.#messages.next()) as { value: unknown[] };
    return value[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.connected) this.#process.disconnect();
    await this.#exit;
  }
}
