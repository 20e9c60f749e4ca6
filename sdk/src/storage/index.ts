/** Where encrypted blocks are kept: a store for each dataset, on disk or in memory, behind one interface. */
export { createDiskStores } from './disk.ts';
export { createMemoryStores } from './memory.ts';
export { type DatasetStores, type DurableBlockstore, readBlock } from './stores.ts';
