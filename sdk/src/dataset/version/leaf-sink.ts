import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import { type ChunkCipher, leafLength, type LeafReference } from '../../crypto/chunk.ts';
import { bytesKey } from '../../bytes-key.ts';
import type { DurableBlockstore } from '../../storage/index.ts';
import { ChunkPool, type Lent, type Making } from './chunk-pool.ts';
import type { ManifestLeaf } from './entry.ts';

/** Content that is encrypted or waits for the disk: enough to keep both busy, little enough for any computer. */
const MOST_WAITING_BYTES = 6 * 1024 * 1024;
const MOST_WAITING = 1024;
/** Starting threads takes as long as this thread needs for some of it. */
const ALONE_BYTES = 4 * 1024 * 1024;

/** Any block store; one that has `sync` is known to keep nothing of the bytes that it was given. */
export type LeafStore = Pick<Blockstore, 'has' | 'put'> & Partial<Pick<DurableBlockstore, 'sync'>>;

/** A leaf that will be known once it is encrypted. Its failure is the sink's, which tells everybody who goes on. */
export interface Coming {
  readonly leaf: Promise<ManifestLeaf>;
}

/** Encrypts what a version is made of, stores what is new, and remembers all of it for the version's directory. */
export class LeafSink implements Disposable {
  /** Every leaf of the version: CID → itself and its bytes. */
  readonly leaves = new Map<string, { cid: CID; bytes: number }>();
  newBlocks = 0;
  newBytes = 0;
  /** Tag (by `bytesKey`) → leaf, of the version before and of this one. */
  private readonly known = new Map<string, ManifestLeaf>();
  private recognised: ManifestLeaf | undefined;
  private readonly store: LeafStore;
  /** Whether the store may keep the very bytes that it is given. */
  private readonly keeps: boolean;
  private readonly cipher: ChunkCipher;
  private pool: ChunkPool | undefined;
  private alone = 0;
  private readonly waiting = new Set<Promise<unknown>>();
  private waitingBytes = 0;
  private failure: Error | undefined;
  /** Whoever waits for room. */
  private roomMade: (() => void)[] = [];

  constructor(store: LeafStore, cipher: ChunkCipher) {
    this.store = store;
    this.keeps = store.sync === undefined;
    this.cipher = cipher;
  }

  /** Lets chunks of an earlier version be recognised, in whichever epoch they were encrypted. */
  recognise(leaf: ManifestLeaf): void {
    // Neighbours share one.
    if (leaf === this.recognised) return;
    this.recognised = leaf;
    this.known.set(bytesKey(leaf.tag), leaf);
  }

  /**
   * A stretch of a file, or a segment of small ones; it is copied. What is already stored is neither encrypted nor stored again.
   * Resolves as soon as there is room for more.
   */
  async chunk(content: Uint8Array): Promise<Coming> {
    await this.room();
    return { leaf: this.during(content.length, this.make(this.start(content))) };
  }

  /** As `chunk`, of what is not copied, but given back as soon as it isn't needed any more. */
  async lentChunk(lent: Lent): Promise<Coming> {
    await this.room();
    return { leaf: this.during(lent.content.length, this.make(this.startLent(lent))) };
  }

  private start(content: Uint8Array): Making {
    return this.poolFor(content)?.make(content) ?? this.makeAlone(content);
  }

  private startLent(lent: Lent): Making {
    const pool = this.poolFor(lent.content);
    if (pool !== undefined) return pool.makeLent(lent);
    const making = this.makeAlone(lent.content);
    lent.release();
    return making;
  }

  /** The threads, once there is enough for them to do. */
  private poolFor(content: Uint8Array): ChunkPool | undefined {
    this.alone += content.length;
    if (this.alone <= ALONE_BYTES) return undefined;
    return (this.pool ??= new ChunkPool(this.cipher.secrets, { atOnce: this.recognised === undefined }));
  }

  private makeAlone(content: Uint8Array): Making {
    const copy = Buffer.from(content);
    const tag = this.cipher.tag(copy);
    return {
      tag: Promise.resolve(tag),
      leaf: async () => this.cipher.encrypt(copy, tag),
      drop: () => undefined,
      done: () => undefined,
    };
  }

  private async make(making: Making): Promise<ManifestLeaf> {
    const tag = await making.tag;
    const name = bytesKey(tag);
    const known = this.known.get(name);
    if (known !== undefined && (await this.keep([known]))) {
      making.drop();
      return known;
    }
    const { ciphertext, ...reference } = await making.leaf();
    try {
      // The same content may have been on its way twice.
      const made = this.known.get(name);
      if (made !== undefined && this.leaves.has(made.cid.toString())) return made;
      const leaf = { ...reference, tag };
      this.known.set(name, leaf);
      this.note(leaf.cid, ciphertext.length);
      await this.storeNew(leaf.cid, this.keeps ? Uint8Array.from(ciphertext) : ciphertext);
      return leaf;
    } finally {
      making.done();
    }
  }

  /** Takes leaves of an earlier version as they are; false when one of them is not stored. */
  async keep(leaves: readonly ManifestLeaf[]): Promise<boolean> {
    const unnoted = leaves.filter(({ cid }) => !this.leaves.has(cid.toString()));
    for (const { cid } of unnoted) if (!(await this.store.has(cid))) return false;
    for (const { cid, length } of unnoted) this.note(cid, leafLength(length));
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
    await this.room();
    void this.during(block.length, this.storeNew(cid, block));
  }

  private async storeNew(cid: CID, block: Uint8Array): Promise<void> {
    if (await this.store.has(cid)) return;
    await this.store.put(cid, block);
    this.newBlocks += 1;
    this.newBytes += block.length;
  }

  private during<T>(bytes: number, work: Promise<T>): Promise<T> {
    this.waitingBytes += bytes;
    const settled = work
      .catch((error: unknown) => {
        this.failure ??=
          error instanceof Error ? error : new Error('a block could not be stored', { cause: error });
      })
      .finally(() => {
        this.waitingBytes -= bytes;
        this.waiting.delete(settled);
        const made = this.roomMade;
        this.roomMade = [];
        for (const go of made) go();
      });
    this.waiting.add(settled);
    return work;
  }

  private async room(): Promise<void> {
    while (
      this.failure === undefined &&
      (this.waitingBytes > MOST_WAITING_BYTES || this.waiting.size >= MOST_WAITING)
    ) {
      this.pool?.flush();
      await new Promise<void>((resolve) => this.roomMade.push(resolve));
    }
    if (this.failure !== undefined) throw this.failure;
  }

  /** Lets what came so far be finished, even when nothing comes after it. */
  flush(): void {
    this.pool?.flush();
  }

  /** Waits until everything is stored. */
  async drain(): Promise<void> {
    while (this.waiting.size > 0) {
      this.pool?.flush();
      await Promise.all(this.waiting);
    }
    if (this.failure !== undefined) throw this.failure;
  }

  /** No more chunks come: what they needed is given back. */
  [Symbol.dispose](): void {
    this.pool?.[Symbol.dispose]();
    this.pool = undefined;
  }
}
