import { check, numberOf } from '../check.ts';
import { compareTrees } from '../compare.ts';
import { DATASET, type Published } from './publish.ts';
import type { People } from './enrol.ts';
import type { World } from '../world.ts';

export interface Fetched {
  readonly destination: string;
  readonly files: number;
  readonly bytes: number;
  readonly travelledBytes: number;
  readonly seconds: number;
  readonly mibPerSecond: number;
}

/** The reader's computer fetches version 1, and every byte, mode, time and link is compared with the source. */
export async function fetchFirst(world: World, { reader }: People, { dataset }: Published): Promise<Fetched> {
  await world.processes.must('name', 'add', DATASET, dataset, '--home', reader.home);
  return fetchVersion(world, reader.home, 1, world.path('received'), world.source.folder);
}

/** Fetches the newest version, which should be that one, and compares it with `source`. */
export async function fetchVersion(
  world: World,
  home: string,
  sequence: number,
  destination: string,
  source: string,
): Promise<Fetched> {
  const output = await world.processes.must('get', DATASET, destination, '--home', home);
  check(numberOf(output, 'sequence') === sequence, `version ${sequence} should have been fetched`);
  const { files, bytes } = await compareTrees(source, destination, world.source.only);
  const seconds = numberOf(output, 'seconds');
  const travelledBytes = numberOf(output, 'travelledBytes');
  return {
    destination,
    files,
    bytes,
    travelledBytes,
    seconds,
    mibPerSecond: Math.round(bytes / 2 ** 20 / Math.max(seconds, 0.001)),
  };
}
