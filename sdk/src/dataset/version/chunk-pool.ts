import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import type { Worker } from 'node:worker_threads';
import { type EncryptedChunk, leafLength, MAX_LEAF_BYTES } from '../../crypto/chunk.ts';
import { rawCidOf } from '../../raw-cid.ts';
import { startThread } from './start-thread.ts';
import type { Batch, ChunkSecrets, Place, Shared, Worked } from './chunk-worker.ts';

/** A chunk whose tag and, when it is wanted, leaf are being made. One of `leaf` and `drop` must be called. */
export interface Making {
  readonly tag: Promise<Uint8Array>;
  /** Its ciphertext is in memory that is used again after `done`. */
  leaf(): Promise<EncryptedChunk>;
  drop(): void;
  /** What `leaf` answered is not needed any more. */
  done(): void;
}

/** Content in memory that threads share, which stays as it is until it is given back. */
export interface Lent {
  readonly content: Uint8Array<SharedArrayBuffer>;
  release(): void;
}

/** Each takes some 30 MiB of memory. */
const THREADS = Math.min(4, availableParallelism());
const SLOT_BYTES = MAX_LEAF_BYTES;
/** What is small goes together, so that a thread's round trip doesn't cost more than its work. */
const MOST_TOGETHER_BYTES = 384 * 1024;

interface Piece {
  /** Where its leaf begins in the slot. */
  readonly start: number;
  readonly content: Place['content'];
  readonly length: number;
  /** Until it is given back. */
  lent: Lent | undefined;
  readonly tag: PromiseWithResolvers<Uint8Array>;
  readonly leaf: PromiseWithResolvers<EncryptedChunk>;
  /** The tag, once it is made. */
  known?: Uint8Array;
  wanted?: boolean;
}

/** A slot with its chunks, on its way through a thread, once or twice. */
interface Filling {
  readonly slot: Shared;
  readonly pieces: Piece[];
  used: number;
  /** Chunks whose leaves are still needed, or not yet made. */
  open: number;
  worker: Thread | undefined;
}

interface Thread {
  readonly worker: Worker;
  busy: number;
}

/**
 * Threads that make tags, keys and ciphertexts of chunks. Where nothing is known yet, everything is made at once;
 * else the tags first, and leaves only of what is new.
 */
export class ChunkPool implements Disposable {
  private readonly threads: Thread[];
  private readonly working = new Map<number, { filling: Filling; pieces: readonly Piece[] }>();
  private readonly free: Shared[] = [];
  /** All memory that the threads know. */
  private readonly shared = new Map<SharedArrayBuffer, Shared>();
  private readonly atOnce: boolean;
  private filling: Filling | undefined;
  private batches = 0;
  private failure: Error | undefined;

  constructor(secrets: ChunkSecrets, { atOnce }: { readonly atOnce: boolean }) {
    this.atOnce = atOnce;
    // What is young here lives for long, waiting for its turn: more room for it would only be taken.
    setFlagsFromString('--semi-space-growth-factor=1');
    this.threads = Array.from({ length: THREADS }, () => {
      const worker = startThread('chunk-worker', secrets);
      const thread = { worker, busy: 0 };
      worker.on('message', (worked: Worked) => this.take(worked));
      worker.on('error', (error) => this.fail(error));
      worker.on('exit', () => this.fail(new Error('a thread that encrypts has ended')));
      return thread;
    });
  }

  /** Copies the chunk, and starts on it soon; `flush` makes that now. How much is made at once is up to the caller. */
  make(content: Uint8Array): Making {
    const { filling, piece } = this.add(content.length);
    // `set` is slow on memory that is shared.
    Buffer.from(content.buffer, content.byteOffset, content.length).copy(
      Buffer.from(filling.slot.memory),
      piece.start,
    );
    if (filling.used > MOST_TOGETHER_BYTES) this.flush();
    return this.making(filling, piece);
  }

  /** As `make`, at once, of what is read where it is. It is given back as soon as it isn't needed any more. */
  makeLent(lent: Lent): Making {
    const { filling, piece } = this.add(lent.content.length, lent);
    this.flush();
    return this.making(filling, piece);
  }

