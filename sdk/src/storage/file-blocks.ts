import { base32 } from 'multiformats/bases/base32';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as Digest from 'multiformats/hashes/digest';
import { MeshidError } from '../errors.ts';
import { rawCidOf, SHA2_256 } from '../raw-cid.ts';
import { errorCode } from './failures.ts';
import { matchesDigest } from './stores.ts';

const FILE = /^[a-z2-7]{50,70}$/;

/** Blocks as files, `<one character>/<multihash in base32>`, as they were stored before there were packs: read and removed only. */
export class FileBlocks {
  private readonly directory: string;
  private readonly folders: readonly string[];

  private constructor(directory: string, folders: readonly string[]) {
    this.directory = directory;
    this.folders = folders;
  }

  static async open(directory: string): Promise<FileBlocks> {
    return new FileBlocks(
      directory,
      (await readdir(directory)).filter((name) => name.length === 1),
    );
  }

  private fileOf(digest: Uint8Array): string {
    const name = base32.baseEncode(Digest.create(SHA2_256, digest).bytes);
    return join(this.directory, name.slice(-2, -1), name);
  }

  has(digest: Uint8Array): boolean {
    return this.folders.length > 0 && existsSync(this.fileOf(digest));
  }

  /** @throws MeshidError `storage/corrupt`, after which the block is absent */
  async get(digest: Uint8Array): Promise<Uint8Array | undefined> {
    if (this.folders.length === 0) return undefined;
    const file = this.fileOf(digest);
    try {
      const block = await readFile(file);
      if (matchesDigest(digest, block)) return block;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
    await rm(file, { force: true });
    throw new MeshidError(
      'storage/corrupt',
      { cid: rawCidOf(digest).toString(), where: file },
      { retryable: true },
    );
  }

  async delete(digest: Uint8Array): Promise<void> {
    if (this.folders.length > 0) await rm(this.fileOf(digest), { force: true });
  }

  async *digests(): AsyncGenerator<Uint8Array> {
    for (const folder of this.folders)
      for (const name of await readdir(join(this.directory, folder)))
        if (FILE.test(name)) yield Digest.decode(base32.baseDecode(name)).digest;
  }
}
