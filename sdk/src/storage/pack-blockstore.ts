import { BaseBlockstore } from 'blockstore-core/base';
import type { AbortOptions } from '@libp2p/interface';
import type { InputPair, Pair } from 'interface-blockstore';
import { NotFoundError } from 'interface-store';
import type { CID } from 'multiformats/cid';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesKey } from '../bytes-key.ts';
import { MeshidError } from '../errors.ts';
import { rawCidOf, SHA2_256 } from '../raw-cid.ts';
import type { Place } from './block-index.ts';
import { errorCode, storageError } from './failures.ts';
import { FileBlocks } from './file-blocks.ts';
import { compact, type Read } from './pack-compaction.ts';
import { decodeHeader, HEADER_BYTES } from './pack-frame.ts';
import { markGone } from './pack-marking.ts';
import { PackWriter } from './pack-writer.ts';
import { MOST_BLOCK_BYTES } from './pack-reading.ts';
import { type Pack, Packs } from './packs.ts';
import { type DurableBlockstore, gather, matchesCid } from './stores.ts';

const DAMAGED = 'damaged';
const PACKS = 'packs';
/** Of a pack, once the room is wanted. */
const MOST_GONE = 0.1;
const ENOUGH_BYTES = 2 * 1024 * 1024;

/** Memory of a reader's own, and how the reader tells whether a block there is the one. */
interface Into {
  readonly memory: Buffer;
  readonly matches: (block: Uint8Array) => Promise<boolean>;
}

/**
 * One dataset's blocks in packs: `packs/*.pack`, each with an index beside it. Every process adds to packs of its own and reads all, so
 * none waits for another; what others stored since is found when it is asked for.
 */
export class PackBlockstore extends BaseBlockstore implements DurableBlockstore {
  private readonly directory: string;
  private readonly packs: Packs;
  /** Copying into the system's memory may take a core of its own, so there are two, where one has enough to do. */
  private readonly writers: readonly [PackWriter, PackWriter];
  /** Of before there were packs. */
  private readonly old: FileBlocks;
  private readonly storing = new Map<string, { block: Uint8Array; done: Promise<void> }>();

  private constructor(directory: string, old: FileBlocks) {
    super();
    this.directory = directory;
    this.packs = new Packs(join(directory, PACKS));
    this.writers = [new PackWriter(this.packs.folder), new PackWriter(this.packs.folder)];
    this.old = old;
  }

  static async open(directory: string): Promise<PackBlockstore> {
    try {
      await mkdir(join(directory, PACKS), { recursive: true, mode: 0o700 });
      const store = new PackBlockstore(directory, await FileBlocks.open(directory));
      store.packs.refresh();
      return store;
    } catch (error) {
      throw storageError(error, directory);
    }
  }

  override async has(cid: CID, options?: AbortOptions): Promise<boolean> {
    options?.signal?.throwIfAborted();
    const digest = digestOf(cid);
    try {
      return this.find(digest) !== undefined || this.old.has(digest);
    } catch (error) {
      throw storageError(error, this.directory);
    }
  }

  /** Where a block is, by what its header says now: another process may have removed it. */
  private find(digest: Uint8Array): Place | undefined {
    for (let refreshed = false; ; refreshed = true) {
      for (
        let place = this.packs.index.get(digest);
        place !== undefined;
        place = this.packs.index.get(digest)
      ) {
        const header = this.packs.header(place);
        // A header that is damaged is for `get` to tell.
        if (header === undefined ? this.packs.get(place.pack) !== undefined : !header.gone) return place;
        this.packs.unset(digest, place);
      }
      if (refreshed) return undefined;
      this.packs.refresh();
    }
  }

  /** A block that is here already, undamaged, is not stored again. */
  override async put(cid: CID, value: InputPair['bytes'], options?: AbortOptions): Promise<CID> {
    const block = value instanceof Uint8Array ? value : await gather(value);
    options?.signal?.throwIfAborted();
    const digest = digestOf(cid);
    if (block.length > MOST_BLOCK_BYTES)
      throw new MeshidError('input/invalid', { what: 'block', why: 'it is too large' });
    const name = bytesKey(digest);
    const other = this.storing.get(name);
    if (other !== undefined && Buffer.compare(other.block, block) === 0) {
      await other.done;
      return cid;
    }
    const done = this.store(digest, block);
    this.storing.set(name, { block, done });
    try {
      await done;
    } catch (error) {
      throw storageError(error, this.directory);
    } finally {
      if (this.storing.get(name)?.done === done) this.storing.delete(name);
    }
    return cid;
  }

  private async store(digest: Uint8Array, block: Uint8Array): Promise<void> {
    const there = this.packs.index.get(digest);
    if (there !== undefined) {
      const read = await this.read(digest, there);
      if (read !== undefined && 'block' in read && Buffer.compare(read.block, block) === 0) return;
    }
    const { name, offset } = await this.freer().append(digest, block);
    const pack = this.packs.own(name);
    pack.known = offset + HEADER_BYTES + block.length;
    if (there !== undefined) this.remove(digest, there);
    this.packs.set(digest, { pack: pack.number, offset, length: block.length });
  }

  private freer(): PackWriter {
    const [first, second] = this.writers;
    return first.backlog > ENOUGH_BYTES && second.backlog < first.backlog ? second : first;
  }

  private remove(digest: Uint8Array, place: Place): void {
    const pack = this.packs.get(place.pack);
    if (pack !== undefined) markGone(pack, place.offset);
    this.packs.unset(digest, place);
  }

