import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import { decryptChunk, type LeafReference } from '../../crypto/chunk.ts';
import { contentOf, type Entry, type Extent, type ManifestLeaf } from './entry.ts';
import { malformed } from './items.ts';
import type { LeafMemory, LeafThread } from './leaf-thread.ts';
import { EntryAssembler } from './manifest-entries.ts';
import type { ManifestRoot } from './manifest-root.ts';
import type { Version } from './open.ts';
import { explained, getBlock, type LeafSource, readEntries, readIndex, type ReadOptions } from './pieces.ts';

/** At most 8 MiB, for as long as the version is used. */
const MOST_LEAVES_KEPT = 8;

/** Handing less to another thread takes longer than doing it. */
const WORTH_A_THREAD_BYTES = 64 * 1024;

/** A version over a store; what it is asked for is read from there. */
export class OpenedVersion implements Version {
  readonly dataset;
  readonly sequence;
  readonly epoch;
  readonly parent;
  readonly entries;
  readonly bytes;
  readonly head: CID;
  readonly keyring: CID;
  private readonly manifest: CID;
  private readonly root: ManifestRoot;
  private readonly store: LeafSource;
  /** The leaves that were read last: neighbours share one, but those that changed at different times don't. */
  private readonly last = new Map<string, Uint8Array>();

  constructor(store: LeafSource, head: CID, manifest: CID, keyring: CID, root: ManifestRoot) {
    ({
      dataset: this.dataset,
      sequence: this.sequence,
      epoch: this.epoch,
      parent: this.parent,
    } = root.binding);
    this.entries = root.entries;
    this.bytes = root.bytes;
    this.head = head;
    this.manifest = manifest;
    this.keyring = keyring;
    this.root = root;
    this.store = store;
  }

  /** The manifest's pieces in order, each index before what it lists. */
  private async *pieces(
    options: ReadOptions,
  ): AsyncGenerator<{ reference: LeafReference; depth: number; block: Uint8Array }> {
    const waiting = this.root.children.map((reference) => ({ reference, depth: this.root.depth })).reverse();
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      options.signal?.throwIfAborted();
      const { reference, depth } = next;
      const block = await getBlock(this.store, reference.cid, options);
      yield { reference, depth, block };
      if (depth > 0)
        for (const child of readIndex(reference, block).reverse())
          waiting.push({ reference: child, depth: depth - 1 });
    }
  }

  async *list(options: ReadOptions = {}): AsyncGenerator<Entry> {
    const assembler = new EntryAssembler();
    for await (const { reference, depth, block } of this.pieces(options)) {
      if (depth > 0) continue;
      for (const item of readEntries(reference, block)) {
        const finished = assembler.take(item);
        if (finished !== undefined) yield finished;
      }
    }
    const last = assembler.finish();
    if (last !== undefined) yield last;
    if (assembler.entries !== this.entries || assembler.bytes !== this.bytes)
      malformed('its totals are wrong');
  }

  async *leaves(options: ReadOptions = {}): AsyncGenerator<ManifestLeaf> {
    const seen = new Set<string>();
    for await (const entry of this.list(options)) {
      if (entry.kind !== 'file') continue;
      for (const { leaf } of contentOf(entry)) {
        const name = leaf.cid.toString();
        if (seen.has(name)) continue;
        seen.add(name);
        yield leaf;
      }
    }
  }

  async *blocks(options: ReadOptions = {}): AsyncGenerator<CID> {
    yield this.head;
    yield this.manifest;
    const seen = new Set<string>();
    for await (const { reference } of this.pieces(options)) {
      if (!seen.has(reference.cid.toString())) yield reference.cid;
      seen.add(reference.cid.toString());
    }
    for await (const { cid } of this.leaves(options)) yield cid;
  }

  firstPiece(): CID | undefined {
    return this.root.children[0]?.cid;
  }

  async *missing(store: Pick<Blockstore, 'has'>, options: ReadOptions = {}): AsyncGenerator<CID> {
    for await (const cid of this.blocks(options)) if (!(await store.has(cid, options))) yield cid;
  }

  async read({ leaf, offset, length }: Extent, options: ReadOptions = {}): Promise<Uint8Array> {
    const name = leaf.cid.toString();
    const content = this.last.get(name) ?? decryptChunk(leaf, await getBlock(this.store, leaf.cid, options));
    this.last.delete(name);
    this.last.set(name, content);
    for (const oldest of this.last.keys()) {
      if (this.last.size <= MOST_LEAVES_KEPT) break;
      this.last.delete(oldest);
    }
    return content.subarray(offset, offset + length);
  }

  async readBeside(
    extent: Extent,
    thread: LeafThread,
    memory: LeafMemory,
    options: ReadOptions = {},
  ): Promise<Uint8Array> {
    const { leaf, offset, length } = extent;
    const readInto = this.store.readInto?.bind(this.store);
    if (readInto === undefined || leaf.length < WORTH_A_THREAD_BYTES) return this.read(extent, options);
    const done = { opened: false };
    const matches = async (block: Uint8Array): Promise<boolean> =>
      (done.opened = await thread.open(leaf, block));
    const block = await explained(leaf.cid, async () => readInto(leaf.cid, memory, matches, options));
    const content = done.opened ? block.subarray(0, leaf.length) : decryptChunk(leaf, block);
    return content.subarray(offset, offset + length);
  }
}
