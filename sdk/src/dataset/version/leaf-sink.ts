import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import { type ChunkCipher, type LeafReference, paddedLength } from '../../crypto/chunk.ts';
import { GCM_TAG_BYTES } from '../../crypto/primitives.ts';
import type { ManifestLeaf } from './entry.ts';

/** Ciphertext that waits for the disk: enough to keep it busy, little enough for any computer. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024;
const MOST_WAITING_BLOCKS = 64;

/** Bytes of a leaf with `length` bytes of content. */
export function leafBytes(length: number): number {
  return paddedLength(length) + GCM_TAG_BYTES;
}

/** Encrypts what a version is made of, stores what is new, and remembers all of it for the version's directory. */
export class LeafSink {
  /** Every leaf of the version: CID → itself and its bytes. */
  readonly leaves = new Map<string, { cid: CID; bytes: number }>();
  newBlocks = 0;
  newBytes = 0;
  /** Tag (as latin1, the most compact string) → leaf, of the version before and of this one. */
  private readonly known = new Map<string, ManifestLeaf>();
  private readonly store: Pick<Blockstore, 'has' | 'put'>;
  private readonly cipher: ChunkCipher;
  private readonly waiting = new Set<Promise<unknown>>();
  private waitingBytes = 0;
  private failure: Error | undefined;

  constructor(store: Pick<Blockstore, 'has' | 'put'>, cipher: ChunkCipher) {
    this.store = store;
    this.cipher = cipher;
  }

  /** Lets chunks of an earlier version be recognised, in whichever epoch they were encrypted. */
  recognise(leaf: ManifestLeaf): void {
    this.known.set(nameOf(leaf.tag), leaf);
  }

  /** A stretch of a file, or a segment of small ones. What is already stored is neither encrypted nor stored again. */
  async chunk(content: Uint8Array): Promise<ManifestLeaf> {
    const tag = this.cipher.tag(content);
    const name = nameOf(tag);
    const known = this.known.get(name);
    if (known !== undefined && (await this.keep([known]))) return known;
    const { ciphertext, ...reference } = this.cipher.encrypt(content);
    const leaf = { ...reference, tag };
    this.known.set(name, leaf);
    await this.block(leaf.cid, ciphertext);
    this.note(leaf.cid, ciphertext.length);
    return leaf;
  }

  /** Takes leaves of an earlier version as they are; false when one of them is not stored. */
  async keep(leaves: readonly ManifestLeaf[]): Promise<boolean> {
    for (const { cid } of leaves)
      if (!this.leaves.has(cid.toString()) && !(await this.store.has(cid))) return false;
    for (const { cid, length } of leaves) this.note(cid, leafBytes(length));
    return true;
  }

  /** A piece of the manifest; always of this epoch, so that a lost reader learns nothing from keys that it kept. */
  async piece(content: Uint8Array): Promise<LeafReference> {
    const { ciphertext, ...reference } = this.cipher.encrypt(content);
    await this.block(reference.cid, ciphertext);
    this.note(reference.cid, ciphertext.length);
    return reference;
  }

  private note(cid: CID, bytes: number): void {
    this.leaves.set(cid.toString(), { cid, bytes });
  }

  /** Stores any block of the version, unless it is there; returns before it is, `drain` waits. */
  async block(cid: CID, block: Uint8Array): Promise<void> {
    while (this.waitingBytes > MOST_WAITING_BYTES || this.waiting.size >= MOST_WAITING_BLOCKS)
      await Promise.race(this.waiting);
    if (this.failure !== undefined) throw this.failure;
    this.waitingBytes += block.length;
    const write = this.storeNew(cid, block)
      .catch((error: unknown) => {
        this.failure ??=
          error instanceof Error ? error : new Error('a block could not be stored', { cause: error });
      })
      .finally(() => {
        this.waitingBytes -= block.length;
        this.waiting.delete(write);
      });
    this.waiting.add(write);
  }

  private async storeNew(cid: CID, block: Uint8Array): Promise<void> {
    if (await this.store.has(cid)) return;
    await this.store.put(cid, block);
    this.newBlocks += 1;
    this.newBytes += block.length;
  }

  /** Waits until everything is stored. */
  async drain(): Promise<void> {
    await Promise.all(this.waiting);
    if (this.failure !== undefined) throw this.failure;
  }
}

function nameOf(tag: Uint8Array): string {
  return Buffer.from(tag.buffer, tag.byteOffset, tag.byteLength).toString('latin1');
}
