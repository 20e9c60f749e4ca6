/** The process that publishes: all that `publishDataset` does on this computer, without the chain. */
import { once } from 'node:events';
import { Home, openVersion, writeVersion } from '@meshid/sdk';
import { CID } from 'multiformats/cid';
import type { Published, Task } from './task.ts';

const [task] = (await once(process, 'message')) as [Task];
const { keys, keyring, folder, sequence } = task;
const { dataset } = keys;
const began = performance.now();
const home = await Home.prepare(task.home);
const store = await home.stores.open(dataset);
const parent = task.head === undefined ? undefined : CID.parse(task.head);
const previous =
  parent === undefined
    ? undefined
    : await openVersion({ store, head: parent, keys, expect: { dataset, sequence: sequence - 1n } });
const published = previous === undefined ? undefined : await home.folders.find(dataset, folder);
const { head, stats, files } = await writeVersion({
  ...{ store, keys, keyring, source: { folder } },
  binding: { dataset, sequence, epoch: keys.epoch, parent },
  ...(previous === undefined ? {} : { previous }),
  ...(previous === undefined || published === undefined
    ? {}
    : { seen: { version: previous, files: published.files } }),
});
await home.states.hold(dataset, { sequence, head: head.toString() });
await home.folders.set(dataset, folder, { sequence, head: head.toString(), files });
const answer: Published = {
  head: head.toString(),
  seconds: (performance.now() - began) / 1000,
  newBytes: stats.newBytes,
  mostMebibytes: process.resourceUsage().maxRSS / 1024,
};
process.send?.(answer);
process.disconnect();
