/** Where encrypted blocks are kept: a store for each dataset, on disk or in memory, behind one interface. */
export { createDiskStores } from './disk.ts';
export { createMemoryStores } from './memory.ts';
export { type DatasetStores, readBlock } from './stores.ts';
