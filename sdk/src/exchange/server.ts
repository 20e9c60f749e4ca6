import type { Connection, Libp2p, Stream } from '@libp2p/interface';
import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatasetId, DeviceId } from '../identifiers.ts';
import { readBlock } from '../storage/index.ts';
import type { BlockAuthoriser, Permit } from './authoriser.ts';
import {
  type BlockRequest,
  BLOCKS_PROTOCOL,
  decodeRequest,
  encodeBlock,
  type Frames,
  framed,
  KEYRINGS_PROTOCOL,
  MAX_REQUEST_BYTES,
  REFUSED,
} from './frames.ts';
import { deviceOfPeer } from './host.ts';
import { serveKeyring } from './keyrings.ts';

export interface BlockServerOptions {
  readonly authoriser: BlockAuthoriser;
  /** The dataset's own store; a block is served from no other. */
  readonly stores: (dataset: DatasetId) => Promise<Blockstore | undefined>;
  /** A public keyring by its SHA-256. */
  readonly keyrings: (digest: Uint8Array) => Promise<Uint8Array | undefined>;
  /** Told what was done, for this computer's own user: peers never learn it. */
  readonly onEvent?: (event: ServedEvent) => void;
}

export interface ServedEvent {
  readonly event: 'served' | 'refused' | 'cut' | 'misbehaved';
  readonly device: DeviceId;
  readonly dataset?: DatasetId;
  readonly blocks?: number;
  readonly bytes?: number;
  readonly why?: string;
}

/** Refusals leave at a multiple of this after their request came, so that their time tells as little as their bytes. */
export const REFUSAL_PERIOD_MS = 100;
const IDLE_MS = 30_000;
const STREAMS_PER_CONNECTION = 16;

/** Serves `/meshid/blocks/1` and `/meshid/keyrings/1`. Returns what stops it and cuts what is open. */
export async function serveBlocks(host: Libp2p, options: BlockServerOptions): Promise<() => Promise<void>> {
  const open = new Set<Stream>();
  const handle =
    (serve: (stream: Stream, device: DeviceId) => Promise<void>) =>
    async (stream: Stream, connection: Connection): Promise<void> => {
      open.add(stream);
      let device: DeviceId | undefined;
      try {
        device = deviceOfPeer(connection.remotePeer);
        await serve(stream, device);
        await stream.close({ signal: AbortSignal.timeout(IDLE_MS) });
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (device !== undefined && stream.status === 'open')
          options.onEvent?.({ event: 'misbehaved', device, why });
        stream.abort(error instanceof Error ? error : new Error(why));
      } finally {
        open.delete(stream);
      }
    };
  const limits = { maxInboundStreams: STREAMS_PER_CONNECTION };
  await host.handle(
    BLOCKS_PROTOCOL,
    handle(async (stream, device) => new ServedStream(stream, device, options).serve()),
    limits,
  );
  await host.handle(
    KEYRINGS_PROTOCOL,
    handle(async (stream) => serveKeyring(stream, options.keyrings)),
    limits,
  );
  return async () => {
    await host.unhandle([BLOCKS_PROTOCOL, KEYRINGS_PROTOCOL]);
    for (const stream of open) stream.abort(new Error('the node stops'));
  };
}

/** One stream of one peer: requests are answered in order, under permits that last as long as the stream does. */
class ServedStream {
  readonly #stream: Stream;
  readonly #frames: Frames;
  readonly #device: DeviceId;
  readonly #options: BlockServerOptions;
  readonly #permits = new Map<DatasetId, Permit>();

  constructor(stream: Stream, device: DeviceId, options: BlockServerOptions) {
    this.#stream = stream;
    this.#frames = framed(stream, MAX_REQUEST_BYTES);
    this.#device = device;
    this.#options = options;
  }

  async serve(): Promise<void> {
    try {
      for (let request = await this.#next(); request !== undefined; request = await this.#next())
        await this.#answer(request);
    } finally {
      for (const permit of this.#permits.values()) permit[Symbol.dispose]();
    }
  }

  /** The next request, or nothing when the peer has ended its side. */
  async #next(): Promise<BlockRequest | undefined> {
    try {
      const frame = await this.#frames.read({ signal: AbortSignal.timeout(IDLE_MS) });
      return decodeRequest(frame.subarray());
    } catch (error) {
      if (error instanceof Error && error.name === 'UnexpectedEOFError') return undefined;
      throw error;
    }
  }

  async #answer({ dataset, cids }: BlockRequest): Promise<void> {
    const arrived = performance.now();
    const permit = await this.#permit(dataset);
    // Without a permit the store isn't looked into, so that nothing of it shows in the time that it takes.
    const store = permit === undefined ? undefined : await this.#options.stores(dataset);
    let bytes = 0;
    let blocks = 0;
    for (const cid of cids) {
      const block = store === undefined ? undefined : await findBlock(store, cid);
      permit?.signal.throwIfAborted();
      if (block === undefined) {
        await delay(REFUSAL_PERIOD_MS - ((performance.now() - arrived) % REFUSAL_PERIOD_MS));
        await this.#write(REFUSED);
        continue;
      }
      await this.#write(encodeBlock(block));
      blocks++;
      bytes += block.length;
    }
    this.#options.onEvent?.({
      event: blocks > 0 ? 'served' : 'refused',
      device: this.#device,
      dataset,
      blocks,
      bytes,
    });
  }

  async #write(data: Parameters<Frames['write']>[0]): Promise<void> {
    await this.#frames.write(data, { signal: AbortSignal.timeout(IDLE_MS) });
  }

  /** One permit for each dataset and stream. Whatever goes wrong is a refusal. */
  async #permit(dataset: DatasetId): Promise<Permit | undefined> {
    const held = this.#permits.get(dataset);
    if (held !== undefined) return held;
    const permit = await this.#options.authoriser.permit(this.#device, dataset).catch(() => undefined);
    if (permit === undefined || permit.signal.aborted) return undefined;
    this.#permits.set(dataset, permit);
    permit.signal.addEventListener('abort', () => this.#cut(dataset), { once: true });
    return permit;
  }

  #cut(dataset: DatasetId): void {
    if (this.#stream.status !== 'open') return;
    this.#options.onEvent?.({ event: 'cut', device: this.#device, dataset });
    this.#stream.abort(new Error('access ended'));
  }
}

/** A block that can't be read is as absent as one that was never here; the store itself tells its user of damage. */
async function findBlock(store: Blockstore, cid: CID): Promise<Uint8Array | undefined> {
  try {
    return await readBlock(store, cid);
  } catch {
    return undefined;
  }
}
