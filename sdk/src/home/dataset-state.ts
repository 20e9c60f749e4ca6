import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/** A version that this computer has seen or restored. */
export interface SeenVersion {
  readonly sequence: bigint;
  readonly head: string;
}

/** What a folder was last. */
export interface RestoredVersion extends SeenVersion {
  /** The newest version then, when an earlier one was fetched on purpose. */
  readonly over?: SeenVersion;
}

interface StoredVersion {
  sequence: string;
  head: string;
}

interface Stored {
  version: 1;
  highest?: StoredVersion;
  /** Versions that were fetched here whole, or that this computer tried to publish; the newest few. */
  held?: StoredVersion[];
  restored?: Record<string, StoredVersion & { over?: StoredVersion }>;
  /** By folder: versions whose restoring was begun and not finished. */
  restoring?: Record<string, StoredVersion>;
}

const OWNER_ONLY = 0o700;
/** More than the attempts that may fail between two versions. */
const MOST_HELD = 16;

/** What this computer remembers of each dataset, so that it never goes back and knows what it wrote where. */
export class DatasetStates {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Remembers a version that the chain names as the newest.
   *
   * @throws MeshidError `dataset/went-back` when a newer one, or another of the same sequence, was seen before
   */
  async see(dataset: DatasetId, { sequence, head }: SeenVersion): Promise<void> {
    const state = await this.#read(dataset);
    const highest = state.highest && seen(state.highest);
    if (
      highest !== undefined &&
      (sequence < highest.sequence || (sequence === highest.sequence && head !== highest.head))
    )
      throw new MeshidError('dataset/went-back', {
        dataset,
        seen: highest.sequence.toString(),
        offered: sequence.toString(),
      });
    if (highest?.sequence !== sequence)
      await this.#write(dataset, { ...state, highest: stored({ sequence, head }) });
  }

  /** Whether this computer made or fetched exactly that version. */
  async holds(dataset: DatasetId, { sequence, head }: SeenVersion): Promise<boolean> {
    const { held = [] } = await this.#read(dataset);
    return held.some((one) => one.sequence === sequence.toString() && one.head === head);
  }

  /** Remembers a version before the chain hears of it, or when all of it is here. */
  async hold(dataset: DatasetId, { sequence, head }: SeenVersion): Promise<void> {
    const state = await this.#read(dataset);
    const one = stored({ sequence, head });
    await this.#write(dataset, { ...state, held: [one, ...(state.held ?? [])].slice(0, MOST_HELD) });
  }

  /**
   * The versions from which something goes on: what folders are, and what was about to be published.
   *
   * @param newest the newest on chain: an attempt at it, or at an earlier one, came to nothing
   */
  async remembered(dataset: DatasetId, newest: bigint): Promise<SeenVersion[]> {
    const { held = [], restored = {}, restoring = {} } = await this.#read(dataset);
    const folders = Object.values(restored).flatMap(({ over, ...version }) => [
      version,
      ...(over ? [over] : []),
    ]);
    const attempts = held.filter(({ sequence }) => BigInt(sequence) > newest);
    return [...folders, ...Object.values(restoring), ...attempts].map(seen);
  }

  /** When a version was last published, fetched or seen to be new here, in milliseconds since 1970. */
  async lastUsed(dataset: DatasetId): Promise<number> {
    return (await stat(this.#path(dataset)).catch(() => undefined))?.mtimeMs ?? 0;
  }

  /** The version that was last restored into a folder, or published from it. */
  async restoredInto(dataset: DatasetId, folder: string): Promise<RestoredVersion | undefined> {
    const restored = (await this.#read(dataset)).restored?.[folder];
    if (restored === undefined) return undefined;
    return { ...seen(restored), ...(restored.over === undefined ? {} : { over: seen(restored.over) }) };
  }

  /** Remembers what a folder is now. */
  async setRestored(
    dataset: DatasetId,
    folder: string,
    { over, ...version }: RestoredVersion,
  ): Promise<void> {
    const state = await this.#read(dataset);
    const restoring = Object.fromEntries(
      Object.entries(state.restoring ?? {}).filter(([other]) => other !== folder),
    );
    const restored = { ...stored(version), ...(over === undefined ? {} : { over: stored(over) }) };
    await this.#write(dataset, { ...state, restoring, restored: { ...state.restored, [folder]: restored } });
  }

  /** A version that may be in the folder in part, since restoring it was never finished. */
  async restoringInto(dataset: DatasetId, folder: string): Promise<SeenVersion | undefined> {
    const restoring = (await this.#read(dataset)).restoring?.[folder];
    return restoring && seen(restoring);
  }

  async setRestoring(dataset: DatasetId, folder: string, version: SeenVersion): Promise<void> {
    const state = await this.#read(dataset);
    await this.#write(dataset, { ...state, restoring: { ...state.restoring, [folder]: stored(version) } });
  }

  async #read(dataset: DatasetId): Promise<Stored> {
    return ((await readJsonFile(this.#path(dataset))) ?? { version: 1 }) as Stored;
  }

  async #write(dataset: DatasetId, state: Stored): Promise<void> {
    await mkdir(join(this.#directory, dataset), { recursive: true, mode: OWNER_ONLY });
    await writeJsonFile(this.#path(dataset), state);
  }

  #path(dataset: DatasetId): string {
    return join(this.#directory, dataset, 'state.json');
  }
}

function seen({ sequence, head }: StoredVersion): SeenVersion {
  return { sequence: BigInt(sequence), head };
}

function stored({ sequence, head }: SeenVersion): StoredVersion {
  return { sequence: sequence.toString(), head };
}
