import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/** A version that this computer has seen or restored. */
export interface SeenVersion {
  readonly sequence: bigint;
  readonly head: string;
}

interface Stored {
  version: 1;
  highest?: { sequence: string; head: string };
  /** Versions that were fetched here whole, or that this computer tried to publish; the newest few. */
  held?: { sequence: string; head: string }[];
  restored?: Record<string, { sequence: string; head: string }>;
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
    const highest =
      state.highest === undefined
        ? undefined
        : { sequence: BigInt(state.highest.sequence), head: state.highest.head };
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
      await this.#write(dataset, { ...state, highest: { sequence: sequence.toString(), head } });
  }

  /** Whether this computer made or fetched exactly that version. */
  async holds(dataset: DatasetId, { sequence, head }: SeenVersion): Promise<boolean> {
    const { held = [] } = await this.#read(dataset);
    return held.some((one) => one.sequence === sequence.toString() && one.head === head);
  }

  /** Remembers a version before the chain hears of it, or when all of it is here. */
  async hold(dataset: DatasetId, { sequence, head }: SeenVersion): Promise<void> {
    const state = await this.#read(dataset);
    const one = { sequence: sequence.toString(), head };
    await this.#write(dataset, { ...state, held: [one, ...(state.held ?? [])].slice(0, MOST_HELD) });
  }

  /** The version that was last restored into a folder. */
  async restoredInto(dataset: DatasetId, folder: string): Promise<SeenVersion | undefined> {
    const restored = (await this.#read(dataset)).restored?.[folder];
    return restored === undefined ? undefined : { sequence: BigInt(restored.sequence), head: restored.head };
  }

  async setRestored(dataset: DatasetId, folder: string, { sequence, head }: SeenVersion): Promise<void> {
    const state = await this.#read(dataset);
    await this.#write(dataset, {
      ...state,
      restored: { ...state.restored, [folder]: { sequence: sequence.toString(), head } },
    });
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
