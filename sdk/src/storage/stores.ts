import type { Blockstore } from 'interface-blockstore';
import { hash } from 'node:crypto';
import type { CID } from 'multiformats/cid';
import { MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import { SHA2_256 } from '../raw-cid.ts';

/** What a store reads beside a block. */
export const READING_ROOM = 64;

/** A block store that can tell when what it was given is safe. Once `put` resolves, it keeps nothing of the bytes that it was given. */
export interface DurableBlockstore extends Blockstore {
  /**
   * Resolves when what was put before is on the disk, so that not even a power cut takes it.
   *
   * @throws MeshidError `storage/full`, `storage/failed`
   */
  sync(): Promise<void>;
  /**
   * As `get`, into memory of the caller's, where the block fits into it: elsewhere what it returns is in memory of its own.
   *
   * @param memory with room for the block and `READING_ROOM` bytes more
   * @param matches tells whether a block there is the one; it may change what is
   */
  readInto?(
    cid: CID,
    memory: Buffer,
    matches: (block: Uint8Array) => Promise<boolean>,
    options?: { signal?: AbortSignal },
  ): Promise<Uint8Array>;
  /** What it takes where it is kept, in bytes: also what was deleted and not yet given back. */
  size(): Promise<number>;
  /**
   * Gives back the room of what was deleted, but for a tenth.
   *
   * @throws MeshidError `storage/full`, `storage/failed`
   */
  reclaim(): Promise<void>;
}

/**
 * Where a computer keeps its datasets' blocks: one store for each dataset, because a block may be served only from the dataset
 * that it came through.
 *
 * Each store is an `interface-blockstore`. `get` gives a block only after checking it against its CID, throws
 * MeshidError `storage/corrupt` and sets the block aside when it doesn't match, and throws interface-store's `NotFoundError` when
 * it is absent. `put` throws MeshidError `storage/full` or `storage/failed`.
 */
export interface DatasetStores {
  /** The dataset's store, made when there is none. */
  open(dataset: DatasetId): Promise<DurableBlockstore>;
  /** The dataset's store where this computer has one. */
  find(dataset: DatasetId): Promise<DurableBlockstore | undefined>;
  list(): Promise<DatasetId[]>;
}

/** Whether `block` is what `cid` names; only sha256 is used here, so any other hash is refused. */
export function matchesCid(cid: CID, block: Uint8Array): boolean {
  return cid.multihash.code === SHA2_256 && matchesDigest(cid.multihash.digest, block);
}

export function matchesDigest(digest: Uint8Array, block: Uint8Array): boolean {
  return hash('sha256', block, 'buffer').equals(digest);
}

/** @throws MeshidError `storage/corrupt` */
export function checkBlock(cid: CID, block: Uint8Array, where: string): void {
  if (!matchesCid(cid, block))
    throw new MeshidError('storage/corrupt', { cid: cid.toString(), where }, { retryable: true });
}

/** A block of a blockstore, as `gather` gives it. */
export async function readBlock(
  store: Pick<Blockstore, 'get'>,
  cid: CID,
  options?: { signal?: AbortSignal },
): Promise<Uint8Array> {
  return await gather(store.get(cid, options));
}

/** Bytes that come in pieces as one; a single piece is not copied. */
export async function gather(value: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of value) pieces.push(piece);
  const [only] = pieces;
  return only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces);
}
