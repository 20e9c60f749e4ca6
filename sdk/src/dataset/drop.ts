import type { CID } from 'multiformats/cid';
import type { DatasetId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { signalOf } from '../person/keyring.ts';
import { inUse } from './in-use.ts';
import { Keepers } from './keepers.ts';
import { type Freed, letGo } from './let-go.ts';

export interface DropInput {
  readonly dataset: DatasetId;
  /** Lets go of every block, also of those that no other computer is known to keep. */
  readonly onlyCopies?: boolean;
  /** Only tells what would be let go of. */
  readonly dryRun?: boolean;
}

export interface Dropped extends Freed {
  /** What its blocks take now. */
  readonly leftBytes: number;
}

/**
 * Lets go of a dataset on this computer: of the blocks that another computer of this person, or of the dataset's owner, has just read and
 * keeps, since it has no limit. What tells which files there are stays, and so does the only copy of a block, unless told otherwise. Nothing
 * else changes: it can be fetched again.
 *
 * @throws MeshidError `dataset/in-use` while this computer publishes or fetches the dataset
 */
export async function dropDataset(
  meshid: Meshid,
  { dataset, onlyCopies = false, dryRun = false }: DropInput,
  options: FlowOptions = {},
): Promise<Dropped> {
  const store = await meshid.home.stores.find(dataset);
  if (store === undefined) return { removed: 0, removedBytes: 0, leftBytes: 0 };
  const freed = onlyCopies
    ? await dropAll(meshid, { dataset, dryRun }, options)
    : await dropKept(meshid, { dataset, dryRun }, options);
  const size = await store.size();
  return { ...freed, leftBytes: dryRun ? size - freed.removedBytes : size };
}

type Dropping = Required<Pick<DropInput, 'dataset' | 'dryRun'>>;

async function dropKept(meshid: Meshid, { dataset, dryRun }: Dropping, options: FlowOptions): Promise<Freed> {
  options.onStep?.('asking who else keeps it');
  await using keepers = new Keepers(meshid, options);
  const freed = await letGo(meshid, keepers, { dataset, excess: Infinity, dryRun }, options);
  return freed.why === 'in use' ? inUse(dataset) : freed;
}

async function dropAll(
  { home }: Meshid,
  { dataset, dryRun }: Dropping,
  options: FlowOptions,
): Promise<Freed> {
  await using using = await home.use.collect(dataset);
  if (using === undefined) return inUse(dataset);
  const store = await home.stores.open(dataset);
  const going: CID[] = [];
  for await (const { cid } of store.getAll(signalOf(options))) going.push(cid);
  const removedBytes = await store.size();
  if (!dryRun) {
    for (const cid of going) await store.delete(cid);
    await store.reclaim();
  }
  return { removed: going.length, removedBytes };
}
