import { equalBytes } from '../../crypto/primitives.ts';
import { eachFile } from './each-file.ts';
import { type Extent, onlyExtent } from './entry.ts';
import type { Version } from './open.ts';
import { MAX_UNSOUGHT_BYTES } from './segment.ts';

/** Of the files that look the same, as those of an archive often do by their size and time, so many are known. */
const MOST_ALIKE = 8;

/** Places of contents by something that the same contents have in common. */
export class AlikeFiles<Key> {
  private readonly version: Version;
  private readonly places = new Map<Key, Extent[]>();

  constructor(version: Version) {
    this.version = version;
  }

  add(key: Key, extent: Extent): void {
    const alike = this.places.get(key);
    if (alike === undefined) this.places.set(key, [extent]);
    else if (alike.length < MOST_ALIKE) alike.push(extent);
  }

  /** Where the version has this very content, in a leaf that is wanted. */
  async find(
    key: Key,
    content: Uint8Array,
    isWanted: (extent: Extent) => boolean,
  ): Promise<Extent | undefined> {
    for (const extent of this.places.get(key) ?? [])
      if (isWanted(extent) && equalBytes(await this.version.read(extent), content)) return extent;
    return undefined;
  }
}

/** The smallest files of a version by what they keep when they are moved: their size and time. */
export class MovedFiles {
  private readonly version: Version;
  private alike: Promise<AlikeFiles<string>> | undefined;

  constructor(version: Version) {
    this.version = version;
  }

  /** Where the version has this very content under another path, in a leaf that is wanted. */
  async find(
    content: Uint8Array,
    mtimeNs: bigint,
    isWanted: (extent: Extent) => boolean,
  ): Promise<Extent | undefined> {
    this.alike ??= this.list();
    return (await this.alike).find(keyOf(content.length, mtimeNs), content, isWanted);
  }

  private async list(): Promise<AlikeFiles<string>> {
    const alike = new AlikeFiles<string>(this.version);
    await eachFile(this.version, (entry) => {
      const extent = entry.size > MAX_UNSOUGHT_BYTES ? undefined : onlyExtent(entry);
      if (extent !== undefined) alike.add(keyOf(entry.size, entry.mtimeNs), extent);
    });
    return alike;
  }
}

function keyOf(size: number, mtimeNs: bigint): string {
  return `${size} ${mtimeNs}`;
}
