import { MeshidError } from '../errors.ts';
import { type Address, parseAddress } from '../identifiers.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,62}$/u;

/** Names that this computer's user gave to addresses of persons, devices and datasets. */
export class AddressBook {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async list(): Promise<ReadonlyMap<string, Address>> {
    const stored = (await readJsonFile(this.#path)) ?? {};
    if (typeof stored !== 'object') throw new MeshidError('home/damaged', { path: this.#path });
    return new Map(Object.entries(stored).map(([name, address]) => [name, parseAddress(String(address))]));
  }

  /** @throws MeshidError `name/invalid` */
  check(name: string): void {
    if (!NAME.test(name)) throw new MeshidError('name/invalid', { name });
  }

  /** @throws MeshidError `name/invalid`, `name/taken` */
  async add(name: string, address: Address): Promise<void> {
    this.check(name);
    const names = new Map(await this.list());
    const taken = names.get(name);
    if (taken === address) return;
    if (taken !== undefined) throw new MeshidError('name/taken', { name, address: taken });
    await writeJsonFile(this.#path, Object.fromEntries(names.set(name, address)));
  }

  /**
   * The address under a name, or the text itself when it is an address.
   *
   * @throws MeshidError `name/unknown`
   */
  async resolve(text: string): Promise<Address> {
    const named = (await this.list()).get(text);
    if (named !== undefined) return named;
    try {
      return parseAddress(text);
    } catch (cause) {
      throw new MeshidError('name/unknown', { name: text }, { cause });
    }
  }
}
