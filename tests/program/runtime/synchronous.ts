import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';

export interface Call {
  readonly method: string;
  readonly params: readonly unknown[];
}
/** Ends the chain. */
export const END = 'end';
export type Reply = { readonly result: unknown } | { readonly failure: string };

const WAIT_MS = 60_000;
const TRIES = 200;

export type ChainKind = 'surfpool' | 'localnet';

/**
 * A chain behind RPC asked by whoever can't wait, such as the tests of the program, which read better without: another thread asks, and this one
 * stands still until it has the answer. The chain ends with this process at the latest.
 */
export class SynchronousChain {
  /** Counts answers. */
  readonly #answered = new Int32Array(new SharedArrayBuffer(4));
  readonly #port: MessagePort;

  constructor(kind: ChainKind) {
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(new URL('asking.ts', import.meta.url), {
      workerData: { kind, port: port2, answered: this.#answered },
      transferList: [port2],
    });
    worker.unref();
    port1.unref();
    this.#port = port1;
  }

  /** @throws Error when the chain refuses */
  call(method: string, ...params: readonly unknown[]): unknown {
    const before = Atomics.load(this.#answered, 0);
    this.#port.postMessage({ method, params } satisfies Call);
    // Before the first answer the chain starts, and may be built.
    Atomics.wait(this.#answered, 0, before, before === 0 ? Infinity : WAIT_MS);
    const received = receiveMessageOnPort(this.#port) as { message: Reply } | undefined;
    if (received === undefined) throw new Error(`${method} was not answered within ${WAIT_MS} ms`);
    const { message } = received;
    if ('failure' in message) throw new Error(message.failure);
    return message.result;
  }

  end(): void {
    this.#port.postMessage(END);
  }

  /** Calls again while the answer is null. */
  callUntil(method: string, ...params: readonly unknown[]): unknown {
    for (let tries = 0; tries < TRIES; tries++) {
      const result = this.call(method, ...params);
      if (result !== null) return result;
    }
    throw new Error(`${method} had no answer in ${TRIES} tries`);
  }
}
