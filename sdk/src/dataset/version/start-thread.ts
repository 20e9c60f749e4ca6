import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * Starts one of this folder's threads. It gets none of the process's options: some, such as `--input-type`, would keep it from starting.
 *
 * @param data becomes its `workerData`
 */
export function startThread(
  name: 'chunk-worker' | 'cutter-worker' | 'leaf-worker' | 'scan-worker',
  data?: unknown,
): Worker {
  const file = new URL(`./${name}${extname(import.meta.url)}`, import.meta.url);
  return new Worker(file, { workerData: data, execArgv: [] });
}
