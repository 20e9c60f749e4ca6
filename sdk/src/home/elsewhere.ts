import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesKey } from '../bytes-key.ts';
import type { DatasetId } from '../identifiers.ts';
import { errorCode } from '../storage/failures.ts';

const NAME = /^[0-9a-f]{64}$/;

/**
 * Blocks that this computer let go of because others keep them, by their SHA-256: what is not here and not among them is missing. One
 * may have come back since.
 */
export class Elsewhere {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Before they are removed. */
  async note(dataset: DatasetId, digests: readonly Uint8Array[]): Promise<void> {
    await mkdir(join(this.#directory, dataset), { recursive: true, mode: 0o700 });
    // On lines of their own, whatever a stopped process left of the last one.
    const lines = digests.map((digest) => `\n${Buffer.from(digest).toString('hex')}`).join('');
    await appendFile(this.#path(dataset), `${lines}\n`, { mode: 0o600 });
  }

  /** Their digests, as `bytesKey`. */
  async list(dataset: DatasetId): Promise<Set<string>> {
    try {
      const lines = (await readFile(this.#path(dataset), 'latin1')).split('\n');
      return new Set(
        lines.filter((line) => NAME.test(line)).map((line) => bytesKey(Buffer.from(line, 'hex'))),
      );
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return new Set();
      throw error;
    }
  }

  #path(dataset: DatasetId): string {
    return join(this.#directory, dataset, 'elsewhere');
  }
}