  private add(length: number, lent?: Lent): { filling: Filling; piece: Piece } {
    if (this.failure !== undefined) throw this.failure;
    if (this.filling !== undefined && this.filling.used + leafLength(length) > SLOT_BYTES) this.flush();
    const slot = this.filling?.slot ?? this.free.pop() ?? this.share(new SharedArrayBuffer(SLOT_BYTES));
    const filling = (this.filling ??= { slot, pieces: [], used: 0, open: 0, worker: undefined });
    const start = filling.used;
    const content =
      lent === undefined
        ? { memory: slot.name, start }
        : { memory: this.share(lent.content.buffer).name, start: lent.content.byteOffset };
    const piece: Piece = { start, content, length, lent, tag: settling(), leaf: settling() };
    filling.used += leafLength(length);
    filling.open += 1;
    filling.pieces.push(piece);
    return { filling, piece };
  }

  private making(filling: Filling, piece: Piece): Making {
    return {
      tag: piece.tag.promise,
      leaf: async () => {
        this.decide(filling, piece, true);
        return piece.leaf.promise;
      },
      drop: () => {
        giveBack(piece);
        this.decide(filling, piece, false);
        this.release(filling);
      },
      done: () => this.release(filling),
    };
  }

  /** Tells the threads of memory, once. */
  private share(memory: SharedArrayBuffer): Shared {
    const known = this.shared.get(memory);
    if (known !== undefined) return known;
    const shared: Shared = { name: this.shared.size, memory };
    this.shared.set(memory, shared);
    for (const { worker } of this.threads) worker.postMessage(shared);
    return shared;
  }

  private release(filling: Filling): void {
    filling.open -= 1;
    if (filling.open === 0) this.free.push(filling.slot);
  }

  flush(): void {
    const { filling } = this;
    if (filling === undefined) return;
    this.filling = undefined;
    this.send(filling, filling.pieces, this.atOnce);
  }

  private send(filling: Filling, pieces: readonly Piece[], leaves: boolean): void {
    const [thread] = this.threads.toSorted((a, b) => a.busy - b.busy);
    if (thread === undefined) return;
    filling.worker = thread;
    thread.busy += 1;
    this.batches += 1;
    const places = pieces.map(({ content, length, start, known }): Place => ({
      content,
      length,
      start,
      tag: known,
    }));
    const batch: Batch = { id: this.batches, slot: filling.slot.name, pieces: places, leaves };
    this.working.set(batch.id, { filling, pieces });
    thread.worker.postMessage(batch);
    if (this.failure !== undefined) this.fail(this.failure);
  }

  private take({ id, tags, keys, digests }: Worked): void {
    const work = this.working.get(id);
    if (work === undefined) return;
    this.working.delete(id);
    const { filling, pieces } = work;
    if (filling.worker !== undefined) filling.worker.busy -= 1;
    pieces.forEach((piece, at) => {
      const [tag, key, digest] = [tags[at], keys[at], digests[at]];
      const { start, length } = piece;
      if (key !== undefined && digest !== undefined) {
        giveBack(piece);
        const ciphertext = new Uint8Array(filling.slot.memory, start, leafLength(length));
        piece.leaf.resolve({ cid: rawCidOf(digest), key, length, ciphertext });
      }
      if (tag === undefined) return;
      piece.known = tag;
      piece.tag.resolve(tag);
    });
  }

  /** Once it is known of each chunk in a slot whether its leaf is wanted, those that are go through a thread again. */
  private decide(filling: Filling, piece: Piece, wanted: boolean): void {
    if (this.atOnce) return;
    piece.wanted = wanted;
    if (filling.pieces.some((one) => one.wanted === undefined)) return;
    const pieces = filling.pieces.filter((one) => one.wanted);
    if (pieces.length > 0) this.send(filling, pieces, true);
  }

  private fail(error: unknown): void {
    this.failure ??= error instanceof Error ? error : new Error('a thread failed', { cause: error });
    for (const { filling } of this.working.values())
      for (const piece of filling.pieces) {
        // Whoever waits for it would not come to hear of the failure.
        giveBack(piece);
        piece.tag.reject(this.failure);
        piece.leaf.reject(this.failure);
      }
  }

  [Symbol.dispose](): void {
    for (const { worker } of this.threads) {
      worker.removeAllListeners();
      void worker.terminate();
    }
  }
}

function giveBack(piece: Piece): void {
  piece.lent?.release();
  piece.lent = undefined;
}

/** Whose failure is no surprise: who waits for it hears of it, and who doesn't need not. */
function settling<T>(): PromiseWithResolvers<T> {
  const resolvers = Promise.withResolvers<T>();
  resolvers.promise.catch(() => undefined);
  return resolvers;
}
