/** A thread that encrypts chunks: see `chunk-pool.ts`. Loads little, because each thread holds what it loads once more. */
import { hash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { encryptLeaf, leafKey, leafLength } from '../../crypto/leaf.ts';
import { hmacSha256, secretKey } from '../../crypto/primitives.ts';
import { tidy } from './cipher-garbage.ts';

export interface ChunkSecrets {
  readonly chunk: Uint8Array;
  readonly tag: Uint8Array;
}

/** Memory that threads share: a chunk or several, each of which becomes its leaf in place. */
export interface Slot {
  readonly slot: number;
  readonly memory: SharedArrayBuffer;
}

/** A chunk in a slot: the bytes of its content, and its tag once that is known. */
export interface Place {
  readonly start: number;
  readonly length: number;
  readonly tag: Uint8Array | undefined;
}

export interface Batch {
  readonly id: number;
  readonly slot: number;
  readonly pieces: readonly Place[];
  /** Whether their leaves are wanted too. */
  readonly leaves: boolean;
}

export interface Worked {
  readonly id: number;
  readonly tags: readonly Uint8Array[];
  readonly keys: readonly Uint8Array[];
  readonly digests: readonly Uint8Array[];
}

const secrets = workerData as ChunkSecrets;
const chunkSecret = secretKey(secrets.chunk);
const tagSecret = secretKey(secrets.tag);
const slots = new Map<number, Slot>();

parentPort?.on('message', (message: Slot | Batch) => {
  if ('memory' in message) slots.set(message.slot, message);
  else parentPort?.postMessage(work(message));
});

function work({ id, slot, pieces, leaves }: Batch): Worked {
  const worked = { id, tags: [] as Uint8Array[], keys: [] as Uint8Array[], digests: [] as Uint8Array[] };
  const shared = slots.get(slot);
  if (shared === undefined) throw new Error('a batch came before its slot');
  for (const { start, length, tag: known } of pieces) {
    const content = new Uint8Array(shared.memory, start, length);
    const tag = known ?? hmacSha256(tagSecret, content);
    worked.tags.push(tag);
    if (!leaves) continue;
    const key = leafKey(chunkSecret, tag);
    const ciphertext = new Uint8Array(shared.memory, start, leafLength(length));
    encryptLeaf(key, content, ciphertext);
    worked.keys.push(key);
    worked.digests.push(hash('sha256', ciphertext, 'buffer'));
    tidy(length);
  }
  return worked;
}
