/** The process that wants the bytes, again and again, each time with a fresh host and a fresh store: `fetching.ts WAY`. */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { Offer, Task, Way } from './way.ts';

const name = process.argv[2] ?? '';
const [{ task, offer }] = (await once(process, 'message')) as [{ task: Task; offer: Offer }];
const { way } = (await import(`./${name}.ts`)) as { way: Way };
process.on('message', () => {
  void fetchOnce();
});
process.send?.({ ready: true });

async function fetchOnce(): Promise<void> {
  await rm(task.folder, { recursive: true, force: true });
  const { fetch, stop } = await way.prepare(task, offer);
  const began = performance.now();
  const bytes = await fetch();
  const seconds = (performance.now() - began) / 1000;
  await stop();
  process.send?.({ bytes, seconds, mostMebibytes: process.resourceUsage().maxRSS / 1024 });
}
