import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { Lent } from './chunk-pool.ts';
import { startThread } from './start-thread.ts';
import type { CutterData, Cuts, ToCutter } from './cutter-worker.ts';

const WINDOW_BYTES = 3 * 1024 * 1024;
/** One that is read into, one whose chunks wait, and one whose chunks are worked on. */
const WINDOWS = 3;
/** Below, handing it to another thread isn't worth it. */
export const WORTH_CUTTING_BYTES = 8 * 1024 * 1024;

interface Started {
  readonly worker: Worker;
  readonly windows: readonly SharedArrayBuffer[];
}

/** Reads large files and cuts them on a thread of its own, so that only what is made of their chunks is left to others. */
export class FileCutter implements Disposable {
  private readonly gear: Int32Array;
  private started: Started | undefined;

  constructor(gear: Int32Array) {
    this.gear = gear;
  }

  private start(): Started {
    const windows = Array.from({ length: WINDOWS }, () => new SharedArrayBuffer(WINDOW_BYTES));
    const workerData: CutterData = { gear: this.gear, windows };
    return { worker: startThread('cutter-worker', workerData), windows };
  }

  /** The chunks of an open file. A window is read into again once all its chunks were given back. */
  async *chunks(file: number): AsyncGenerator<Lent> {
    const started = (this.started ??= this.start());
    const { worker } = started;
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
      while (!whole) {
        const next = cut.shift();
        if (next === undefined) {
          await Promise.race([broken, new Promise<void>((resolve) => (wake = resolve))]);
          continue;
        }
        yield* this.lend(started, next);
        whole = next.last;
        if (next.failed !== undefined)
          throw Object.assign(new Error(`it could not be read: ${next.failed}`), { code: next.failed });
      }
    } finally {
      ended.abort();
      worker.off('message', take);
      // What it may still be doing is for nobody any more.
      if (!whole) this[Symbol.dispose]();
    }
  }

  /** A window's chunks. */
  private *lend(started: Started, { window, ends }: Cuts): Generator<Lent> {
    const memory = started.windows[window];
    let open = ends.length;
    const done = (): void => {
      if (this.started === started) post(started.worker, { window });
    };
    if (open === 0) done();
    if (memory === undefined) return;
    let start = 0;
    for (const end of ends) {
      const release = (): void => {
        open -= 1;
        if (open === 0) done();
      };
      yield { content: new Uint8Array(memory, start, end - start), release };
      start = end;
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
