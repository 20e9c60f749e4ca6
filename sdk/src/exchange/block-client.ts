import type { Libp2p } from '@libp2p/interface';
import type { CID } from 'multiformats/cid';
import { isMeshidError, MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import { CidQueue } from './cid-queue.ts';
import { collectSeldom } from './collections.ts';
import { BlockStream, nameOf, type Peer } from './client.ts';
import type { ClientLimits } from './limits.ts';

export interface BlockClientOptions {
  readonly host: Libp2p;
  readonly dataset: DatasetId;
  /** Tried in their order; a peer that fails or refuses is left for the next. */
  readonly peers: readonly Peer[];
  readonly limits?: Partial<ClientLimits> | undefined;
}

export interface FetchedBlock {
  readonly cid: CID;
  readonly block: Uint8Array;
}

export interface ClientFetchOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: BlockProgress) => void) | undefined;
}

export interface BlockProgress {
  readonly blocks: number;
  /** Bytes of verified blocks. */
  readonly bytes: number;
}

const CIDS_A_REQUEST = 8;
/** Blocks that are asked for ahead: enough to fill a link; what comes before it is read waits on the other side. */
const BLOCKS_AHEAD = 32;

/** Keeps streams to the peers of one dataset, and asks the next peer where one fails. */
export class BlockClient implements AsyncDisposable {
  /** What was fetched since the beginning. */
  blocks = 0;
  /** Bytes of blocks whose hash was checked. */
  verifiedBytes = 0;
  /** The peer that gave the last block. */
  from: Peer | undefined;
  readonly #options: BlockClientOptions;
  readonly #idle = new Map<Peer, BlockStream[]>();
  readonly #open = new Set<BlockStream>();
  /** Peers that sent something else than a block: they are not asked again. */
  readonly #hostile = new Set<Peer>();
  #endedBytes = 0;

  constructor(options: BlockClientOptions) {
    collectSeldom();
    this.#options = options;
  }

  /** Bytes of frames in both directions, with all peers; TLS and yamux add about a thousandth. */
  get travelledBytes(): number {
    let bytes = this.#endedBytes;
    for (const stream of this.#open) bytes += stream.travelledBytes;
    return bytes;
  }

  /**
   * Fetches blocks and checks each against its CID. They come in the order of `cids`, but for what a peer lacked or broke off at.
   * Several calls may be under way. `cids` is read ahead: it must not wait for the blocks that it asks for.
   *
   * @throws MeshidError `exchange/refused` when no peer gave a block, `exchange/no-peer`, or the last peer's failure
   */
  async *fetch(
    cids: Iterable<CID> | AsyncIterable<CID>,
    { signal, onProgress }: ClientFetchOptions = {},
  ): AsyncGenerator<FetchedBlock> {
    const queue = new CidQueue(cids);
    try {
      for (;;) {
        const round = { signal, onProgress, blocks: 0 };
        let failure: unknown = new MeshidError('exchange/no-peer', {}, { retryable: true });
        for (const peer of this.#options.peers) {
          if (this.#hostile.has(peer)) continue;
          if (await queue.finished()) return;
          failure = (yield* this.#fetchFrom(peer, queue, round)) ?? failure;
          queue.restart();
        }
        if (await queue.finished()) return;
        // What broke after it gave something is worth another try.
        if (round.blocks === 0) throw failure;
      }
    } finally {
      await queue.close();
    }
  }

  /** Yields what the peer gives; returns why it left something. What it left stands in the queue again. */
  async *#fetchFrom(
    peer: Peer,
    queue: CidQueue,
    round: ClientFetchOptions & { blocks: number },
  ): AsyncGenerator<FetchedBlock, unknown> {
    const { signal, onProgress } = round;
    const asked: CID[] = [];
    let stream: BlockStream | undefined;
    let refused: MeshidError | undefined;
    let gave = 0;
    try {
      stream = await this.#take(peer, signal);
      for (;;) {
        while (asked.length + CIDS_A_REQUEST <= BLOCKS_AHEAD) {
          const batch = await queue.next(CIDS_A_REQUEST);
          if (batch.length === 0) break;
          asked.push(...batch);
          await stream.request(batch, { signal });
        }
        if (asked.length === 0) break;
        const { cid, answer } = await stream.answer({ signal });
        asked.shift();
        if (answer.kind === 'block') {
          gave++;
          round.blocks++;
          this.blocks++;
          this.verifiedBytes += answer.block.length;
          this.from = peer;
          yield { cid, block: answer.block };
          onProgress?.({ blocks: this.blocks, bytes: this.verifiedBytes });
          continue;
        }
        queue.leave(cid);
        refused ??= new MeshidError('exchange/refused', { cid: cid.toString() });
        // One who may not read gets nothing else either.
        if (gave === 0) return refused;
      }
      this.#keep(peer, stream);
      stream = undefined;
      return refused;
    } catch (error) {
      signal?.throwIfAborted();
      if (isMeshidError(error) && !error.retryable) this.#hostile.add(peer);
      return error;
    } finally {
      for (const cid of asked) queue.leave(cid);
      if (stream !== undefined) this.#end(stream);
    }
  }

  #keep(peer: Peer, stream: BlockStream): void {
    const idle = this.#idle.get(peer) ?? [];
    idle.push(stream);
    this.#idle.set(peer, idle);
  }

  async #take(peer: Peer, signal: AbortSignal | undefined): Promise<BlockStream> {
    const idle = this.#idle.get(peer) ?? [];
    for (let stream = idle.pop(); stream !== undefined; stream = idle.pop()) {
      if (stream.usable) return stream;
      this.#end(stream);
    }
    const { host, dataset, limits } = this.#options;
    const stream = await BlockStream.open(host, peer, dataset, { signal, limits });
    this.#open.add(stream);
    return stream;
  }

  #end(stream: BlockStream): void {
    if (!this.#open.delete(stream)) return;
    this.#endedBytes += stream.travelledBytes;
    stream[Symbol.dispose]();
  }

  /** Who gave the last block, for people. */
  get fromName(): string | undefined {
    return this.from === undefined ? undefined : nameOf(this.from);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const idle = [...this.#idle.values()].flat();
    this.#idle.clear();
    await Promise.all(idle.filter(({ usable }) => usable).map(async (stream) => stream.close()));
    for (const stream of this.#open) this.#end(stream);
  }
}
