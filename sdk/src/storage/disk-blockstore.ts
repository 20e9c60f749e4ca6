import { BaseBlockstore } from 'blockstore-core/base';
import type { AbortOptions } from '@libp2p/interface';
import type { InputPair, Pair } from 'interface-blockstore';
import { NotFoundError } from 'interface-store';
import { base32 } from 'multiformats/bases/base32';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import * as Digest from 'multiformats/hashes/digest';
import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { readBlockFile, writeBlockFile } from './block-file.ts';
import { errorCode, storageError } from './failures.ts';
import { checkBlock } from './stores.ts';

const TEMPORARY = 'temporary';
const DAMAGED = 'damaged';
const FILE = /^[a-z2-7]{50,70}$/;
/** Longer than any write takes, so what is older was left by a process that died. */
const TEMPORARY_AGE_MS = 60 * 60 * 1000;

/**
 * One dataset's blocks as files, `<one character>/<multihash in base32>`.
 *
 * blockstore-fs is not used: its temporary names are fixed, so two processes that write the same block can put a truncated one
 * under its final name, and its errors hide whether the disk is full.
 */
export class DiskBlockstore extends BaseBlockstore {
  private readonly directory: string;
  private readonly made = new Set<string>();

  private constructor(directory: string) {
    super();
    this.directory = directory;
  }

  static async open(directory: string): Promise<DiskBlockstore> {
    try {
      await mkdir(join(directory, TEMPORARY), { recursive: true, mode: 0o700 });
      await removeAbandoned(join(directory, TEMPORARY));
    } catch (error) {
      throw storageError(error, directory);
    }
    return new DiskBlockstore(directory);
  }

  private fileOf(cid: CID): { folder: string; file: string } {
    const name = base32.baseEncode(cid.multihash.bytes);
    // The last characters are the digest's; the very last holds padding bits, so it would spread over too few folders. 32 folders
    // are enough for a million blocks, and making more costs a new dataset more than its blocks do.
    const folder = join(this.directory, name.slice(-2, -1));
    return { folder, file: join(folder, name) };
  }

  override async has(cid: CID, options?: AbortOptions): Promise<boolean> {
    options?.signal?.throwIfAborted();
    try {
      await access(this.fileOf(cid).file);
      return true;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw storageError(error, this.directory);
    }
  }

  /** Writes under a name of its own, then renames: a block is there whole or not at all, whoever else writes it. */
  override async put(cid: CID, value: InputPair['bytes'], options?: AbortOptions): Promise<CID> {
    const block = value instanceof Uint8Array ? value : await collect(value);
    const { folder, file } = this.fileOf(cid);
    const temporary = join(this.directory, TEMPORARY, randomUUID());
    options?.signal?.throwIfAborted();
    try {
      if (!this.made.has(folder)) {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        this.made.add(folder);
      }
      // Not aborted midway: a block takes milliseconds, and the file would only be left behind.
      await writeBlockFile(temporary, block);
      await rename(temporary, file);
    } catch (error) {
      this.made.delete(folder);
      await rm(temporary, { force: true }).catch(() => undefined);
      throw storageError(error, this.directory);
    }
    return cid;
  }

  override async *get(cid: CID, options?: AbortOptions): AsyncGenerator<Uint8Array> {
    options?.signal?.throwIfAborted();
    const { file } = this.fileOf(cid);
    let block: Uint8Array;
    try {
      block = await readBlockFile(file);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') throw new NotFoundError(`block ${cid.toString()} is not here`);
      throw storageError(error, this.directory);
    }
    try {
      checkBlock(cid, block, file);
    } catch (error) {
      await this.setAside(file);
      throw error;
    }
    yield block;
  }

  /** Kept for whoever wants to look, but no longer found, so that the block is fetched again. */
  private async setAside(file: string): Promise<void> {
    const folder = join(this.directory, DAMAGED);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(file, join(folder, randomUUID())).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw storageError(error, this.directory);
    });
  }

  override async delete(cid: CID, options?: AbortOptions): Promise<void> {
    options?.signal?.throwIfAborted();
    try {
      await unlink(this.fileOf(cid).file);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw storageError(error, this.directory);
    }
  }

  /** Every block as a raw CID: the name holds the multihash only. */
  override async *getAll(options?: AbortOptions): AsyncGenerator<Pair> {
    for (const folder of await readdir(this.directory)) {
      if (folder.length !== 1) continue;
      for (const name of await readdir(join(this.directory, folder))) {
        options?.signal?.throwIfAborted();
        if (!FILE.test(name)) continue;
        const cid = CID.createV1(raw.code, Digest.decode(base32.baseDecode(name)));
        yield { cid, bytes: this.get(cid, options) };
      }
    }
  }
}

async function collect(value: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of value) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    // Another process may finish or remove it meanwhile.
    const age = await stat(file).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > TEMPORARY_AGE_MS) await rm(file, { force: true });
  }
}
