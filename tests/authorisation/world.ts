import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Indexer, startIndexer } from '@meshid/indexer';
import { type Localnet, startLocalnet } from '@meshid/localnet';
import {
  Chain,
  ChainSource,
  createDataset,
  type DatasetId,
  type DeviceId,
  giveAccess,
  grantAddress,
  type GrantId,
  IndexClient,
  initialise,
  type Meshid,
  MirrorSource,
  openMeshid,
  ownPerson,
  type PersonId,
  type Sent,
  withdrawAccess,
} from '@meshid/sdk';
import { Gate } from './gate.ts';

/**
 * A chain, an index of it, and two persons with a computer each: one owns a dataset that the other may be granted. The sources under
 * test reach chain and index through gates; what the persons do goes past those.
 */
export class World implements AsyncDisposable {
  readonly localnet: Localnet;
  readonly indexer: Indexer;
  /** Between the sources under test and the chain's calls, the chain's notifications, and the index. */
  readonly gates: { readonly rpc: Gate; readonly socket: Gate; readonly index: Gate };
  /** Between the index and the chain. */
  readonly behindIndex: { readonly rpc: Gate; readonly socket: Gate };
  readonly owner: Meshid;
  readonly reader: Meshid;
  readonly person: PersonId;
  readonly device: DeviceId;
  readonly dataset: DatasetId;
  readonly #closing: AsyncDisposableStack;

  private constructor(parts: Parts, closing: AsyncDisposableStack) {
    this.#closing = closing;
    this.localnet = parts.localnet;
    this.indexer = parts.indexer;
    this.gates = parts.gates;
    this.behindIndex = parts.behindIndex;
    this.owner = parts.owner;
    this.reader = parts.reader;
    this.person = parts.person;
    this.device = parts.device;
    this.dataset = parts.dataset;
  }

  static async create(): Promise<World> {
    await using closing = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'meshid-authorisation-'));
    closing.defer(() => rm(folder, { recursive: true, force: true }));
    const localnet = closing.use(await startLocalnet({ slotMs: 50 }));
    const { rpcUrl, wsUrl } = localnet;
    const gate = async (url: string): Promise<Gate> => closing.use(await Gate.to(url));
    const behindIndex = { rpc: await gate(rpcUrl), socket: await gate(wsUrl) };
    const indexer = closing.use(
      await startIndexer({
        rpcUrl: through(behindIndex.rpc, 'http'),
        wsUrl: through(behindIndex.socket, 'ws'),
        database: 'memory://',
      }),
    );
    const gates = { rpc: await gate(rpcUrl), socket: await gate(wsUrl), index: await gate(indexer.url) };
    const places = { rpcUrl, wsUrl, indexUrl: indexer.url };
    const [owner, reader] = await Promise.all(
      ['owner', 'reader'].map(async (deviceName) => {
        const directory = join(folder, deviceName);
        await initialise({ directory, kind: 'computer', airdropSol: 10, deviceName, ...places });
        return openMeshid(directory);
      }),
    );
    if (owner === undefined || reader === undefined) throw new Error('there are two');
    const { dataset } = await createDataset(owner, { name: 'photos' });
    const { address: person } = await ownPerson(reader);
    const { id: device } = await reader.home.device();
    const parts = { localnet, indexer, gates, behindIndex, owner, reader, person, device, dataset };
    return new World(parts, closing.move());
  }

  get grant(): GrantId {
    return grantAddress(this.dataset, this.person);
  }

  async give(until?: Date): Promise<Sent> {
    const { dataset, person: principal } = this;
    return last(
      (await giveAccess(this.owner, { dataset, principal, permission: 'read', until })).transactions,
    );
  }

  async withdraw(): Promise<Sent> {
    return last(
      (await withdrawAccess(this.owner, { dataset: this.dataset, principal: this.person })).transactions,
    );
  }

  chainSource(): ChainSource {
    const { rpc, socket } = this.gates;
    const source = new ChainSource(new Chain({ rpcUrl: through(rpc, 'http'), wsUrl: through(socket, 'ws') }));
    this.#closing.defer(() => source.close());
    return source;
  }

  mirrorSource(): MirrorSource {
    const source = new MirrorSource(new IndexClient(through(this.gates.index, 'http')));
    this.#closing.defer(() => source.close());
    return source;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#closing.disposeAsync();
  }
}

type Parts = Pick<
  World,
  'localnet' | 'indexer' | 'gates' | 'behindIndex' | 'owner' | 'reader' | 'person' | 'device' | 'dataset'
>;

const through = ({ port }: Gate, scheme: 'http' | 'ws'): string => `${scheme}://127.0.0.1:${port}`;

function last(sent: readonly Sent[]): Sent {
  const found = sent.at(-1);
  if (found === undefined) throw new Error('nothing was sent');
  return found;
}
