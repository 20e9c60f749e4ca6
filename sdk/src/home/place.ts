import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MeshidError } from '../errors.ts';
import { type Address, parseAddress } from '../identifiers.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

const CLUSTERS = 'clusters';

/**
 * Where in a home's folder the things of the chosen cluster are. The cluster that a home was made for has them in the folder itself;
 * each other one has a folder below, since the same address means another dataset on another cluster.
 */
export async function chosenPlace(directory: string): Promise<string> {
  const stored = await readJsonFile(pointer(directory));
  if (stored === undefined) return directory;
  const chosen =
    typeof stored === 'object' && stored !== null && 'chosen' in stored ? stored.chosen : undefined;
  if (chosen === null) return directory;
  try {
    return placeOf(directory, parseAddress(typeof chosen === 'string' ? chosen : ''));
  } catch (cause) {
    throw new MeshidError('home/damaged', { path: pointer(directory) }, { cause });
  }
}

/** Chooses a place from now on, by one file that is written whole or not at all. */
export async function choosePlace(directory: string, genesisHash: Address | undefined): Promise<void> {
  await writeJsonFile(pointer(directory), { version: 1, chosen: genesisHash ?? null });
}

export function placeOf(directory: string, genesisHash: Address): string {
  return join(directory, CLUSTERS, genesisHash);
}

/** The folder's own place and those of other clusters. */
export async function everyPlace(directory: string): Promise<string[]> {
  const names = await readdir(join(directory, CLUSTERS)).catch((): string[] => []);
  return [directory, ...names.map((name) => join(directory, CLUSTERS, name))];
}

const pointer = (directory: string): string => join(directory, 'cluster.json');
