/** The process that writes a version into a folder, all of whose blocks are here. */
import { once } from 'node:events';
import { Home, openVersion, restoreVersion } from '@meshid/sdk';
import { CID } from 'multiformats/cid';
import type { Restored, Task } from './task.ts';

const [{ keys, folder, sequence, head = '', home }] = (await once(process, 'message')) as [Task];
const { dataset } = keys;
const began = performance.now();
const store = await (await Home.prepare(home)).stores.open(dataset);
const version = await openVersion({ store, head: CID.parse(head), keys, expect: { dataset, sequence } });
await restoreVersion(version, folder);
const answer: Restored = {
  seconds: (performance.now() - began) / 1000,
  mostMebibytes: process.resourceUsage().maxRSS / 1024,
};
process.send?.(answer);
process.disconnect();
