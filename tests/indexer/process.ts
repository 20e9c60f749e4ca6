import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../indexer/src/main.ts', import.meta.url));

/** An index as a process of its own, killed with its scope. */
export class IndexProcess implements AsyncDisposable {
  readonly #child;
  readonly #errors: Buffer[] = [];
  readonly #line: Promise<IteratorResult<string, undefined>>;

  constructor(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    const options = ['--conditions=@meshid/source', '--disable-warning=ExperimentalWarning'];
    this.#child = spawn(process.execPath, [...options, MAIN, '--json', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    this.#child.stderr.on('data', (chunk: Buffer) => this.#errors.push(chunk));
    this.#line = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]().next();
  }

  /** What it wrote to stderr. */
  get errors(): string {
    return Buffer.concat(this.#errors).toString();
  }

  /** Its URL, once the mirror agreed with the chain. @throws Error when it ended before */
  async ready(): Promise<string> {
    const { done, value } = await this.#line;
    if (done === true) throw new Error(`the index did not start: ${this.errors}`);
    return (JSON.parse(value) as { indexUrl: string }).indexUrl;
  }

  /** @returns its exit status; null when the signal ended it */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, 'exit');
      this.#child.kill(signal);
      await exited;
    }
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL');
  }
}
