import type { Worker } from 'node:worker_threads';
import { MAX_LEAF_BYTES } from '../../crypto/leaf.ts';
import { cannotOpen } from '../../crypto/primitives.ts';
import { READING_ROOM } from '../../storage/stores.ts';
import type { ManifestLeaf } from './entry.ts';
import { startThread } from './start-thread.ts';
import type { Opened, OpenLeaf } from './leaf-worker.ts';

/** Memory that is read into, and that threads share. */
export type LeafMemory = Buffer<SharedArrayBuffer>;

/**
 * A thread that checks large leaves against their CIDs and opens them, and the memory that they are read into, which is used again: what is
 * new each time costs more than all that is done with it.
 */
export class LeafThread implements Disposable {
  private readonly free: LeafMemory[] = [];
  private readonly waiting = new Map<number, PromiseWithResolvers<Opened['outcome']>>();
  private worker: Worker | undefined;
  private asked = 0;

  take(): LeafMemory {
    return this.free.pop() ?? Buffer.from(new SharedArrayBuffer(MAX_LEAF_BYTES + READING_ROOM));
  }

  give(memory: LeafMemory): void {
    this.free.push(memory);
  }

  /**
   * Whether `block`, which lies in memory of this thread's, is what its leaf's CID names; then its content takes its place.
   *
   * @throws MeshidError `crypto/cannot-open`
   */
  async open({ cid, key, length }: ManifestLeaf, block: Uint8Array): Promise<boolean> {
    this.asked += 1;
    const answer = Promise.withResolvers<Opened['outcome']>();
    const leaf: OpenLeaf = { id: this.asked, block, digest: cid.multihash.digest, key, length };
    this.waiting.set(leaf.id, answer);
    (this.worker ??= this.start()).postMessage(leaf);
    const outcome = await answer.promise;
    return outcome === 'sealed' ? cannotOpen('chunk') : outcome === 'opened';
  }

  private start(): Worker {
    const worker = startThread('leaf-worker');
    worker.on('message', ({ id, outcome }: Opened) => {
      this.waiting.get(id)?.resolve(outcome);
      this.waiting.delete(id);
    });
    const fail = (cause: unknown): void => {
      for (const { reject } of this.waiting.values())
        reject(new Error('a thread that decrypts has ended', { cause }));
      this.waiting.clear();
      this.worker = undefined;
    };
    worker.on('error', fail);
    worker.on('exit', fail);
    return worker;
  }

  [Symbol.dispose](): void {
    const { worker } = this;
    this.worker = undefined;
    worker?.removeAllListeners();
    void worker?.terminate();
  }
}
