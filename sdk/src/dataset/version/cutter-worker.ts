/** A thread that reads a large file and finds where it is cut: see `file-cutter.ts`. Loads little, as `chunk-worker.ts`. */
import { readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { MAX_CHUNK_BYTES } from '../../crypto/leaf.ts';
import { chunkerOf } from './gear.ts';

/** What a file's windows are read into, by turns. */
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
/** What was read behind the last cut. */
const rest = Buffer.alloc(MAX_CHUNK_BYTES);
let restBytes = 0;
let file: number | undefined;
let position = 0;

parentPort?.on('message', (message: ToCutter) => {
  if ('window' in message) fill(message.window);
  else {
    ({ file } = message);
    position = 0;
    restBytes = 0;
    for (let window = 0; window < windows.length; window += 1) fill(window);
  }
});

function fill(window: number): void {
  const memory = windows[window];
  if (file === undefined || memory === undefined) return;
  const cuts = cut(file, Buffer.from(memory));
  if (cuts.last) file = undefined;
  parentPort?.postMessage({ window, ...cuts });
}

function cut(from: number, bytes: Buffer): Omit<Cuts, 'window'> {
  rest.copy(bytes, 0, 0, restBytes);
  let end = restBytes;
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
  restBytes = end - start;
  bytes.copy(rest, 0, start, end);
  return { ends, last };
}
