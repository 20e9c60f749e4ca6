import { Keypair } from '@solana/web3.js';
import { mkdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
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
import { parsePersonId, type PersonId } from '../identifiers.ts';
import { createDiskStores, type DatasetStores } from '../storage/index.ts';
import { AddressBook } from './address-book.ts';
import { DatasetStates } from './dataset-state.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';
import { KeyringShelf } from './keyring-shelf.ts';
import { PeerBook } from './peer-book.ts';
import { SeenFolders } from './seen-folders.ts';

/** Where a computer's chain and index are. */
export interface HomeConfig {
  readonly version: 1;
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly indexUrl: string;
  /** Whose computer this is, once that is known. */
  readonly person?: PersonId;
}

const OWNER_ONLY = 0o700;
const KEY_BYTES = 64;

/**
 * A computer's folder: its keys, its datasets' blocks, its address book. Everything in it is for its user only.
 *
 * Keys are written before the chain hears of them, so that nothing that stops a command leaves an account without its key.
 */
export class Home {
  readonly directory: string;
  readonly names: AddressBook;
  readonly states: DatasetStates;
  readonly folders: SeenFolders;
  readonly stores: DatasetStores;
  readonly keyrings: KeyringShelf;
  readonly peers: PeerBook;

  private constructor(directory: string) {
    this.directory = directory;
    this.names = new AddressBook(join(directory, 'addressbook.json'));
    this.states = new DatasetStates(join(directory, 'datasets'));
    this.folders = new SeenFolders(join(directory, 'datasets'));
    this.stores = createDiskStores(join(directory, 'datasets'));
    this.keyrings = new KeyringShelf(join(directory, 'keyrings'));
    this.peers = new PeerBook(join(directory, 'peers.json'));
  }

  /** The folder that is meant when none is named. */
  static defaultDirectory(environment: NodeJS.ProcessEnv = process.env): string {
    return environment['MESHID_HOME'] ?? join(homedir(), '.meshid');
  }

  /** Opens a home, making its folder when there is none. */
  static async prepare(directory: string): Promise<Home> {
    await mkdir(directory, { recursive: true, mode: OWNER_ONLY });
    return new Home(directory);
  }

  /** @throws MeshidError `home/missing` */
  static async open(directory: string): Promise<Home> {
    const home = new Home(directory);
    if (
      !(await stat(directory).catch(() => undefined))?.isDirectory() ||
      (await home.findConfig()) === undefined
    )
      throw new MeshidError('home/missing', { directory });
    return home;
  }

  async findConfig(): Promise<HomeConfig | undefined> {
    const stored = await readJsonFile(this.#path('config.json'));
    if (stored === undefined) return undefined;
    if (!isConfig(stored)) throw new MeshidError('home/damaged', { path: this.#path('config.json') });
    return stored;
  }

  /** @throws MeshidError `home/missing` */
  async config(): Promise<HomeConfig> {
    const config = await this.findConfig();
    if (config === undefined) throw new MeshidError('home/missing', { directory: this.directory });
    return config;
  }

  async saveConfig(config: HomeConfig): Promise<void> {
    await writeJsonFile(this.#path('config.json'), config);
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
    const stored = await readJsonFile(this.#path('person.json'));
    return stored === undefined ? undefined : importPersonKeys(stored as StoredPersonKeys);
  }

  async savePersonKeys(keys: PersonKeys): Promise<void> {
    await writeJsonFile(this.#path('person.json'), exportPersonKeys(keys));
  }

  #path(...names: string[]): string {
    return join(this.directory, ...names);
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

function isConfig(value: unknown): value is HomeConfig {
  const fields = record(value);
  return (
    fields?.['version'] === 1 &&
    ['rpcUrl', 'wsUrl', 'indexUrl'].every((field) => typeof fields[field] === 'string')
  );
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytesOf = (value: unknown): Uint8Array =>
  Uint8Array.from(Buffer.from(typeof value === 'string' ? value : '', 'base64'));
