import type { Libp2p } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import type { CID } from 'multiformats/cid';
import { bytesKey } from '../bytes-key.ts';
import type { Dataset } from '../chain/index.ts';
import { isMeshidError } from '../errors.ts';
import { askWhatIsKept, createHost } from '../exchange/index.ts';
import type { DeviceId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { deviceIn, findKeepers } from '../node/find-peers.ts';
import { signalOf } from '../person/keyring.ts';

/** Other computers that are asked whether they keep what this one would let go of. */
export class Keepers implements AsyncDisposable {
  readonly #meshid: Meshid;
  readonly #options: FlowOptions;
  /** Those that could not be asked once are not waited for again. */
  readonly #away = new Set<DeviceId>();
  #host: Promise<Libp2p> | undefined;

  constructor(meshid: Meshid, options: FlowOptions) {
    this.#meshid = meshid;
    this.#options = options;
  }

  /** Whoever may be trusted with a dataset and can be found. Throws MeshidError when none can, and why. */
  async of(dataset: Dataset): Promise<Map<DeviceId, Multiaddr[]>> {
    return findKeepers(this.#meshid, dataset, this.#options);
  }

  /** Which of at most 256 blocks one of them has, whole, and keeps: by their digests, as `bytesKey`. */
  async kept(
    { address }: Dataset,
    keepers: ReadonlyMap<DeviceId, Multiaddr[]>,
    cids: readonly CID[],
  ): Promise<Set<string>> {
    const kept = new Set<string>();
    for (const [device, addresses] of keepers) {
      const rest = cids.filter(({ multihash }) => !kept.has(bytesKey(multihash.digest)));
      if (rest.length === 0 || this.#away.has(device)) continue;
      for (const { multihash } of await this.#ask(device, addresses, { dataset: address, cids: rest }))
        kept.add(bytesKey(multihash.digest));
    }
    return kept;
  }

  async #ask(
    device: DeviceId,
    addresses: readonly Multiaddr[],
    asked: Parameters<typeof askWhatIsKept>[2],
  ): Promise<readonly CID[]> {
    try {
      // Whoever answers there proves that it is the one that is trusted.
      for (const address of addresses) if ((await deviceIn(address)) !== device) return [];
      return await askWhatIsKept(await this.#start(), [...addresses], asked, signalOf(this.#options));
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      if (!isMeshidError(error)) throw error;
      this.#away.add(device);
      return [];
    }
  }

  async #start(): Promise<Libp2p> {
    return (this.#host ??= this.#meshid.home.device().then(async ({ seed }) => createHost({ seed })));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#host?.catch(() => undefined))?.stop();
  }
}
