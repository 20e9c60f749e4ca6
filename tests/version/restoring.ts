/** A process that restores a version, to be killed: a dot for each entry. */
import {
  createDiskStores,
  importDatasetKeys,
  openVersion,
  restoreVersion,
  type StoredDatasetKeys,
} from '@meshid/sdk';
import { CID } from 'multiformats/cid';

const [stores = '', destination = '', head = '', stored = ''] = process.argv.slice(2);
const keys = importDatasetKeys(JSON.parse(stored) as StoredDatasetKeys);
const { dataset } = keys;
const store = await createDiskStores(stores).open(dataset);
const version = await openVersion({
  ...{ store, keys, head: CID.parse(head) },
  expect: { dataset, sequence: 1n },
});
await restoreVersion(version, destination, { onProgress: () => process.stdout.write('.') });
