/** The process that has the bytes: `serving.ts WAY`. */
import { once } from 'node:events';
import type { Task, Way } from './way.ts';

const name = process.argv[2] ?? '';
const [task] = (await once(process, 'message')) as [Task];
// Each process loads its own way only: the heap that another needs would cost it time.
const { way } = (await import(`./${name}.ts`)) as { way: Way };
const { offer, stop } = await way.serve(task);
process.send?.(offer);
await once(process, 'disconnect');
await stop();
