import { type Multiaddr, multiaddr } from '@multiformats/multiaddr';
import { type DeviceId, parseDeviceId } from '../identifiers.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/** Where computers were last reached, for when the index is away. Only hints: a handshake proves who is there. */
export class PeerBook {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async find(device: DeviceId): Promise<Multiaddr[] | undefined> {
    return (await this.#read()).get(device)?.map((text) => multiaddr(text));
  }

  async put(device: DeviceId, addresses: readonly Multiaddr[]): Promise<void> {
    const all = await this.#read();
    const texts = addresses.map(String);
    if (all.get(device)?.join(' ') === texts.join(' ')) return;
    await writeJsonFile(this.#path, Object.fromEntries(all.set(device, texts)));
  }

  async #read(): Promise<Map<DeviceId, string[]>> {
    const stored = (await readJsonFile(this.#path)) ?? {};
    if (typeof stored !== 'object') return new Map();
    return new Map(
      Object.entries(stored).flatMap(([device, addresses]): [DeviceId, string[]][] =>
        Array.isArray(addresses) ? [[parseDeviceId(device), addresses.map(String)]] : [],
      ),
    );
  }
}
