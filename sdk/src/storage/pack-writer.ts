import { close, fdatasync, fsync, ftruncate, open, write, writev } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodeHeader, HEADER_BYTES } from './pack-frame.ts';
import { finishPackName, indexNameOf, newPackName } from './pack-names.ts';

const closeFile = promisify(close);
const openFile = promisify(open);
const syncFile = promisify(fdatasync);
const syncFolder = promisify(fsync);
const truncateFile = promisify(ftruncate);
const writeBytes = promisify(write);
const writeAllBytes = promisify(writev);

/** Small enough to be written anew when half of it is gone, large enough for a million blocks in some hundred files. */
export const PACK_BYTES = 256 * 1024 * 1024;
/** Brought to the disk while more is written, so that little is left to wait for at the end. */
const UNSYNCED_BYTES = 64 * 1024 * 1024;
const MOST_SYNCS = 4;
const MOST_AT_ONCE_BYTES = 8 * 1024 * 1024;
const MOST_AT_ONCE = 256;

export interface Written {
  readonly name: string;
  readonly offset: number;
}

interface Waiting {
  readonly digest: Uint8Array;
  readonly block: Uint8Array;
  readonly resolve: (written: Written) => void;
  readonly reject: (error: unknown) => void;
}

/** A pack that this process adds to. */
interface Growing {
  readonly name: string;
  readonly file: number;
  readonly index: number;
  end: number;
  /** What the index gets once it is on the disk. */
  unlisted: Buffer[];
  listed: number;
  unsynced: number;
}

/**
 * Adds blocks to packs that only this process adds to. What waits is written at once, one write after the other, so that whatever stops
 * this process leaves whole frames and maybe one that is cut off.
 */
export class PackWriter {
  private readonly folder: string;
  private readonly waiting: Waiting[] = [];
  private running: Promise<void> | undefined;
  private syncing: Promise<void> = Promise.resolve();
  private syncs = 0;
  private failure: Error | undefined;
  private pack: Growing | undefined;
  private newNames = false;
  private bytes = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Bytes that wait to be written, or are. */
  get backlog(): number {
    return this.bytes;
  }

  /** Resolves when the block survives this process; `sync` makes it survive the power. */
  async append(digest: Uint8Array, block: Uint8Array): Promise<Written> {
    this.bytes += block.length;
    try {
      return await new Promise((resolve, reject) => {
        this.waiting.push({ digest, block, resolve, reject });
        this.running ??= this.run().finally(() => (this.running = undefined));
      });
    } finally {
      this.bytes -= block.length;
    }
  }

  /** Resolves when everything that was appended before is on the disk. */
  async sync(): Promise<void> {
    await this.running;
    if (this.pack !== undefined) this.startSync(this.pack);
    await this.syncing;
    if (this.newNames) {
      this.newNames = false;
      await syncDirectory(this.folder);
    }
    if (this.failure === undefined) return;
    const { failure } = this;
    this.failure = undefined;
    throw failure;
  }

  /** The same, and adds nothing more to the pack that it was adding to. */
  async end(): Promise<void> {
    await this.running;
    if (this.pack !== undefined) this.finish(this.pack);
    await this.sync();
  }

  private async run(): Promise<void> {
    // What is asked for in the same turn goes together.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.nextBatch();
      try {
        await this.write(batch);
      } catch (error) {
        if (batch.length === 1) batch[0]?.reject(error);
        // A disk that is too full for all of them may take some.
        else for (const one of batch) await this.write([one]).catch(one.reject);
      }
    }
  }

  private nextBatch(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { block } of this.waiting) {
      if (count > 0 && (bytes + block.length > MOST_AT_ONCE_BYTES || count === MOST_AT_ONCE)) break;
      bytes += block.length;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async write(batch: readonly Waiting[]): Promise<void> {
    const pack = (this.pack ??= await this.start());
    const start = pack.end;
    const headers: Buffer[] = [];
    const pieces: Uint8Array[] = [];
    let end = start;
    for (const { digest, block } of batch) {
      const header = encodeHeader(digest, block.length, end);
      headers.push(header);
      pieces.push(header, block);
      end += HEADER_BYTES + block.length;
    }
    try {
      await writeWhole(pack.file, pieces, start);
    } catch (error) {
      // Where even that fails, nothing more may come behind what is cut off.
      await truncateFile(pack.file, start).catch(() => this.finish(pack));
      throw error;
    }
    pack.end = end;
    pack.unlisted.push(...headers);
    pack.unsynced += end - start;
    batch.forEach(({ resolve }, at) =>
      resolve({ name: pack.name, offset: headers[at]?.readUInt32LE(8) ?? 0 }),
    );
    if (pack.end >= PACK_BYTES) this.finish(pack);
    else if (pack.unsynced >= UNSYNCED_BYTES) this.startSync(pack);
    // A disk that is slower than its writers is waited for.
    if (this.syncs > MOST_SYNCS) await this.syncing;
  }

  private async start(): Promise<Growing> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const name = newPackName();
    const path = join(this.folder, name);
    try {
      const file = await openFile(path, 'wx', 0o600);
      const index = await openFile(indexNameOf(path), 'wx', 0o600);
      this.newNames = true;
      return { name, file, index, end: 0, unlisted: [], listed: 0, unsynced: 0 };
    } catch (error) {
      finishPackName(name);
      throw error;
    }
  }

  private finish(pack: Growing): void {
    this.pack = undefined;
    this.startSync(pack);
    this.syncing = this.syncing.then(async () => {
      finishPackName(pack.name);
      await closeFile(pack.file);
      await closeFile(pack.index);
    });
  }

  /** Brings what was written to the disk, and then lists it. A failure is told by the next `sync`. */
  private startSync(pack: Growing): void {
    const headers = pack.unlisted;
    if (headers.length === 0) return;
    pack.unlisted = [];
    pack.unsynced = 0;
    this.syncs += 1;
    this.syncing = this.syncing.then(async () => {
      try {
        await syncFile(pack.file);
        const listed = Buffer.concat(headers);
        await writeWhole(pack.index, [listed], pack.listed);
        pack.listed += listed.length;
      } catch (error) {
        this.failure ??=
          error instanceof Error ? error : new Error('a pack did not reach the disk', { cause: error });
      } finally {
        this.syncs -= 1;
      }
    });
  }
}

async function writeWhole(file: number, pieces: readonly Uint8Array[], position: number): Promise<void> {
  const wanted = pieces.reduce((sum, { length }) => sum + length, 0);
  const { bytesWritten } = await writeAllBytes(file, pieces, position);
  if (bytesWritten === wanted) return;
  // A disk that gets full, or a limit, takes a part first and tells why with the rest.
  const all = Buffer.concat(pieces);
  for (let at = bytesWritten; at < wanted;)
    at += (await writeBytes(file, all, at, wanted - at, position + at)).bytesWritten;
}

async function syncDirectory(folder: string): Promise<void> {
  const file = await openFile(folder, 'r');
  try {
    await syncFolder(file);
  } finally {
    await closeFile(file);
  }
}
