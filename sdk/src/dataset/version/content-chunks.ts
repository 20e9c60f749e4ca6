import type { FileHandle } from 'node:fs/promises';
import type { DatasetKeys } from '../../crypto/dataset-keys.ts';
import { keyBytes } from '../../identifiers.ts';
import { createGear, readChunks } from './chunker.ts';
import type { Lent } from './chunk-pool.ts';
import type { Extent, FileEntry } from './entry.ts';
import { FileCutter, WORTH_CUTTING_BYTES } from './file-cutter.ts';
import { type Chunker, chunkerOf } from './gear.ts';
import type { Coming, LeafSink } from './leaf-sink.ts';
import { readSparse, type SparseContent } from './sparse.ts';

/** What was read of a file, whose leaves are being made. */
export interface Chunked {
  readonly bytes: number;
  /** A failure is the sink's, which tells. */
  readonly extents: Promise<FileEntry['extents']>;
}

/** A stretch of a file, with its leaf to come. */
interface Chunk {
  readonly coming: Coming;
  readonly length: number;
}

interface OpenFile {
  readonly handle: FileHandle;
  /** As it was found. */
  readonly size: bigint;
  /** To read through. */
  readonly window: Buffer;
  /** Told how many bytes were read. */
  readonly onBytes: (bytes: number) => void;
}

/** Cuts what is too large to be packed by its content, and has leaves made of the pieces. */
export class ContentChunks implements Disposable {
  private readonly sink: LeafSink;
  private readonly signal: AbortSignal | undefined;
  private readonly chunker: Chunker;
  private readonly cutter: FileCutter;

  constructor(keys: DatasetKeys, sink: LeafSink, signal: AbortSignal | undefined) {
    const gear = createGear(keys.constant, keyBytes(keys.dataset));
    this.sink = sink;
    this.signal = signal;
    this.chunker = chunkerOf(gear);
    this.cutter = new FileCutter(gear);
  }

  async ofMemory(content: Uint8Array): Promise<Chunked> {
    const chunks: Chunk[] = [];
    for (let start = 0; start < content.length;) {
      const cut = this.chunker(content, start, content.length);
      chunks.push(await this.store(content.subarray(start, cut)));
      start = cut;
    }
    return { bytes: content.length, extents: extentsOf(chunks) };
  }

  async ofFile({ handle, size, window, onBytes }: OpenFile): Promise<Chunked> {
    const chunks: Chunk[] = [];
    const sparse = readSparse(handle);
    let bytes = sparse?.holes ?? 0;
    const add = (chunk: Chunk): void => {
      chunks.push(chunk);
      bytes += chunk.length;
      onBytes(bytes);
    };
    if (sparse === undefined && size >= WORTH_CUTTING_BYTES)
      for await (const lent of this.cutter.chunks(handle.fd)) add(await this.storeLent(lent));
    else
      for await (const chunk of readChunks(sparse?.reader ?? handle, window, this.chunker))
        add(await this.store(chunk));
    return { extents: extentsOf(chunks, sparse?.layOut), bytes };
  }

  private async store(chunk: Uint8Array): Promise<Chunk> {
    this.signal?.throwIfAborted();
    return chunkOf(await this.sink.chunk(chunk), chunk);
  }

  private async storeLent(lent: Lent): Promise<Chunk> {
    this.signal?.throwIfAborted();
    return chunkOf(await this.sink.lentChunk(lent), lent.content);
  }

  [Symbol.dispose](): void {
    this.cutter[Symbol.dispose]();
  }
}

function chunkOf(coming: Coming, { length }: Uint8Array): Chunk {
  // Of a file that changes meanwhile nobody waits for it; the sink tells a failure.
  coming.leaf.catch(() => undefined);
  return { coming, length };
}

function extentsOf(chunks: readonly Chunk[], layOut?: SparseContent['layOut']): Chunked['extents'] {
  const extents = Promise.all(
    chunks.map(async ({ coming, length }): Promise<Extent> => ({
      leaf: await coming.leaf,
      offset: 0,
      length,
    })),
  ).then((all) => layOut?.(all) ?? all);
  extents.catch(() => undefined);
  return extents;
}
