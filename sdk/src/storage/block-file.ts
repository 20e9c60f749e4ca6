import { close, fstat, open, read, write } from 'node:fs';
import { promisify } from 'node:util';

// `fs.promises.readFile` and `writeFile` go in pieces of 512 KiB, which are put together after; a block is at most 1 MiB, and
// handing work to the thread pool costs more than copying it.
const openFile = promisify(open);
const closeFile = promisify(close);
const statFile = promisify(fstat);
const readFile = promisify(read);
const writeFile = promisify(write);

/** The whole of a file that nobody writes any more. */
export async function readBlockFile(path: string): Promise<Uint8Array> {
  const file = await openFile(path, 'r');
  try {
    const { size } = await statFile(file);
    const block = Buffer.allocUnsafeSlow(size);
    let at = 0;
    while (at < size) {
      const { bytesRead } = await readFile(file, block, at, size - at, at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return block.subarray(0, at);
  } finally {
    await closeFile(file);
  }
}

/** Writes a new file, for its user only. */
export async function writeBlockFile(path: string, block: Uint8Array): Promise<void> {
  const file = await openFile(path, 'wx', 0o600);
  try {
    for (let at = 0; at < block.length;) {
      const { bytesWritten } = await writeFile(file, block, at, block.length - at, at);
      at += bytesWritten;
    }
  } finally {
    await closeFile(file);
  }
}
