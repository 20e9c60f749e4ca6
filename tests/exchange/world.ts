import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { Libp2p, Stream } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import { MemoryBlockstore } from 'blockstore-core';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { sha256 } from 'multiformats/hashes/sha2';
import {
  type BlockAuthoriser,
  BLOCKS_PROTOCOL,
  BlockStream,
  createHost,
  LOOPBACK,
  type Permit,
  serveBlocks,
  type ServedEvent,
  type ServerLimits,
} from '../../sdk/src/exchange/index.ts';
import { type DatasetId, encodeKey, parseDatasetId } from '../../sdk/src/identifiers.ts';

export interface Block {
  readonly cid: CID;
  readonly bytes: Uint8Array;
}

export async function someBlock(length: number): Promise<Block> {
  const bytes = randomBytes(length);
  return { cid: CID.createV1(raw.code, await sha256.digest(bytes)), bytes };
}

export async function someBlocks(count: number, length: number): Promise<Block[]> {
  return Promise.all(Array.from({ length: count }, async () => someBlock(length)));
}

export async function someCid(): Promise<CID> {
  return (await someBlock(32)).cid;
}

export function someDataset(): DatasetId {
  return parseDatasetId(encodeKey(randomBytes(32)));
}

/** Grants what it is told to, ends what it is told to end, and counts what is held. */
export class Switch implements BlockAuthoriser {
  allowed = true;
  held = 0;
  asked = 0;
  readonly #ends = new Set<AbortController>();

  async permit(): Promise<Permit | undefined> {
    this.asked++;
    if (!this.allowed) return undefined;
    const end = new AbortController();
    this.#ends.add(end);
    this.held++;
    return {
      signal: end.signal,
      [Symbol.dispose]: () => {
        if (this.#ends.delete(end)) this.held--;
      },
    };
  }

  end(): void {
    this.allowed = false;
    for (const end of this.#ends) end.abort();
  }
}

/** A serving computer with one dataset, and a computer that asks it. */
export class World implements AsyncDisposable {
  readonly dataset = someDataset();
  readonly store = new MemoryBlockstore();
  readonly events: ServedEvent[] = [];
  readonly keyrings = new Map<string, Uint8Array>();
  readonly #heard = new EventEmitter();
  readonly #hosts: Libp2p[] = [];
  readonly server: Libp2p;
  readonly client: Libp2p;

  private constructor(server: Libp2p, client: Libp2p) {
    this.server = server;
    this.client = client;
    this.#hosts.push(server, client);
  }

  static async create(
    authoriser: BlockAuthoriser = new Switch(),
    limits: Partial<ServerLimits> = {},
  ): Promise<World> {
    const world = new World(await listeningHost(), await createHost({ seed: randomBytes(32) }));
    await serveBlocks(world.server, {
      authoriser,
      stores: async (asked) => (asked === world.dataset ? world.store : undefined),
      keyrings: async (digest) => world.keyrings.get(Buffer.from(digest).toString('hex')),
      onEvent: (event) => {
        world.events.push(event);
        world.#heard.emit('event');
      },
      limits,
    });
    return world;
  }

  get addresses(): Multiaddr[] {
    return this.server.getMultiaddrs();
  }

  async add(...blocks: Block[]): Promise<void> {
    for (const { cid, bytes } of blocks) await this.store.put(cid, bytes);
  }

  async open(dataset = this.dataset): Promise<BlockStream> {
    return BlockStream.open(this.client, this.addresses, dataset);
  }

  /** A stream on which a test says whatever it likes. */
  async openRaw(): Promise<Stream> {
    return this.client.dialProtocol(this.addresses, BLOCKS_PROTOCOL);
  }

  /** One more host, which stops with the world. */
  async addHost(host = listeningHost()): Promise<Libp2p> {
    this.#hosts.push(await host);
    return host;
  }

  /** A peer that answers each stream of the blocks' protocol with whatever `serve` does. */
  async addPeer(serve: (stream: Stream) => void | Promise<void>): Promise<Multiaddr[]> {
    const host = await this.addHost();
    await host.handle(BLOCKS_PROTOCOL, serve);
    return host.getMultiaddrs();
  }

  /** Waits until the server told its own user so. */
  async heard(event: ServedEvent['event']): Promise<ServedEvent> {
    for (;;) {
      const found = this.events.find((other) => other.event === event);
      if (found !== undefined) return found;
      await once(this.#heard, 'event');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#hosts.map(async (host) => host.stop()));
  }
}

async function listeningHost(): Promise<Libp2p> {
  return createHost({ seed: randomBytes(32), listen: [LOOPBACK] });
}

/** Waits until the stream has ended, however. */
export async function ended(stream: Stream): Promise<void> {
  if (stream.status === 'open') await once(stream, 'close');
}

/** A frame: its length in 4 bytes, and it. */
export function frame(bytes: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
