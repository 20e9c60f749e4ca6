import type { Stream, StreamCloseEvent, StreamMessageEvent } from '@libp2p/interface';
import { Uint8ArrayList } from 'uint8arraylist';
import { MeshidError } from '../errors.ts';

const LENGTH_BYTES = 4;

export interface FramedStreamOptions {
  /** The longest frame that is taken; a longer one is refused by its length, before anything is allocated for it. */
  readonly mostFrameBytes: number;
  /** The bytes that may wait unread. */
  readonly mostWaitingBytes: number;
  /** What happens above it: the other side is made to wait, or, where no honest one gets there, is refused. */
  readonly overflow: 'wait' | 'refuse';
}

export interface FrameTimes {
  /** The longest wait for a frame's first byte. */
  readonly idleMs: number;
  /** The longest time from then to its last byte. */
  readonly frameMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Frames on a libp2p stream: a length of 4 bytes, big-endian, then the frame.
 *
 * `lpStream` of @libp2p/utils is not used: it resets the stream when the reader is slower than the wire, where this makes the other
 * side wait, and it needs a timer and several promises for each frame.
 */
export class FramedStream {
  readonly stream: Stream;
  /** Bytes of frames in both directions, their lengths included. */
  travelledBytes = 0;
  readonly #options: FramedStreamOptions;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #paused = false;
  #ended = false;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;
  readonly #closed = Promise.withResolvers<undefined>();

  constructor(stream: Stream, options: FramedStreamOptions) {
    this.stream = stream;
    this.#options = options;
    stream.addEventListener('message', (event) => this.#take(event));
    stream.addEventListener('end', () => this.#end());
    stream.addEventListener('close', (event: StreamCloseEvent) => {
      this.#failure ??= event.error;
      this.#end();
    });
    if (stream.readableEnded) this.#end();
  }

  /** Settles when the other side has ended the stream, or either side has cut it. */
  get closed(): Promise<undefined> {
    return this.#closed.promise;
  }

  /**
   * The next frame, or nothing when the other side has ended the stream between two frames.
   *
   * @throws MeshidError `exchange/timeout`, `exchange/frame-too-large`, `exchange/cut`
   */
  async read({ idleMs, frameMs, signal }: FrameTimes): Promise<Uint8Array | undefined> {
    if (!(await this.#reach(1, idleMs, signal)) && this.#waitingBytes === 0) return undefined;
    const deadline = performance.now() + frameMs;
    await this.#need(LENGTH_BYTES, deadline, signal);
    const length = new DataView(this.#shift(LENGTH_BYTES).buffer).getUint32(0);
    if (length > this.#options.mostFrameBytes) throw new MeshidError('exchange/frame-too-large', {});
    await this.#need(length, deadline, signal);
    this.travelledBytes += LENGTH_BYTES + length;
    return this.#shift(length);
  }

  /**
   * Sends frames in one go, and waits until the wire has taken them.
   *
   * @throws MeshidError `exchange/timeout`, `exchange/cut`
   */
  async write(
    frames: readonly (Uint8Array | Uint8ArrayList)[],
    { stallMs, signal }: { stallMs: number; signal?: AbortSignal | undefined },
  ): Promise<void> {
    signal?.throwIfAborted();
    const list = new Uint8ArrayList();
    for (const frame of frames) {
      const length = new Uint8Array(LENGTH_BYTES);
      new DataView(length.buffer).setUint32(0, frame.byteLength);
      list.appendAll([length, ...(frame instanceof Uint8Array ? [frame] : frame)]);
    }
    const bytes = list.byteLength;
    let sent: boolean;
    try {
      sent = this.stream.send(list);
    } catch (cause) {
      throw new MeshidError('exchange/cut', {}, { cause, retryable: true });
    }
    this.travelledBytes += bytes;
    // Not `stream.onDrain`: @libp2p/utils 7.4 never renews its promise, so the second wait would be none.
    if (!sent) await drained(this.stream, stallMs, signal);
  }

  #take({ data }: StreamMessageEvent): void {
    for (const chunk of data instanceof Uint8Array ? [data] : data) this.#waiting.push(chunk);
    this.#waitingBytes += data.byteLength;
    if (this.#waitingBytes > this.#options.mostWaitingBytes) {
      if (this.#options.overflow === 'refuse') {
        this.#drop();
        this.stream.abort(new MeshidError('exchange/frame-too-large', {}));
      } else if (!this.#paused && this.stream.status === 'open') {
        this.#paused = true;
        this.stream.pause();
      }
    }
    this.#wake?.();
  }

  #end(): void {
    this.#ended = true;
    // What came before a cut is not looked at any more.
    if (this.#failure !== undefined) this.#drop();
    this.#closed.resolve(undefined);
    this.#wake?.();
  }

  #drop(): void {
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
  }

  async #need(bytes: number, deadline: number, signal: AbortSignal | undefined): Promise<void> {
    if (!(await this.#reach(bytes, Math.max(deadline - performance.now(), 0), signal)))
      throw new MeshidError('exchange/cut', {}, { cause: this.#failure, retryable: true });
  }

  /** Waits until so many bytes are there; false when the stream ended before. */
  async #reach(bytes: number, ms: number, signal: AbortSignal | undefined): Promise<boolean> {
    this.#throwIfCut();
    signal?.throwIfAborted();
    if (this.#waitingBytes >= bytes) return true;
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const check = (): void => {
      if (this.#waitingBytes >= bytes || this.#ended) resolve(undefined);
      else this.#resume();
    };
    const onAbort = (): void =>
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    const timer = setTimeout(() => reject(new MeshidError('exchange/timeout', {}, { retryable: true })), ms);
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#wake = check;
    try {
      check();
      await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      this.#wake = undefined;
    }
    this.#throwIfCut();
    return this.#waitingBytes >= bytes;
  }

  #throwIfCut(): void {
    if (this.#failure !== undefined)
      throw new MeshidError('exchange/cut', {}, { cause: this.#failure, retryable: true });
  }

  #resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    if (this.stream.readStatus === 'paused') this.stream.resume();
  }

  /** Takes so many of the waiting bytes, as bytes of their own. */
  #shift(bytes: number): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(Buffer.allocUnsafeSlow(bytes).buffer);
    let at = 0;
    let chunks = 0;
    while (at < bytes) {
      const chunk = this.#waiting[chunks];
      if (chunk === undefined) break;
      const part = chunk.length > bytes - at ? chunk.subarray(0, bytes - at) : chunk;
      taken.set(part, at);
      at += part.length;
      if (part.length < chunk.length) {
        this.#waiting[chunks] = chunk.subarray(part.length);
        break;
      }
      chunks++;
    }
    this.#waiting.splice(0, chunks);
    this.#waitingBytes -= bytes;
    if (this.#waitingBytes <= this.#options.mostWaitingBytes / 2) this.#resume();
    return taken;
  }
}

async function drained(stream: Stream, stallMs: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const onClose = ({ error }: StreamCloseEvent): void =>
    reject(new MeshidError('exchange/cut', {}, { cause: error, retryable: true }));
  const onAbort = (): void => reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
  const onDrain = (): void => resolve(undefined);
  const timer = setTimeout(
    () => reject(new MeshidError('exchange/timeout', {}, { retryable: true })),
    stallMs,
  );
  stream.addEventListener('drain', onDrain);
  stream.addEventListener('close', onClose);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    stream.removeEventListener('drain', onDrain);
    stream.removeEventListener('close', onClose);
    signal?.removeEventListener('abort', onAbort);
  }
}
