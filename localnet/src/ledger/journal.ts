import {
  closeSync,
  copyFileSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { MeshidError } from '@meshid/sdk';
import { frame, FrameReader, readFrame } from './frames.ts';
import { decodeRecord, encodeRecord, type JournalRecord } from './records.ts';

const MAGIC = Buffer.from('meshid-ledger\n');
const VERSION = 1;
const HEADER = MAGIC.length + 1;

const datasync = promisify(fdatasync);

/** The append-only file that a chain lives in: a header, the genesis hash, then blocks and forks, each with a checksum. */
export class Journal {
  readonly path: string;
  readonly #fd: number;
  #size: number;
  #unsynced = false;

  private constructor(path: string, fd: number, size: number) {
    this.path = path;
    this.#fd = fd;
    this.#size = size;
  }

  /** Begins a file, which appears under its name only when it is whole. */
  static async create(path: string, genesisHash: string): Promise<Journal> {
    const unfinished = `${path}.new`;
    const journal = new Journal(path, openSync(unfinished, 'w+', 0o600), 0);
    journal.#write(Buffer.concat([MAGIC, Buffer.from([VERSION]), frame(Buffer.from(genesisHash))]));
    await datasync(journal.#fd);
    renameSync(unfinished, path);
    const folder = openSync(dirname(path), 'r');
    fsyncSync(folder);
    closeSync(folder);
    return journal;
  }

  /**
   * Opens an existing file and tells `replay` each record with its place. What follows the last whole record is cut
   * off when it was never written to its end. Damage is refused, unless `repair` says to set it and what follows aside.
   *
   * @throws MeshidError `localnet/ledger-version`, `localnet/ledger-damaged`
   */
  static open(
    path: string,
    repair: boolean,
    replay: (record: JournalRecord, offset: number) => void,
  ): { journal: Journal; genesisHash: string } {
    const fd = openSync(path, 'r+');
    try {
      const { size } = fstatSync(fd);
      checkHeader(fd, path);
      const reader = new FrameReader(fd, size);
      const first = reader.read(HEADER);
      if (first.kind !== 'frame')
        throw new MeshidError('localnet/ledger-damaged', { path, offset: HEADER, slot: 0 });
      const genesisHash = first.payload.toString('utf8');
      let offset = first.end;
      let slot = 0;
      for (;;) {
        const next = reader.read(offset);
        if (next.kind === 'damaged') {
          if (!repair) throw new MeshidError('localnet/ledger-damaged', { path, offset, slot });
          copyFileSync(path, `${path}.damaged-${offset}`);
        }
        if (next.kind === 'torn' || next.kind === 'damaged') ftruncateSync(fd, offset);
        if (next.kind !== 'frame') break;
        const record = decodeRecord(next.payload);
        slot = record.kind === 'block' ? record.block.slot : record.slot;
        replay(record, offset);
        offset = next.end;
      }
      return { journal: new Journal(path, fd, offset), genesisHash };
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  /** Appends and tells where. From then on the death of this process loses nothing; `sync` covers the machine's. */
  append(record: JournalRecord): number {
    const offset = this.#size;
    this.#write(frame(encodeRecord(record)));
    this.#unsynced ||= record.kind === 'fork' || record.block.transactions.length > 0;
    return offset;
  }

  read(offset: number): JournalRecord {
    return decodeRecord(readFrame(this.#fd, offset));
  }

  async sync(): Promise<void> {
    // Empty blocks wait for the next that isn't: losing some of them loses nobody's transaction.
    if (!this.#unsynced) return;
    this.#unsynced = false;
    await datasync(this.#fd);
  }

  async close(): Promise<void> {
    await datasync(this.#fd);
    closeSync(this.#fd);
  }

  #write(bytes: Buffer): void {
    try {
      for (let done = 0; done < bytes.length;)
        done += writeSync(this.#fd, bytes, done, bytes.length - done, this.#size + done);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : 'unknown';
      throw new MeshidError('localnet/ledger-unwritable', { path: this.path, why }, { cause });
    }
    this.#size += bytes.length;
  }
}

function checkHeader(fd: number, path: string): void {
  const header = Buffer.alloc(HEADER);
  const read = readSync(fd, header, 0, HEADER, 0);
  if (read < HEADER || !header.subarray(0, MAGIC.length).equals(MAGIC))
    throw new MeshidError('localnet/ledger-damaged', { path, offset: 0, slot: 0 });
  const version = header[MAGIC.length] ?? 0;
  if (version !== VERSION)
    throw new MeshidError('localnet/ledger-version', { path, found: version, known: VERSION });
}
