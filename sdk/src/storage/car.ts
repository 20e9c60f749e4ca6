import { CarIndexer } from '@ipld/car/indexer';
import { CarWriter } from '@ipld/car/writer';
import type { CID } from 'multiformats/cid';
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MeshidError } from '../errors.ts';
import { errorCode, storageError } from './failures.ts';
import { matchesCid } from './stores.ts';

/** More than any block of a version has. */
const MAX_BLOCK_BYTES = 2 * 1024 * 1024;

/** A CAR file's blocks, each read and checked when it is asked for. Nothing is kept in memory but where they are. */
export class CarFile implements AsyncDisposable {
  readonly roots: readonly CID[];
  private readonly file: FileHandle;
  private readonly places: ReadonlyMap<string, { readonly at: number; readonly length: number }>;

  private constructor(file: FileHandle, roots: readonly CID[], places: CarFile['places']) {
    this.file = file;
    this.roots = roots;
    this.places = places;
  }

  /** @throws MeshidError `file/unreadable`, `car/malformed` */
  static async open(path: string): Promise<CarFile> {
    const file = await open(path, 'r').catch((cause: unknown) => {
      throw new MeshidError('file/unreadable', { path, why: errorCode(cause) ?? 'unknown' }, { cause });
    });
    try {
      const places = new Map<string, { at: number; length: number }>();
      const indexer = await CarIndexer.fromIterable(createReadStream(path));
      for await (const { cid, blockOffset, blockLength } of indexer) {
        if (blockLength > MAX_BLOCK_BYTES) throw new RangeError(`a block of ${blockLength} bytes`);
        places.set(cid.toString(), { at: blockOffset, length: blockLength });
      }
      return new CarFile(file, await indexer.getRoots(), places);
    } catch (cause) {
      await file.close();
      const why = cause instanceof Error ? cause.message : 'unknown';
      throw new MeshidError('car/malformed', { file: path, why }, { cause });
    }
  }

  /** A block, when it is there and is what its CID names. */
  async find(cid: CID): Promise<Uint8Array | undefined> {
    const place = this.places.get(cid.toString());
    if (place === undefined) return undefined;
    const block = Buffer.allocUnsafeSlow(place.length);
    const { bytesRead } = await this.file.read(block, 0, place.length, place.at);
    return bytesRead === place.length && matchesCid(cid, block) ? block : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.file.close();
  }
}

/**
 * Writes a CAR file (version 1), whole or not at all.
 *
 * @param blocks each once
 * @throws MeshidError `file/in-the-way` when the file exists, `storage/full`, `storage/failed`
 */
export async function writeCar(
  path: string,
  roots: CID[],
  blocks: AsyncIterable<{ readonly cid: CID; readonly block: Uint8Array }>,
): Promise<void> {
  const temporary = `${path}.partial`;
  try {
    // The name is taken now, so that nobody else's file is replaced after the work is done.
    await (await open(path, 'wx')).close();
  } catch (cause) {
    if (errorCode(cause) !== 'EEXIST') throw storageError(cause, path);
    throw new MeshidError('file/in-the-way', { path, why: 'it exists' }, { cause });
  }
  const stop = new AbortController();
  try {
    const { writer, out } = CarWriter.create(roots);
    const file = createWriteStream(temporary, { flush: true });
    const written = pipeline(Readable.from(out), file, { signal: stop.signal });
    const put = putAll(writer, blocks).catch((error: unknown) => {
      stop.abort(error);
      throw error;
    });
    await Promise.all([put, written]);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    await rm(path, { force: true });
    throw storageError(error, path);
  }
}

async function putAll(
  writer: ReturnType<typeof CarWriter.create>['writer'],
  blocks: AsyncIterable<{ readonly cid: CID; readonly block: Uint8Array }>,
): Promise<void> {
  for await (const { cid, block } of blocks) await writer.put({ cid, bytes: block });
  await writer.close();
}
