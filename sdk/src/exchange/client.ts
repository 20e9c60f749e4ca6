import type { Libp2p, PeerId, Stream } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import type { CID } from 'multiformats/cid';
import { MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import { matchesCid } from '../storage/stores.ts';
import { FramedStream } from './framed-stream.ts';
import { type Answer, BLOCKS_PROTOCOL, decodeAnswer, encodeRequest, MAX_BLOCK_BYTES } from './frames.ts';
import { CLIENT_LIMITS, type ClientLimits } from './limits.ts';

/** By its id, when its addresses are known to the host, or by addresses. */
export type Peer = PeerId | Multiaddr[];

export interface AskedBlock {
  readonly cid: CID;
  readonly answer: Answer;
  /** The answer's frame as it came, without its length. */
  readonly frame: Uint8Array;
}

export interface BlockStreamOptions {
  readonly signal?: AbortSignal | undefined;
  readonly limits?: Partial<ClientLimits> | undefined;
}

/** What may have come and not been read: enough to keep the wire busy while a block is checked and written. */
const MOST_WAITING_BYTES = 4 * 2 ** 20;

/** One open stream to one peer, for one dataset. Requests may be sent ahead; answers come in their order. */
export class BlockStream implements Disposable {
  readonly #frames: FramedStream;
  readonly #dataset: DatasetId;
  readonly #limits: ClientLimits;
  readonly #asked: CID[] = [];

  private constructor(stream: Stream, dataset: DatasetId, limits: ClientLimits) {
    this.#frames = new FramedStream(stream, {
      mostFrameBytes: 1 + MAX_BLOCK_BYTES,
      mostWaitingBytes: MOST_WAITING_BYTES,
      overflow: 'wait',
    });
    this.#dataset = dataset;
    this.#limits = limits;
  }

  /** @throws MeshidError `exchange/unreachable` */
  static async open(
    host: Libp2p,
    peer: Peer,
    dataset: DatasetId,
    options: BlockStreamOptions = {},
  ): Promise<BlockStream> {
    const limits = { ...CLIENT_LIMITS, ...options.limits };
    const stream = await openStream(host, peer, BLOCKS_PROTOCOL, limits.dialMs, options.signal);
    return new BlockStream(stream, dataset, limits);
  }

  /** Bytes of frames in both directions, their lengths included. */
  get travelledBytes(): number {
    return this.#frames.travelledBytes;
  }

  /** How many answers are still to come. */
  get pending(): number {
    return this.#asked.length;
  }

  /** Whether it can still be used. */
  get usable(): boolean {
    return this.#frames.stream.status === 'open' && this.#frames.stream.remoteWriteStatus === 'writable';
  }

  /** Settles when the peer has ended or cut the stream, or this side has. */
  get closed(): Promise<undefined> {
    return this.#frames.closed;
  }

  /**
   * Sends a request for 1 to 256 blocks.
   *
   * @throws MeshidError `exchange/cut`, `exchange/timeout`
   */
  async request(cids: readonly CID[], { signal }: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    const frame = encodeRequest({ dataset: this.#dataset, cids });
    this.#asked.push(...cids);
    await this.#frames.write([frame], { stallMs: this.#limits.stallMs, signal });
  }

  /**
   * The answer to the earliest block that was requested and not answered; a block's bytes are checked against its CID. After an
   * error the stream is of no use.
   *
   * @throws MeshidError `exchange/cut` when the peer ended the stream, `exchange/timeout`, `exchange/wrong-block`,
   *   `exchange/frame-too-large`, `exchange/malformed`
   */
  async answer({ signal }: { signal?: AbortSignal | undefined } = {}): Promise<AskedBlock> {
    const cid = this.#asked[0];
    if (cid === undefined)
      throw new MeshidError('input/invalid', { what: 'answer', why: 'nothing was requested' });
    try {
      const { answerMs: idleMs, blockMs: frameMs } = this.#limits;
      const frame = await this.#frames.read({ idleMs, frameMs, signal });
      if (frame === undefined) throw new MeshidError('exchange/cut', {}, { retryable: true });
      const answer = decodeAnswer(frame);
      if (answer.kind === 'block' && !matchesCid(cid, answer.block))
        throw new MeshidError('exchange/wrong-block', { cid: cid.toString() });
      this.#asked.shift();
      return { cid, answer, frame };
    } catch (error) {
      this.#frames.stream.abort(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  }

  /** Ends it when nothing more will be requested. */
  async close(): Promise<void> {
    const { stream } = this.#frames;
    await stream
      .close({ signal: AbortSignal.timeout(this.#limits.stallMs) })
      .catch(() => stream.abort(new Error('it could not be closed')));
  }

  [Symbol.dispose](): void {
    this.#frames.stream.abort(new Error('no longer wanted'));
  }
}

/** @throws MeshidError `exchange/unreachable` */
export async function openStream(
  host: Libp2p,
  peer: Peer,
  protocol: string,
  dialMs: number,
  signal: AbortSignal | undefined,
): Promise<Stream> {
  const late = AbortSignal.timeout(dialMs);
  try {
    return await host.dialProtocol(peer, protocol, {
      signal: signal === undefined ? late : AbortSignal.any([signal, late]),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new MeshidError('exchange/unreachable', { peer: nameOf(peer) }, { cause, retryable: true });
  }
}

export function nameOf(peer: Peer): string {
  return Array.isArray(peer) ? peer.join(', ') : peer.toString();
}
