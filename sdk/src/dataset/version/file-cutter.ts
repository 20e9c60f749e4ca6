import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { startThread } from './start-thread.ts';
import type { CutterData, Cuts, ToCutter } from './cutter-worker.ts';

const WINDOW_BYTES = 4 * 1024 * 1024;
const WINDOWS = 2;
/** Below, handing it to another thread isn't worth it. */
export const WORTH_CUTTING_BYTES = 8 * 1024 * 1024;

/** Reads large files and cuts them on a thread of its own, so that only what is made of their chunks is left to this one. */
export class FileCutter implements Disposable {
  private readonly gear: Int32Array;
  private started: { worker: Worker; windows: SharedArrayBuffer[] } | undefined;

  constructor(gear: Int32Array) {
    this.gear = gear;
  }

  private start(): { worker: Worker; windows: SharedArrayBuffer[] } {
    const windows = Array.from({ length: WINDOWS }, () => new SharedArrayBuffer(WINDOW_BYTES));
    const workerData: CutterData = { gear: this.gear, windows };
    return { worker: startThread('cutter-worker', workerData), windows };
  }

  /** The chunks of an open file. Each is a view, good until the next is asked for. */
  async *chunks(file: number): AsyncGenerator<Uint8Array> {
    const { worker, windows } = (this.started ??= this.start());
    const cut: Cuts[] = [];
    let wake: (() => void) | undefined;
    const take = (cuts: Cuts): void => {
      cut.push(cuts);
      wake?.();
    };
    const ended = new AbortController();
    const broken = once(worker, 'exit', { signal: ended.signal }).then(() => {
      throw new Error('the thread that reads has ended');
    });
    broken.catch(() => undefined);
    worker.on('message', take);
    let whole = false;
    try {
      post(worker, { file });
      for (let last = false; !last;) {
        const next = cut.shift();
        if (next === undefined) {
          await Promise.race([broken, new Promise<void>((resolve) => (wake = resolve))]);
          continue;
        }
        if (next.failed !== undefined)
          throw Object.assign(new Error(`it could not be read: ${next.failed}`), { code: next.failed });
        const memory = windows[next.window];
        let start = 0;
        for (const end of next.ends) {
          if (memory !== undefined) yield new Uint8Array(memory, start, end - start);
          start = end;
        }
        ({ last } = next);
        if (!last) post(worker, { window: next.window });
      }
      whole = true;
    } finally {
      ended.abort();
      worker.off('message', take);
      // What it may still be doing is for nobody any more.
      if (!whole) this[Symbol.dispose]();
    }
  }

  [Symbol.dispose](): void {
    void this.started?.worker.terminate();
    this.started = undefined;
  }
}

function post(worker: Worker, message: ToCutter): void {
  worker.postMessage(message);
}
