import type { Connection, Stream } from '@libp2p/interface';
import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import { MeshidError } from '../errors.ts';
import type { DatasetId, DeviceId } from '../identifiers.ts';
import { readBlock } from '../storage/index.ts';
import type { Permit } from './authoriser.ts';
import { decide } from './deciding.ts';
import { FramedStream } from './framed-stream.ts';
import { type BlockRequest, decodeRequest, encodeBlock, MAX_REQUEST_BYTES, REFUSED } from './frames.ts';
import type { ServerLimits } from './limits.ts';
import { refusalTime } from './refusal.ts';
import type { BlockServerOptions } from './server.ts';

/** Requests that may wait for their turn. */
const MOST_WAITING_BYTES = 2 ** 18;
/** A reader that has not taken a block for so long gets nothing that is still in this process's buffers. */
const READING_MS = 50;

/** One stream of one peer: requests are answered in order, under permits that last as long as the stream does. */
export class ServedStream {
  readonly #frames: FramedStream;
  readonly #connection: Connection;
  readonly #device: DeviceId | undefined;
  readonly #options: BlockServerOptions;
  readonly #limits: ServerLimits;
  readonly #permits = new Map<DatasetId, Permit>();
  readonly #ended = new AbortController();
  #writingSince: number | undefined;

  constructor(
    stream: Stream,
    connection: Connection,
    device: DeviceId | undefined,
    options: BlockServerOptions,
    limits: ServerLimits,
  ) {
    this.#frames = new FramedStream(stream, {
      mostFrameBytes: MAX_REQUEST_BYTES,
      mostWaitingBytes: MOST_WAITING_BYTES,
      overflow: 'refuse',
    });
    this.#connection = connection;
    this.#device = device;
    this.#options = options;
    this.#limits = limits;
  }

  async serve(): Promise<void> {
    const { idleMs, requestMs } = this.#limits;
    // A peer that only ends its own side still reads; one that is gone needs no decision any more.
    this.#frames.stream.addEventListener('close', () => this.#ended.abort(), { once: true });
    try {
      for (;;) {
        const frame = await this.#frames.read({ idleMs, frameMs: requestMs });
        if (frame === undefined) return;
        await this.#answer(decodeRequest(frame));
      }
    } finally {
      this.#ended.abort();
      for (const permit of this.#permits.values()) permit[Symbol.dispose]();
    }
  }

  async #answer(request: BlockRequest): Promise<void> {
    const arrived = performance.now();
    const { dataset, cids } = request;
    const permit = await this.#permit(dataset);
    // Without a permit the store isn't looked into, so that nothing of it shows in the time that it takes.
    const store = permit === undefined ? undefined : await this.#options.stores(dataset);
    const read = async (at: number): Promise<Uint8Array | undefined> => {
      const cid = cids[at];
      return store === undefined || cid === undefined ? undefined : findBlock(store, cid);
    };
    let blocks = 0;
    let bytes = 0;
    let next = read(0);
    for (let at = 0; at < cids.length;) {
      if (performance.now() - arrived > this.#limits.totalMs)
        throw new MeshidError('exchange/timeout', {}, { retryable: true });
      const block = await next;
      if (block === undefined) {
        const refused = 1 + (await countMissing(store, cids.slice(at + 1)));
        await refusalTime(arrived);
        at += refused;
        next = read(at);
        await this.#write(new Array<Uint8Array>(refused).fill(REFUSED), permit);
        continue;
      }
      at++;
      // The next block is read while this one leaves.
      next = read(at);
      await this.#write([encodeBlock(block)], permit);
      blocks++;
      bytes += block.length;
    }
    const { onEvent } = this.#options;
    onEvent?.({ event: blocks > 0 ? 'served' : 'refused', dataset, blocks, bytes, ...this.#named() });
  }

  async #write(frames: Parameters<FramedStream['write']>[0], permit: Permit | undefined): Promise<void> {
    // In the same turn as the sending.
    permit?.signal.throwIfAborted();
    this.#writingSince = performance.now();
    await this.#frames.write(frames, { stallMs: this.#limits.stallMs });
    this.#writingSince = undefined;
  }

  #named(): { device?: DeviceId } {
    return this.#device === undefined ? {} : { device: this.#device };
  }

  /** One permit for each dataset and stream. Whatever goes wrong is a refusal. */
  async #permit(dataset: DatasetId): Promise<Permit | undefined> {
    const held = this.#permits.get(dataset);
    if (held !== undefined) return held;
    const permit = await this.#decide(dataset);
    if (permit === undefined) return undefined;
    if (permit.signal.aborted || this.#ended.signal.aborted) {
      permit[Symbol.dispose]();
      return undefined;
    }
    this.#permits.set(dataset, permit);
    permit.signal.addEventListener('abort', () => this.#cut(dataset), { once: true });
    return permit;
  }

  async #decide(dataset: DatasetId): Promise<Permit | undefined> {
    if (this.#device === undefined) return undefined;
    const late = AbortSignal.timeout(this.#limits.decisionMs);
    const signal = AbortSignal.any([this.#ended.signal, late]);
    return decide(this.#options.authoriser, this.#device, dataset, signal);
  }

  #cut(dataset: DatasetId): void {
    const { stream } = this.#frames;
    if (stream.status !== 'open') return;
    this.#options.onEvent?.({ event: 'cut', dataset, ...this.#named() });
    const stalled = this.#writingSince !== undefined && performance.now() - this.#writingSince > READING_MS;
    stream.abort(new Error('access ended'));
    // A stream's reset queues behind what the connection holds already; who doesn't read would still get that later.
    if (stalled) this.#connection.abort(new Error('access ended'));
  }
}

/** A block that can't be read is as absent as one that was never here; the store itself tells its user of damage. */
async function findBlock(store: Pick<Blockstore, 'get'>, cid: CID): Promise<Uint8Array | undefined> {
  try {
    return await readBlock(store, cid);
  } catch {
    return undefined;
  }
}

/** How many of the blocks, from the first on, are not here: what is refused in a row leaves together, with no look between. */
async function countMissing(
  store: Pick<Blockstore, 'has'> | undefined,
  cids: readonly CID[],
): Promise<number> {
  if (store === undefined) return cids.length;
  const held = await Promise.all(cids.map(async (cid) => Promise.resolve(store.has(cid)).catch(() => false)));
  const first = held.indexOf(true);
  return first === -1 ? cids.length : first;
}
