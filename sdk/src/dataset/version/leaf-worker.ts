/** A thread that checks leaves and opens them in place: see `leaf-thread.ts`. Loads little, because each thread holds what it loads once more. */
import { hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { decryptLeaf } from '../../crypto/leaf.ts';
import { tidy } from './cipher-garbage.ts';

export interface OpenLeaf {
  readonly id: number;
  readonly block: Uint8Array;
  readonly digest: Uint8Array;
  readonly key: Uint8Array;
  readonly length: number;
}

export interface Opened {
  readonly id: number;
  /** `other`: not what its CID names, and left as it was. */
  readonly outcome: 'opened' | 'other' | 'sealed';
}

parentPort?.on('message', (leaf: OpenLeaf) => {
  const answer: Opened = { id: leaf.id, outcome: open(leaf) };
  parentPort?.postMessage(answer);
});

function open({ block, digest, key, length }: OpenLeaf): Opened['outcome'] {
  if (!hash('sha256', block, 'buffer').equals(digest)) return 'other';
  try {
    decryptLeaf(key, length, block, block);
    tidy(length);
    return 'opened';
  } catch {
    return 'sealed';
  }
}
