import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import { decryptChunk, type LeafReference } from '../../crypto/chunk.ts';
import { isMeshidError, MeshidError } from '../../errors.ts';
import { checkBlock, type DurableBlockstore, readBlock } from '../../storage/stores.ts';
import { type Item, malformed, manifestReader, readItems, readReference } from './items.ts';
import { ENTRIES_PIECE, INDEX_PIECE, WHOLE_PATHS_PIECE } from './manifest-writer.ts';

export interface ReadOptions {
  readonly signal?: AbortSignal;
}

/** What a version is read from. */
export type LeafSource = Pick<Blockstore, 'get'> & Pick<DurableBlockstore, 'readInto'>;

/** @throws MeshidError `version/incomplete` when the store has it not */
export async function getBlock(store: LeafSource, cid: CID, options: ReadOptions): Promise<Uint8Array> {
  return explained(cid, async () => readBlock(store, cid, options));
}

/** What `read` gives, or why there is nothing. */
export async function explained(cid: CID, read: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFoundError')
      throw new MeshidError('version/incomplete', { cid: cid.toString() }, { cause: error, retryable: true });
    throw error;
  }
}

/** The content of a piece of the manifest, without its first byte, which says which of `kinds` it is. */
export function openPiece<K extends number>(
  reference: LeafReference,
  block: Uint8Array,
  kinds: readonly K[],
): { kind: K; content: Uint8Array } {
  checkBlock(reference.cid, block, 'manifest');
  const content = decryptChunk(reference, block);
  const kind = kinds.find((one) => one === content[0]);
  if (kind === undefined || content.length < 2) return malformed('a piece is of the wrong kind');
  return { kind, content: content.subarray(1) };
}

/** The items in a piece of entries. */
export function readEntries(reference: LeafReference, block: Uint8Array): Generator<Item> {
  const { kind, content } = openPiece(reference, block, [ENTRIES_PIECE, WHOLE_PATHS_PIECE]);
  return readItems(manifestReader(content), kind === WHOLE_PATHS_PIECE);
}

/** The references in an index piece. */
export function readIndex(reference: LeafReference, block: Uint8Array): LeafReference[] {
  const reader = manifestReader(openPiece(reference, block, [INDEX_PIECE]).content);
  const children: LeafReference[] = [];
  while (reader.left > 0) children.push(readReference(reader));
  return children;
}

/** Whether a version could not be read because blocks of it are absent or damaged here. */
export function isUnreadable(error: unknown): boolean {
  return isMeshidError(error, 'version/incomplete') || isMeshidError(error, 'storage/corrupt');
}
