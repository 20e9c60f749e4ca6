/** A thread that looks through a folder: see `scan-thread.ts`. Loads little, as `chunk-worker.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { type FileStat, packStats } from './file-stat.ts';
import { createPathHash } from './path-hash.ts';
import { type Found, type Look, scanFolder } from './scan.ts';
import type { Skipped } from './skipped.ts';
import { TreeRoot } from './tree-root.ts';

export interface ScanData {
  readonly folder: string;
  readonly pathSecret: Uint8Array;
  /** One number: how many looks went out that nobody has taken yet. This thread sleeps on it while there are many. */
  readonly ahead: SharedArrayBuffer;
  readonly mostAhead: number;
}

/** Some looks, in their order. What of them is a file is in the first four, index by index. */
export interface Scanned {
  readonly paths: readonly string[];
  readonly kinds: readonly Found['kind'][];
  readonly hashes: Uint32Array;
  readonly stats: BigInt64Array<ArrayBuffer>;
  /** Index → a symbolic link's target. */
  readonly targets: ReadonlyMap<number, string>;
  /** What is not kept, and behind how many of the files it comes. */
  readonly skipped: readonly { readonly behind: number; readonly skipped: Skipped }[];
  readonly last: boolean;
}

const LOOKS_TOGETHER = 512;

const { folder, pathSecret, ahead, mostAhead } = workerData as ScanData;
const waiting = new Int32Array(ahead);
using root = new TreeRoot(folder);
let looks: Look[] = [];
for (const look of scanFolder({ root, pathHash: createPathHash(pathSecret) })) {
  looks.push(look);
  if (looks.length < LOOKS_TOGETHER) continue;
  send(looks, false);
  looks = [];
}
send(looks, true);

function send(looks: readonly Look[], last: boolean): void {
  const found: Found[] = [];
  const skipped: { behind: number; skipped: Skipped }[] = [];
  for (const look of looks)
    if ('found' in look) found.push(look.found);
    else skipped.push({ behind: found.length, skipped: look.skipped });
  const stats = packStats(found.map(({ stat }): FileStat => stat));
  const scanned: Scanned = {
    paths: found.map(({ path }) => path),
    kinds: found.map(({ kind }) => kind),
    hashes: Uint32Array.from(found, ({ pathHash }) => pathHash),
    stats,
    targets: new Map(found.flatMap(({ target }, index) => (target === '' ? [] : [[index, target]]))),
    ...{ skipped, last },
  };
  let now = Atomics.add(waiting, 0, looks.length) + looks.length;
  parentPort?.postMessage(scanned, [stats.buffer]);
  for (; now > mostAhead; now = Atomics.load(waiting, 0)) Atomics.wait(waiting, 0, now);
}
