import { createInterface, type Interface } from 'node:readline/promises';
import type { Context } from './context.ts';

/** Somebody at a terminal who is asked. The terminal itself edits the lines, so that Ctrl-C is a signal as everywhere else. */
export class Asking implements Disposable {
  readonly #context: Context;
  readonly #lines: Interface;
  readonly #ended = new AbortController();
  /** Lines that came before their question. */
  readonly #early: string[] = [];
  #waiting = false;

  constructor(context: Context) {
    this.#context = context;
    this.#lines = createInterface({ input: context.stdin });
    this.#lines.on('line', (line) => {
      if (!this.#waiting) this.#early.push(line);
    });
    this.#lines.once('close', () => this.#ended.abort());
  }

  /** What is answered, without spaces around it; nothing when the input ended. */
  async ask(question: string): Promise<string | undefined> {
    const { stderr, signal } = this.#context;
    stderr.write(question);
    const early = this.#early.shift();
    if (early !== undefined) return early.trim();
    if (this.#ended.signal.aborted) return undefined;
    this.#waiting = true;
    try {
      return (
        await this.#lines.question('', { signal: AbortSignal.any([signal, this.#ended.signal]) })
      ).trim();
    } catch {
      signal.throwIfAborted();
      return undefined;
    } finally {
      this.#waiting = false;
    }
  }

  [Symbol.dispose](): void {
    this.#lines.close();
  }
}
