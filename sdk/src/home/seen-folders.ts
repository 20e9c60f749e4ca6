import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import type { SeenVersion } from './dataset-state.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/** The version that a folder was last published as, and how its files were then. */
export interface PublishedFolder extends SeenVersion {
  /** Path → what the file said of itself; it is only ever compared. */
  readonly files: ReadonlyMap<string, string>;
}

interface Stored {
  readonly version: 2;
  readonly sequence: string;
  readonly head: string;
  /** Path, and what the file said of itself. */
  readonly files: readonly (readonly [string, string])[];
}

const OWNER_ONLY = 0o700;

/** What this computer remembers of the folders that it published, so that what has not changed need not be read again. */
export class SeenFolders {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Nothing where nothing is remembered, or it is damaged: then every file is read, which is as good, later. */
  async find(dataset: DatasetId, folder: string): Promise<PublishedFolder | undefined> {
    return this.#read(this.#path(dataset, folder));
  }

  async #read(path: string): Promise<PublishedFolder | undefined> {
    try {
      const stored = (await readJsonFile(path)) as Stored | undefined;
      if (stored?.version !== 2) return undefined;
      return { sequence: BigInt(stored.sequence), head: stored.head, files: new Map(stored.files) };
    } catch (error) {
      if (isMeshidError(error, 'home/damaged') || error instanceof SyntaxError || error instanceof TypeError)
        return undefined;
      throw error;
    }
  }

  /** The versions that folders were last published as. */
  async remembered(dataset: DatasetId): Promise<SeenVersion[]> {
    const folder = join(this.#directory, dataset, 'folders');
    const versions: SeenVersion[] = [];
    for (const name of await readdir(folder).catch(() => [])) {
      const published = name.endsWith('.json') ? await this.#read(join(folder, name)) : undefined;
      if (published !== undefined) versions.push({ sequence: published.sequence, head: published.head });
    }
    return versions;
  }

  async set(dataset: DatasetId, folder: string, { sequence, head, files }: PublishedFolder): Promise<void> {
    const path = this.#path(dataset, folder);
    await mkdir(join(path, '..'), { recursive: true, mode: OWNER_ONLY });
    const stored: Stored = { version: 2, sequence: sequence.toString(), head, files: [...files] };
    await writeJsonFile(path, stored, { compact: true });
  }

  #path(dataset: DatasetId, folder: string): string {
    const name = createHash('sha256').update(folder).digest('hex');
    return join(this.#directory, dataset, 'folders', `${name}.json`);
  }
}
