import { Keypair } from '@solana/web3.js';
import { mkdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import {
  type DeviceKey,
  exportDeviceKey,
  exportPersonKeys,
  importPersonKeys,
  type PersonKeys,
  restoreDeviceKey,
  type StoredPersonKeys,
} from '../crypto/index.ts';
import { MeshidError } from '../errors.ts';
import { type Address, parseAddress, parsePersonId, type PersonId } from '../identifiers.ts';
import { createDiskStores, type DatasetStores } from '../storage/index.ts';
import { AddressBook } from './address-book.ts';
import { type HomeConfig, isConfig, record } from './config.ts';
import { DatasetStates } from './dataset-state.ts';
import { DatasetUse } from './dataset-use.ts';
import { Elsewhere } from './elsewhere.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';
import { KeyringShelf } from './keyring-shelf.ts';
import { PeerBook } from './peer-book.ts';
import { chosenPlace, choosePlace, everyPlace, placeOf } from './place.ts';
import { SeenFolders } from './seen-folders.ts';
import { StorageLimit } from './storage-limit.ts';

const OWNER_ONLY = 0o700;
const KEY_BYTES = 64;

/**
 * A computer's folder: its keys, its datasets' blocks, its address book. Everything in it is for its user only. Keys are the same on
 * every cluster; the rest is each cluster's own, see `place.ts`.
 *
 * Keys are written before the chain hears of them, so that nothing that stops a command leaves an account without its key.
 */
export class Home {
  readonly directory: string;
  /** Where the things of its cluster are. */
  readonly place: string;
  readonly names: AddressBook;
  readonly states: DatasetStates;
  readonly folders: SeenFolders;
  readonly stores: DatasetStores;
  readonly use: DatasetUse;
  readonly elsewhere: Elsewhere;
  readonly storageLimit: StorageLimit;
  readonly keyrings: KeyringShelf;
  readonly peers: PeerBook;

  private constructor(directory: string, place: string) {
    this.directory = directory;
    this.place = place;
    this.names = new AddressBook(join(place, 'addressbook.json'));
    this.states = new DatasetStates(join(place, 'datasets'));
    this.folders = new SeenFolders(join(place, 'datasets'));
    this.stores = createDiskStores(join(place, 'datasets'));
    this.use = new DatasetUse(join(place, 'datasets'));
    this.elsewhere = new Elsewhere(join(place, 'datasets'));
    this.storageLimit = new StorageLimit(join(place, 'storage.json'));
    this.keyrings = new KeyringShelf(join(place, 'keyrings'));
    this.peers = new PeerBook(join(place, 'peers.json'));
  }

  /** The folder that is meant when none is named. */
  static defaultDirectory(environment: NodeJS.ProcessEnv = process.env): string {
    return environment['MESHID_HOME'] ?? join(homedir(), '.meshid');
  }

  /** Opens a home, making its folder when there is none. */
  static async prepare(directory: string): Promise<Home> {
    await mkdir(directory, { recursive: true, mode: OWNER_ONLY });
    return new Home(directory, await chosenPlace(directory));
  }

  /** @throws MeshidError `home/missing` */
  static async open(directory: string): Promise<Home> {
    const home = await Home.find(directory);
    if (home === undefined) throw new MeshidError('home/missing', { directory });
    return home;
  }

  static async find(directory: string): Promise<Home | undefined> {
    if (!(await stat(directory).catch(() => undefined))?.isDirectory()) return undefined;
    const home = new Home(directory, await chosenPlace(directory));
    return (await home.findConfig()) === undefined ? undefined : home;
  }

  /** The home as it is on a cluster, chosen or not; its config is missing where it was never there. */
  static async onCluster(directory: string, genesisHash: Address): Promise<Home> {
    const own = new Home(directory, directory);
    if ((await own.findConfig())?.genesisHash === genesisHash) return own;
    const place = placeOf(directory, genesisHash);
    await mkdir(place, { recursive: true, mode: OWNER_ONLY });
    return new Home(directory, place);
  }

  /** The home on each cluster that it was used on, the one that it was made for first. */
  static async onEveryCluster(directory: string): Promise<Home[]> {
    const homes = (await everyPlace(directory)).map((place) => new Home(directory, place));
    const configs = await Promise.all(homes.map(async (home) => home.findConfig()));
    return homes.filter((_, index) => configs[index] !== undefined);
  }

  /** Makes its cluster the chosen one. */
  async choose(): Promise<void> {
    const isOwn = this.place === this.directory;
    await choosePlace(this.directory, isOwn ? undefined : parseAddress(basename(this.place)));
  }

  async findConfig(): Promise<HomeConfig | undefined> {
    const stored = await readJsonFile(this.#inPlace('config.json'));
    if (stored === undefined) return undefined;
    if (!isConfig(stored)) throw new MeshidError('home/damaged', { path: this.#inPlace('config.json') });
    return stored;
  }

  /** @throws MeshidError `home/missing` */
  async config(): Promise<HomeConfig> {
    const config = await this.findConfig();
    if (config === undefined) throw new MeshidError('home/missing', { directory: this.directory });
    return config;
  }

  async saveConfig(config: HomeConfig): Promise<void> {
    const { isNew, ...known } = config;
    const stored = isNew === true && config.person === undefined ? config : known;
    await writeJsonFile(this.#inPlace('config.json'), stored);
  }

  /** The person whose computer, or wallet, this is. Throws MeshidError `home/no-person`. */
  async person(): Promise<PersonId> {
    const { person } = await this.config();
    if (person === undefined) throw new MeshidError('home/no-person', { directory: this.directory });
    return parsePersonId(person);
  }

  async findDevice(): Promise<DeviceKey | undefined> {
    const stored = await readJsonFile(this.#path('device.json'));
    if (stored === undefined) return undefined;
    const fields = record(stored);
    return restoreDeviceKey({
      seed: bytesOf(fields?.['seed']),
      encryptionSecret: bytesOf(fields?.['encryptionSecret']),
    });
  }

  /** @throws MeshidError `home/no-device` */
  async device(): Promise<DeviceKey> {
    const device = await this.findDevice();
    if (device === undefined) throw new MeshidError('home/no-device', { directory: this.directory });
    return device;
  }

  async saveDevice(device: DeviceKey): Promise<void> {
    const { seed, encryptionSecret } = exportDeviceKey(device);
    const stored = { version: 1, seed: base64(seed), encryptionSecret: base64(encryptionSecret) };
    await writeJsonFile(this.#path('device.json'), stored);
  }

  async findWallet(): Promise<Keypair | undefined> {
    const stored = await readJsonFile(this.#path('wallet.json'));
    return stored === undefined ? undefined : parseWallet(stored, this.#path('wallet.json'));
  }

  /** @throws MeshidError `home/no-wallet` */
  async wallet(): Promise<Keypair> {
    const wallet = await this.findWallet();
    if (wallet === undefined) throw new MeshidError('home/no-wallet', { directory: this.directory });
    return wallet;
  }

  /** In the form of Solana's own key files. */
  async saveWallet(wallet: Keypair): Promise<void> {
    await writeJsonFile(this.#path('wallet.json'), [...wallet.secretKey]);
  }

  /** Another key file's wallet. Throws MeshidError `home/damaged`. */
  static async readWallet(path: string): Promise<Keypair> {
    return parseWallet(await readJsonFile(path), path);
  }

  async findPersonKeys(): Promise<PersonKeys | undefined> {
    const stored = await readJsonFile(this.#inPlace('person.json'));
    return stored === undefined ? undefined : importPersonKeys(stored as StoredPersonKeys);
  }

  async savePersonKeys(keys: PersonKeys): Promise<void> {
    await writeJsonFile(this.#inPlace('person.json'), exportPersonKeys(keys));
  }

  #path(name: string): string {
    return join(this.directory, name);
  }

  #inPlace(name: string): string {
    return join(this.place, name);
  }
}

function parseWallet(stored: unknown, path: string): Keypair {
  const bytes =
    Array.isArray(stored) && stored.length === KEY_BYTES && stored.every((byte) => Number.isInteger(byte))
      ? stored
      : undefined;
  if (bytes === undefined) throw new MeshidError('home/damaged', { path });
  return Keypair.fromSecretKey(Uint8Array.from(bytes as number[]));
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytesOf = (value: unknown): Uint8Array =>
  Uint8Array.from(Buffer.from(typeof value === 'string' ? value : '', 'base64'));
