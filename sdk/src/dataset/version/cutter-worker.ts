/** A thread that reads a large file and finds where it is cut: see `file-cutter.ts`. Loads little, as `chunk-worker.ts`. */
import { readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { MAX_CHUNK_BYTES } from '../../crypto/leaf.ts';
import { chunkerOf } from './gear.ts';

/** What files' windows are read into, as they become free. */
export interface CutterData {
  readonly gear: Int32Array;
  readonly windows: readonly SharedArrayBuffer[];
}

/** A file to start on, or a window whose chunks are done with. */
export type ToCutter = { readonly file: number } | { readonly window: number };

/** The chunks of a window, one after the other from its start. */
export interface Cuts {
  readonly window: number;
  readonly ends: readonly number[];
  /** That the file ends with them. */
  readonly last: boolean;
  /** The system's name for why it could not be read. */
  readonly failed?: string;
}

const { gear, windows } = workerData as CutterData;
const chunker = chunkerOf(gear);
const memories = windows.map((memory) => Buffer.from(memory));
const free = [...windows.keys()];
const NOTHING = Buffer.alloc(0);
/** What was read behind the last cut; it stays in its window until the next is filled. */
let rest: Buffer = NOTHING;
let file: number | undefined;
let position = 0;

parentPort?.on('message', (message: ToCutter) => {
  if ('window' in message) free.push(message.window);
  else {
    ({ file } = message);
    position = 0;
    rest = NOTHING;
  }
  while (file !== undefined && fill(file));
});

/** False when no window is free. */
function fill(from: number): boolean {
  const window = free.shift();
  const memory = memories[window ?? -1];
  if (window === undefined || memory === undefined) return false;
  const cuts = cut(from, memory);
  if (cuts.last) file = undefined;
  parentPort?.postMessage({ window, ...cuts });
  return true;
}

function cut(from: number, bytes: Buffer): Omit<Cuts, 'window'> {
  let end = rest.copy(bytes);
  let last = false;
  try {
    while (end < bytes.length && !last) {
      const read = readSync(from, bytes, end, bytes.length - end, position);
      position += read;
      end += read;
      last = read === 0;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
    return { ends: [], last: true, failed: code };
  }
  const ends: number[] = [];
  let start = 0;
  while (start < end && (last || end - start >= MAX_CHUNK_BYTES)) {
    start = chunker(bytes, start, end);
    ends.push(start);
  }
  rest = bytes.subarray(start, end);
  return { ends, last };
}
