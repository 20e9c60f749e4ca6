import type { Libp2p } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import type { Dataset } from '../chain/index.ts';
import { type MeshidError, orNothing } from '../errors.ts';
import { askForKeyring, BlockClient, createHost, deviceOfPeer } from '../exchange/index.ts';
import type { DeviceId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { deviceIn, findDatasetPeers, parseMultiaddr, type PeerChoice } from '../node/find-peers.ts';
import { signalOf } from '../person/keyring.ts';
import type { BlockSource } from './blocks.ts';
import type { FetchBlocks } from './version/index.ts';

interface Connected {
  readonly host: Libp2p;
  readonly addresses: readonly Multiaddr[][];
  readonly client: BlockClient;
}

/** Computers that may hold a dataset. They are looked for when one is needed, so whoever has everything needs nobody. */
export class DatasetPeers implements BlockSource {
  readonly #meshid: Meshid;
  readonly #dataset: Dataset;
  readonly #choice: PeerChoice;
  readonly #options: FlowOptions;
  #connecting: Promise<Connected> | undefined;
  #client: BlockClient | undefined;

  /** @throws MeshidError `input/invalid` for an address that is none */
  constructor(meshid: Meshid, dataset: Dataset, choice: PeerChoice, options: FlowOptions) {
    for (const peer of choice.peers ?? []) parseMultiaddr(peer);
    this.#meshid = meshid;
    this.#dataset = dataset;
    this.#choice = choice;
    this.#options = options;
  }

  readonly fetch: FetchBlocks = (cids, options) => this.#fetch(cids, options);

  async *#fetch(...wanted: Parameters<FetchBlocks>): ReturnType<BlockClient['fetch']> {
    const { client } = await this.#connect();
    yield* client.fetch(...wanted);
  }

  /** A public keyring from whoever has it. Throws MeshidError `exchange/no-peer`, `index/away` when nobody can be asked. */
  async findKeyring(digest: Uint8Array): Promise<Uint8Array | undefined> {
    const { host, addresses } = await this.#connect();
    for (const peer of addresses) {
      const block = await orNothing(() => askForKeyring(host, peer, digest, signalOf(this.#options)));
      if (block !== undefined) return block;
    }
    return undefined;
  }

  /** Bytes of the exchange's frames in both directions. */
  get travelledBytes(): number {
    return this.#client?.travelledBytes ?? 0;
  }

  /** The computer that gave the last block; nothing when none did. */
  async from(): Promise<DeviceId | undefined> {
    const from = this.#client?.from;
    if (from === undefined) return undefined;
    if (!Array.isArray(from)) return deviceOfPeer(from);
    const [address] = from;
    return address === undefined ? undefined : deviceIn(address);
  }

  async #connect(): Promise<Connected> {
    return (this.#connecting ??= this.#find());
  }

  async #find(): Promise<Connected> {
    const addresses = await findDatasetPeers(this.#meshid, this.#dataset, this.#choice, this.#options);
    const { seed } = await this.#meshid.home.device();
    const host = await createHost({ seed });
    const client = new BlockClient({ host, dataset: this.#dataset.address, peers: addresses });
    this.#client = client;
    return { host, addresses, client };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const connected = await this.#connecting?.catch(() => undefined);
    await connected?.client[Symbol.asyncDispose]();
    await connected?.host.stop();
  }
}

/** Nobody who was asked has it, or nobody could be asked. */
export function isAbsence({ code }: MeshidError): boolean {
  return code === 'version/incomplete' || code === 'index/away' || code.startsWith('exchange/');
}
