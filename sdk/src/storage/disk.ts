import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DatasetId, parseDatasetId } from '../identifiers.ts';
import { PackBlockstore } from './pack-blockstore.ts';
import type { DatasetStores } from './stores.ts';

/**
 * Stores on disk: `directory/<dataset>/blocks/`. Two processes may share them.
 *
 * @param directory made, for its user only, when it doesn't exist
 */
export function createDiskStores(directory: string): DatasetStores {
  const opened = new Map<DatasetId, Promise<PackBlockstore>>();
  const pathOf = (dataset: DatasetId): string => join(directory, parseDatasetId(dataset), 'blocks');
  const open = (dataset: DatasetId): Promise<PackBlockstore> => {
    let store = opened.get(dataset);
    if (store === undefined) {
      store = PackBlockstore.open(pathOf(dataset));
      opened.set(dataset, store);
      // A failed opening is tried again the next time.
      store.catch(() => opened.delete(dataset));
    }
    return store;
  };
  return {
    open,
    find: async (dataset) => ((await isDirectory(pathOf(dataset))) ? open(dataset) : undefined),
    list: async () => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const datasets: DatasetId[] = [];
      for (const name of await readdir(directory)) {
        const dataset = datasetNamed(name);
        if (dataset !== undefined && (await isDirectory(pathOf(dataset)))) datasets.push(dataset);
      }
      return datasets;
    },
  };
}

function datasetNamed(name: string): DatasetId | undefined {
  try {
    return parseDatasetId(name);
  } catch {
    return undefined;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
