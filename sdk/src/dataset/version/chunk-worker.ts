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

/** Memory that threads share: content to read, or a slot in which chunks become leaves. */
export interface Shared {
  readonly name: number;
  readonly memory: SharedArrayBuffer;
}

/** A chunk: where its `length` bytes of content are, and its tag once that is known. */
export interface Place {
  readonly content: { readonly memory: number; readonly start: number };
  readonly length: number;
  /** Where in the slot its leaf is to begin: that may be where the content does. */
  readonly start: number;
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
const memories = new Map<number, SharedArrayBuffer>();

parentPort?.on('message', (message: Shared | Batch) => {
  if ('memory' in message) memories.set(message.name, message.memory);
  else parentPort?.postMessage(work(message));
});

function work({ id, slot, pieces, leaves }: Batch): Worked {
  const worked = { id, tags: [] as Uint8Array[], keys: [] as Uint8Array[], digests: [] as Uint8Array[] };
  for (const { content: at, length, start, tag: known } of pieces) {
    const content = bytesOf(at.memory, at.start, length);
    const tag = known ?? hmacSha256(tagSecret, content);
    worked.tags.push(tag);
    if (!leaves) continue;
    const key = leafKey(chunkSecret, tag);
    const ciphertext = bytesOf(slot, start, leafLength(length));
    encryptLeaf(key, content, ciphertext);
    worked.keys.push(key);
    worked.digests.push(hash('sha256', ciphertext, 'buffer'));
    tidy(length);
  }
  return worked;
}

function bytesOf(name: number, start: number, length: number): Uint8Array {
  const memory = memories.get(name);
  if (memory === undefined) throw new Error('a batch came before its memory');
  return new Uint8Array(memory, start, length);
}
