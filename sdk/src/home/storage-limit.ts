import { MeshidError } from '../errors.ts';
import { record } from './config.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/** How much blocks may take on this computer. One without a limit keeps what it has, and others may count on that. */
export class StorageLimit {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** In bytes; nothing when there is none. Throws MeshidError `home/damaged`. */
  async find(): Promise<number | undefined> {
    const stored = await readJsonFile(this.#path);
    if (stored === undefined) return undefined;
    const { version, limitBytes: bytes } = record(stored) ?? {};
    if (version === 1 && bytes === undefined) return undefined;
    if (version === 1 && typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0) return bytes;
    throw new MeshidError('home/damaged', { path: this.#path });
  }

  /** @throws MeshidError `input/invalid` */
  async set(limitBytes: number | undefined): Promise<void> {
    if (limitBytes !== undefined && !(Number.isSafeInteger(limitBytes) && limitBytes >= 0))
      throw new MeshidError('input/invalid', { what: 'limit', why: 'it should be a whole number of bytes' });
    await writeJsonFile(this.#path, { version: 1, ...(limitBytes === undefined ? {} : { limitBytes }) });
  }
}
