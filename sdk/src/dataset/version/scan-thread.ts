import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { unpackStat } from './file-stat.ts';
import { createPathHash } from './path-hash.ts';
import { Found, type Look, lookAtFolder } from './scan.ts';
import type { ScanData, Scanned } from './scan-worker.ts';
import { startThread } from './start-thread.ts';
import type { TreeRoot } from './tree-root.ts';

/** Of fewer, starting a thread takes as long as it saves. */
export const WORTH_SCANNING_BESIDE = 8192;
/** They take some 20 MiB. */
const MOST_AHEAD = 64 * 1024;

/** Looks through a whole folder on a thread of its own, which begins at once and is some way ahead of whoever takes what it saw. */
export class ScanThread implements Disposable {
  private readonly root: TreeRoot;
  private readonly waiting = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  private readonly worker: Worker;
  private readonly scanned: Scanned[] = [];
  private readonly ended: Promise<never>;
  private wake: (() => void) | undefined;

  /**
   * @param mostAhead looks that nobody has taken yet: with more the thread waits
   * @throws MeshidError `input/invalid` when it is not a folder
   */
  constructor(
    { root, pathSecret }: { readonly root: TreeRoot; readonly pathSecret: Uint8Array },
    mostAhead = MOST_AHEAD,
  ) {
    this.root = root;
    lookAtFolder({ root, pathHash: createPathHash(pathSecret) });
    const workerData: ScanData = { folder: root.folder, pathSecret, ahead: this.waiting.buffer, mostAhead };
    this.worker = startThread('scan-worker', workerData);
    this.worker.on('message', (scanned: Scanned) => {
      this.scanned.push(scanned);
      this.wake?.();
    });
    this.ended = once(this.worker, 'exit').then(() => {
      throw new Error('the thread that looks through the folder has ended');
    });
    // Whoever waits for looks hears of it.
    this.ended.catch(() => undefined);
  }

  /** How many looks nobody has taken yet. */
  get ahead(): number {
    return Atomics.load(this.waiting, 0);
  }

  /** Everything in the folder, as `scanFolder` sees it, some at a time. */
  async *looks(): AsyncGenerator<Iterable<Look>> {
    for (let last = false; !last;) {
      const next = this.scanned.shift();
      if (next === undefined) {
        await Promise.race([this.ended, new Promise<void>((resolve) => (this.wake = resolve))]);
        continue;
      }
      yield this.unpack(next);
      ({ last } = next);
      Atomics.sub(this.waiting, 0, next.paths.length + next.skipped.length);
      Atomics.notify(this.waiting, 0);
    }
  }

  private *unpack({ paths, kinds, hashes, stats, targets, skipped }: Scanned): Generator<Look> {
    let behind = 0;
    for (let index = 0; index <= paths.length; index += 1) {
      for (let one = skipped[behind]; one?.behind === index; one = skipped[behind]) {
        yield { skipped: one.skipped };
        behind += 1;
      }
      const [path, kind, pathHash] = [paths[index], kinds[index], hashes[index]];
      if (path === undefined || kind === undefined || pathHash === undefined) continue;
      const stat = unpackStat(stats, index);
      const target = targets.get(index) ?? '';
      yield { found: new Found(this.root, { kind, path, pathHash, stat, target }) };
    }
  }

  [Symbol.dispose](): void {
    void this.worker.terminate();
  }
}
