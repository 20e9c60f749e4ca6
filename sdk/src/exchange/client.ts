import type { Libp2p, PeerId, Stream } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import type { CID } from 'multiformats/cid';
import { MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import { matchesCid } from '../storage/stores.ts';
import {
  type Answer,
  BLOCKS_PROTOCOL,
  decodeAnswer,
  encodeRequest,
  type Frames,
  framed,
  LENGTH_BYTES,
  MAX_BLOCK_BYTES,
} from './frames.ts';

export interface AskedBlock {
  readonly cid: CID;
  readonly answer: Answer;
  /** The answer's frame as it came, without its length. */
  readonly frame: Uint8Array;
}

const ANSWER_TIMEOUT_MS = 30_000;

/** One open stream to one peer, for one dataset. Requests may be sent ahead; answers come in their order. */
export class BlockStream implements Disposable {
  readonly #stream: Stream;
  readonly #frames: Frames;
  readonly #dataset: DatasetId;
  readonly #asked: CID[] = [];
  /** Bytes of frames in both directions, their lengths included. */
  travelledBytes = 0;

  private constructor(stream: Stream, dataset: DatasetId) {
    this.#stream = stream;
    this.#frames = framed(stream, MAX_BLOCK_BYTES);
    this.#dataset = dataset;
  }

  /** @throws MeshidError `exchange/unreachable` */
  static async open(
    host: Libp2p,
    peer: PeerId | Multiaddr[],
    dataset: DatasetId,
    options: { signal?: AbortSignal } = {},
  ): Promise<BlockStream> {
    const name = Array.isArray(peer) ? peer.join(', ') : peer.toString();
    try {
      return new BlockStream(await host.dialProtocol(peer, BLOCKS_PROTOCOL, options), dataset);
    } catch (cause) {
      throw new MeshidError('exchange/unreachable', { peer: name }, { cause, retryable: true });
    }
  }

  /** Sends a request for 1 to 256 blocks. */
  async request(cids: readonly CID[], { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    const frame = encodeRequest({ dataset: this.#dataset, cids });
    await this.#translate(async () => this.#frames.write(frame, { signal: limited(signal) }));
    this.#asked.push(...cids);
    this.travelledBytes += LENGTH_BYTES + frame.length;
  }

  /**
   * The answer to the earliest block that was requested and not answered; a block's bytes are checked against its CID.
   *
   * @throws MeshidError `exchange/cut` when the peer ended the stream, `exchange/timeout`, `exchange/wrong-block`,
   *   `exchange/frame-too-large`, `exchange/malformed`
   */
  async answer({ signal }: { signal?: AbortSignal } = {}): Promise<AskedBlock> {
    const cid = this.#asked.shift();
    if (cid === undefined)
      throw new MeshidError('input/invalid', { what: 'answer', why: 'nothing was requested' });
    const frame = (
      await this.#translate(async () => this.#frames.read({ signal: limited(signal) }))
    ).subarray();
    this.travelledBytes += LENGTH_BYTES + frame.length;
    const answer = decodeAnswer(frame);
    if (answer.kind === 'block' && !matchesCid(cid, answer.block))
      throw new MeshidError('exchange/wrong-block', { cid: cid.toString() });
    return { cid, answer, frame };
  }

  /** How many answers are still to come. */
  get pending(): number {
    return this.#asked.length;
  }

  async close(): Promise<void> {
    await this.#stream.close({ signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) }).catch(() => undefined);
  }

  [Symbol.dispose](): void {
    this.#stream.abort(new Error('no longer wanted'));
  }

  async #translate<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (cause) {
      throw translate(cause);
    }
  }
}

function limited(signal: AbortSignal | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  return signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
}

function translate(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  if (cause.name === 'TimeoutError')
    return new MeshidError('exchange/timeout', {}, { cause, retryable: true });
  if (cause.name === 'AbortError') return cause;
  if (cause.name === 'InvalidDataLengthError')
    return new MeshidError('exchange/frame-too-large', {}, { cause });
  return new MeshidError('exchange/cut', {}, { cause, retryable: true });
}
