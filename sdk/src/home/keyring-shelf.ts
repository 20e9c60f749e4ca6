import { hash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_KEYRING_BYTES } from '../crypto/index.ts';

/** Keyrings that this computer made or fetched. They are public blocks, named by their SHA-256. */
export class KeyringShelf {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** A keyring by its digest, unless it is absent or damaged. */
  async find(digest: Uint8Array): Promise<Uint8Array | undefined> {
    const block = await readFile(this.#path(digest)).catch(() => undefined);
    return block !== undefined && hash('sha256', block, 'buffer').equals(digest) ? block : undefined;
  }

  async put(block: Uint8Array): Promise<void> {
    if (block.length > MAX_KEYRING_BYTES) return;
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const path = this.#path(hash('sha256', block, 'buffer'));
    const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
    await writeFile(temporary, block, { mode: 0o600, flush: true });
    await rename(temporary, path);
  }

  #path(digest: Uint8Array): string {
    return join(this.#directory, Buffer.from(digest).toString('hex'));
  }
}
