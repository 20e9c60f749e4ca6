import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bytesKey, keyedBytes } from '../bytes-key.ts';
import { BlockIndex, type Place } from './block-index.ts';
import { errorCode } from './failures.ts';
import { OpenFiles } from './open-files.ts';
import { decodeHeader, type Frame, HEADER_BYTES } from './pack-frame.ts';
import { isPackName, mayGrow } from './pack-names.ts';
import { type PackState, readPack } from './pack-reading.ts';
import { PACK_BYTES } from './pack-writer.ts';

/** Longer than the ticks in which file systems count time: a folder that changed just now may change again and not show it. */
const TICK_MS = 50;

export interface Pack extends PackState {
  readonly number: number;
  readonly name: string;
  /** This process adds to it, and knows what. */
  own: boolean;
  /** Somebody may add to it. */
  grows: boolean;
}

/** The packs in a folder, and where in them each block is, as far as it was looked. */
export class Packs {
  readonly index = new BlockIndex();
  readonly files = new OpenFiles();
  readonly folder: string;
  private readonly packs: (Pack | undefined)[] = [];
  private readonly byName = new Map<string, Pack>();
  /** Further places of blocks that two processes stored at once: digest, by `bytesKey` → places. */
  private readonly others = new Map<string, Place[]>();
  private listedTime = -1;
  private settled = false;

  constructor(folder: string) {
    this.folder = folder;
  }

  get(number: number): Pack | undefined {
    return this.packs[number];
  }

  all(): Pack[] {
    return [...this.byName.values()];
  }

  private add(name: string, own: boolean): Pack {
    const path = join(this.folder, name);
    const pack = { number: this.packs.length, name, path, known: 0, indexed: 0, own, grows: true };
    this.packs.push(pack);
    this.byName.set(name, pack);
    return pack;
  }

  /** The pack of that name that this process is adding to. */
  own(name: string): Pack {
    const pack = this.byName.get(name) ?? this.add(name, true);
    // It may have been seen in the folder first.
    pack.own = true;
    return pack;
  }

  /** Looks for what other processes stored or removed since the last time. */
  refresh(): void {
    this.list();
    for (const pack of this.byName.values()) {
      if (pack.own || !pack.grows) continue;
      // Asked before it is read: whoever is gone by then adds nothing after.
      pack.grows = mayGrow(pack.name);
      try {
        if (statSync(pack.path).size > pack.known || pack.known === 0) readPack(pack, this.note(pack));
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error;
        this.drop(pack);
      }
      if (pack.known >= PACK_BYTES) pack.grows = false;
    }
  }

  private list(): void {
    const stat = statSync(this.folder, { throwIfNoEntry: false });
    if (stat === undefined || (this.settled && stat.mtimeMs === this.listedTime)) return;
    this.settled = Date.now() - stat.mtimeMs > TICK_MS;
    this.listedTime = stat.mtimeMs;
    const names = new Set(readdirSync(this.folder).filter(isPackName));
    for (const pack of this.byName.values()) if (!names.has(pack.name)) this.drop(pack);
    for (const name of names) if (!this.byName.has(name)) this.add(name, false);
  }

  private note({ number }: Pack): (frame: Frame) => void {
    return ({ gone, digest, offset, length }) => {
      if (!gone) this.set(digest, { pack: number, offset, length });
    };
  }

  /** A further place of a block doesn't take the first one's. */
  set(digest: Uint8Array, place: Place): void {
    const first = this.index.get(digest);
    if (first === undefined) {
      this.index.set(digest, place);
      return;
    }
    const name = bytesKey(digest);
    const others = this.others.get(name) ?? [];
    if (![first, ...others].some((one) => same(one, place))) this.others.set(name, [...others, place]);
  }

  /** Forgets where a block was; it may still be elsewhere. */
  unset(digest: Uint8Array, place: Place): void {
    const name = bytesKey(digest);
    const others = (this.others.get(name) ?? []).filter((other) => !same(other, place));
    const first = this.index.get(digest);
    if (first !== undefined && same(first, place)) {
      const next = others.shift();
      if (next === undefined) this.index.delete(digest);
      else this.index.set(digest, next);
    }
    if (others.length === 0) this.others.delete(name);
    else this.others.set(name, others);
  }

  /** Forgets a pack that is not there any more. */
  drop(pack: Pack): void {
    this.files.forget(pack.path);
    this.byName.delete(pack.name);
    this.packs[pack.number] = undefined;
    for (const [name, places] of [...this.others])
      this.others.set(
        name,
        places.filter((place) => place.pack !== pack.number),
      );
    this.index.forget(pack.number);
    for (const [name, [first, ...rest]] of [...this.others]) {
      const digest = keyedBytes(name);
      if (first === undefined) this.others.delete(name);
      else if (this.index.get(digest) === undefined) {
        this.index.set(digest, first);
        this.others.set(name, rest);
      }
    }
  }

  /** The header at a place, where its pack is still there. */
  header({ pack: number, offset }: Place): Frame | undefined {
    const pack = this.packs[number];
    if (pack === undefined) return undefined;
    try {
      const header = Buffer.allocUnsafe(HEADER_BYTES);
      const length = this.files.readNow(pack.path, offset, header);
      return length < HEADER_BYTES ? undefined : decodeHeader(header, 0);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      this.drop(pack);
      return undefined;
    }
  }
}

function same(a: Place, b: Place): boolean {
  return a.pack === b.pack && a.offset === b.offset;
}
