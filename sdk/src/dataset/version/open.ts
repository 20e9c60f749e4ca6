import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import { decryptChunk, type LeafReference } from '../../crypto/chunk.ts';
import type { DatasetKeys } from '../../crypto/dataset-keys.ts';
import { MeshidError } from '../../errors.ts';
import type { DatasetId } from '../../identifiers.ts';
import { checkBlock, readBlock } from '../../storage/stores.ts';
import { readDirectory } from './directory.ts';
import { type Entry, EntryOrder, type Extent, type FileEntry, type ManifestLeaf } from './entry.ts';
import { type Item, malformed, manifestReader, readItems, readReference } from './items.ts';
import { decryptRoot, type ManifestRoot, type VersionBinding } from './manifest-root.ts';
import { ENTRIES_PIECE, INDEX_PIECE } from './manifest-writer.ts';

/** What the chain says about a version; a field that is left out is not compared. */
export interface ExpectedBinding {
  readonly dataset: DatasetId;
  readonly sequence: bigint;
  readonly epoch?: bigint;
  /** The head before; `null` when there must be none. */
  readonly parent?: CID | null;
}

export interface OpenVersionInput {
  /** Gives a block only when it is what its CID names, as every store of `DatasetStores` does. */
  readonly store: Pick<Blockstore, 'get'>;
  readonly head: CID;
  readonly keys: DatasetKeys;
  readonly expect: ExpectedBinding;
}

export interface ReadOptions {
  readonly signal?: AbortSignal;
}

/** A version whose root was opened and belongs where it was expected. The rest is read, and checked, when it is asked for. */
export interface Version extends VersionBinding {
  readonly head: CID;
  readonly keyring: CID;
  readonly entries: number;
  readonly bytes: number;
  /** Every file, directory and link in order. Throws MeshidError `version/malformed`, `file/unsafe-path` or `version/incomplete`. */
  list(options?: ReadOptions): AsyncGenerator<Entry>;
  /** Every leaf with content, each once, in the order in which the files need them. */
  leaves(options?: ReadOptions): AsyncGenerator<ManifestLeaf>;
  /** Every block that a reader needs, each once: head, manifest, its pieces, then leaves. */
  blocks(options?: ReadOptions): AsyncGenerator<CID>;
  /** Of those, the ones that `store` has not. */
  missing(store: Pick<Blockstore, 'has'>, options?: ReadOptions): AsyncGenerator<CID>;
  /** A stretch of a leaf's content, decrypted. */
  read(extent: Extent, options?: ReadOptions): Promise<Uint8Array>;
}

/**
 * Opens a version and refuses one that belongs to another dataset, sequence, epoch or parent.
 *
 * @throws MeshidError `version/other-binding`, `version/malformed`, `version/incomplete`, `crypto/cannot-open`
 */
export async function openVersion(
  { store, head, keys, expect }: OpenVersionInput,
  options: ReadOptions = {},
): Promise<Version> {
  const { manifest, keyring } = readDirectory(await getBlock(store, head, options));
  const root = decryptRoot(keys, await getBlock(store, manifest, options));
  checkBinding(root.binding, expect);
  return new OpenedVersion(store, head, manifest, keyring, root);
}

function checkBinding({ dataset, sequence, epoch, parent }: VersionBinding, expect: ExpectedBinding): void {
  const compare = (what: string, expected: unknown, found: unknown): void => {
    if (String(expected) !== String(found))
      throw new MeshidError('version/other-binding', {
        what,
        expected: String(expected),
        found: String(found),
      });
  };
  compare('dataset', expect.dataset, dataset);
  compare('sequence', expect.sequence, sequence);
  if (expect.epoch !== undefined) compare('epoch', expect.epoch, epoch);
  if (expect.parent !== undefined) compare('parent', expect.parent ?? 'none', parent ?? 'none');
}

/** @throws MeshidError `version/incomplete` when the store has it not */
export async function getBlock(
  store: Pick<Blockstore, 'get'>,
  cid: CID,
  options: ReadOptions,
): Promise<Uint8Array> {
  try {
    return await readBlock(store, cid, options);
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFoundError')
      throw new MeshidError('version/incomplete', { cid: cid.toString() }, { cause: error, retryable: true });
    throw error;
  }
}

/** The content of a piece of the manifest, without its first byte, which says what it holds. */
export function openPiece(reference: LeafReference, block: Uint8Array, kind: number): Uint8Array {
  checkBlock(reference.cid, block, 'manifest');
  const content = decryptChunk(reference, block);
  if (content[0] !== kind || content.length < 2) malformed('a piece is of the wrong kind');
  return content.subarray(1);
}

/** The references in an index piece. */
export function readIndex(reference: LeafReference, block: Uint8Array): LeafReference[] {
  const reader = manifestReader(openPiece(reference, block, INDEX_PIECE));
  const children: LeafReference[] = [];
  while (reader.left > 0) children.push(readReference(reader));
  return children;
}

class OpenedVersion implements Version {
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
  private readonly store: Pick<Blockstore, 'get'>;
  /** The leaf that was read last: neighbours in a segment follow each other. */
  private last: { readonly name: string; readonly content: Uint8Array } | undefined;

  constructor(store: Pick<Blockstore, 'get'>, head: CID, manifest: CID, keyring: CID, root: ManifestRoot) {
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

  private async *items(options: ReadOptions): AsyncGenerator<Item> {
    for await (const { reference, depth, block } of this.pieces(options))
      if (depth === 0) yield* readItems(manifestReader(openPiece(reference, block, ENTRIES_PIECE)));
  }

  async *list(options: ReadOptions = {}): AsyncGenerator<Entry> {
    const order = new EntryOrder();
    let entries = 0;
    let bytes = 0;
    let file: (Omit<FileEntry, 'extents'> & { extents: Extent[] }) | undefined;
    let missing = 0;
    const finish = (): FileEntry | undefined => {
      if (missing !== 0) malformed(`${file?.path ?? ''} is not as long as it says`);
      const finished = file;
      file = undefined;
      return finished;
    };
    for await (const item of this.items(options)) {
      if ('extent' in item) {
        if (file === undefined || item.extent.length > missing) malformed('an extent belongs to no file');
        file.extents.push(item.extent);
        missing -= item.extent.length;
        continue;
      }
      const finished = finish();
      if (finished !== undefined) yield finished;
      const { head } = item;
      order.check(head);
      entries += 1;
      if (head.kind === 'file') {
        file = { ...head, extents: [] };
        missing = head.size;
        bytes += head.size;
      } else yield head;
    }
    const finished = finish();
    if (finished !== undefined) yield finished;
    if (entries !== this.entries || bytes !== this.bytes) malformed('its totals are wrong');
  }

  async *leaves(options: ReadOptions = {}): AsyncGenerator<ManifestLeaf> {
    const seen = new Set<string>();
    for await (const entry of this.list(options)) {
      if (entry.kind !== 'file') continue;
      for (const { leaf } of entry.extents) {
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

  async *missing(store: Pick<Blockstore, 'has'>, options: ReadOptions = {}): AsyncGenerator<CID> {
    for await (const cid of this.blocks(options)) if (!(await store.has(cid, options))) yield cid;
  }

  async read({ leaf, offset, length }: Extent, options: ReadOptions = {}): Promise<Uint8Array> {
    const name = leaf.cid.toString();
    let content = this.last?.name === name ? this.last.content : undefined;
    if (content === undefined) {
      content = decryptChunk(leaf, await getBlock(this.store, leaf.cid, options));
      this.last = { name, content };
    }
    return content.subarray(offset, offset + length);
  }
}
