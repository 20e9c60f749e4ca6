/** The least that has to be done: a thread on each core reads pieces of the files, and makes a key, a ciphertext and its name of each. */
import { createCipheriv, createHmac, hash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

export interface BareTask {
  readonly files: readonly string[];
  readonly folder: string;
}

interface Share extends BareTask {
  readonly first: number;
  readonly step: number;
}

const PIECE_BYTES = 512 * 1024;

if (isMainThread) {
  const [task] = (await once(process, 'message')) as [BareTask];
  const began = performance.now();
  const step = availableParallelism();
  const threads = Array.from({ length: step }, (_, first) => {
    const share: Share = { ...task, first, step };
    return once(new Worker(new URL(import.meta.url), { workerData: share }), 'exit');
  });
  await Promise.all(threads);
  process.send?.({ seconds: (performance.now() - began) / 1000 });
  process.disconnect();
} else {
  const { files, folder, first, step } = workerData as Share;
  const secret = Buffer.alloc(32, 7);
  const piece = Buffer.alloc(PIECE_BYTES);
  const out = openSync(join(folder, `out-${first}`), 'w');
  for (const file of files) {
    const input = openSync(file, 'r');
    const { size } = statSync(file);
    for (let at = first * PIECE_BYTES; at < size; at += step * PIECE_BYTES) {
      const content = piece.subarray(0, readSync(input, piece, 0, PIECE_BYTES, at));
      const key = createHmac('sha256', secret).update(content).digest();
      const cipher = createCipheriv('aes-256-gcm', key, Buffer.alloc(12));
      const ciphertext = cipher.update(content);
      cipher.final();
      hash('sha256', ciphertext);
      writeSync(out, ciphertext);
      writeSync(out, cipher.getAuthTag());
    }
    closeSync(input);
  }
  // What meshid tells to be stored is on the disk too.
  fsyncSync(out);
  closeSync(out);
}