  private async read(
    digest: Uint8Array,
    { pack: number, offset, length }: Place,
    memory?: Buffer,
  ): Promise<Read> {
    const pack = this.packs.get(number);
    if (pack === undefined) return undefined;
    let bytes: Buffer;
    try {
      bytes = await this.packs.files.read(pack.path, offset, HEADER_BYTES + length, memory);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      this.packs.drop(pack);
      return undefined;
    }
    const header = decodeHeader(bytes, 0);
    if (header?.gone === true) return undefined;
    const block = bytes.subarray(HEADER_BYTES);
    const isIt = header !== undefined && header.digest.equals(digest) && block.length === length;
    return isIt ? { block } : { damaged: block };
  }

  override async *get(cid: CID, options?: AbortOptions): AsyncGenerator<Uint8Array> {
    yield await this.readBlock(cid, options);
  }

  async readInto(
    cid: CID,
    memory: Buffer,
    matches: (block: Uint8Array) => Promise<boolean>,
    options?: AbortOptions,
  ): Promise<Uint8Array> {
    return this.readBlock(cid, options, { memory, matches });
  }

  private async readBlock(cid: CID, options?: AbortOptions, into?: Into): Promise<Uint8Array> {
    options?.signal?.throwIfAborted();
    const digest = digestOf(cid);
    let block: Uint8Array | undefined;
    try {
      block = (await this.fromPacks(cid, digest, into)) ?? (await this.old.get(digest));
    } catch (error) {
      throw storageError(error, this.directory);
    }
    if (block === undefined) throw new NotFoundError(`block ${cid.toString()} is not here`);
    return block;
  }

  private async fromPacks(cid: CID, digest: Uint8Array, into?: Into): Promise<Uint8Array | undefined> {
    let damaged: Pack | undefined;
    for (let place = this.find(digest); place !== undefined; place = this.find(digest)) {
      const fits = into !== undefined && into.memory.length >= HEADER_BYTES + place.length;
      const read = await this.read(digest, place, fits ? into.memory : undefined);
      if (read !== undefined && 'block' in read) {
        const { block } = read;
        if (fits ? await into.matches(block) : matchesCid(cid, block)) return block;
      }
      if (read === undefined) this.packs.unset(digest, place);
      else {
        damaged = this.packs.get(place.pack) ?? damaged;
        await this.setAside('block' in read ? read.block : read.damaged);
        this.remove(digest, place);
      }
    }
    if (damaged === undefined || this.old.has(digest)) return undefined;
    throw new MeshidError(
      'storage/corrupt',
      { cid: cid.toString(), where: damaged.path },
      { retryable: true },
    );
  }

  /** Kept for whoever wants to look, but no longer found, so that the block is fetched again. */
  private async setAside(bytes: Uint8Array): Promise<void> {
    const folder = join(this.directory, DAMAGED);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(join(folder, randomUUID()), bytes, { mode: 0o600 });
  }

  override async delete(cid: CID, options?: AbortOptions): Promise<void> {
    options?.signal?.throwIfAborted();
    const digest = digestOf(cid);
    try {
      for (let place = this.find(digest); place !== undefined; place = this.find(digest))
        this.remove(digest, place);
      await this.old.delete(digest);
    } catch (error) {
      throw storageError(error, this.directory);
    }
  }

  /** Every block as a raw CID: its digest is all that is known. */
  override async *getAll(options?: AbortOptions): AsyncGenerator<Pair> {
    this.packs.refresh();
    for (const place of this.packs.index.places()) {
      options?.signal?.throwIfAborted();
      const header = this.packs.header(place);
      if (header === undefined || header.gone) continue;
      const cid = rawCidOf(Uint8Array.from(header.digest));
      yield { cid, bytes: this.get(cid, options) };
    }
    for await (const digest of this.old.digests()) {
      options?.signal?.throwIfAborted();
      if (this.packs.index.get(digest) !== undefined) continue;
      const cid = rawCidOf(digest);
      yield { cid, bytes: this.get(cid, options) };
    }
  }

  /** Also gives back the room of what is gone, where it is worth it. */
  async sync(): Promise<void> {
    try {
      await Promise.all(this.writers.map(async (writer) => writer.sync()));
      await this.compact();
    } catch (error) {
      throw storageError(error, this.directory);
    }
  }

  async size(): Promise<number> {
    try {
      let bytes = 0;
      for (const entry of await readdir(this.directory, { recursive: true, withFileTypes: true }))
        if (entry.isFile()) bytes += await sizeOf(join(entry.parentPath, entry.name));
      return bytes;
    } catch (error) {
      throw storageError(error, this.directory);
    }
  }

  async reclaim(): Promise<void> {
    try {
      await Promise.all(this.writers.map(async (writer) => writer.end()));
      await this.compact(MOST_GONE);
    } catch (error) {
      throw storageError(error, this.directory);
    }
  }

  private async compact(mostGone?: number): Promise<void> {
    await compact(this.packs, this.writers[0], async (digest, place) => this.read(digest, place), mostGone);
  }
}

/** A file that another process has just removed takes nothing. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

function digestOf({ multihash }: CID): Uint8Array {
  if (multihash.code === SHA2_256 && multihash.digest.length === 32) return multihash.digest;
  throw new MeshidError('input/invalid', { what: 'CID', why: 'its hash is not SHA-256' });
}
