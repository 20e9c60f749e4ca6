/** For threads that encrypt or decrypt. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What the ciphers answer lives outside of V8's heap, which would collect it only at some 64 MiB in each thread. */
const COLLECTED_BYTES = 2 * 1024 * 1024;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;
let uncollected = 0;

/** Told of each `bytes` that a cipher has answered. */
export function tidy(bytes: number): void {
  uncollected += bytes;
  if (uncollected < COLLECTED_BYTES) return;
  uncollected = 0;
  collect({ type: 'minor' });
}
