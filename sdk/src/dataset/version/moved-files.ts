import { AlikeFiles } from './alike-files.ts';
import { eachFile } from './each-file.ts';
import { type Extent, onlyExtent } from './entry.ts';
import type { Version } from './open.ts';
import { MAX_UNSOUGHT_BYTES } from './segment.ts';

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
      if (entry.size <= MAX_UNSOUGHT_BYTES) alike.add(keyOf(entry.size, entry.mtimeNs), onlyExtent(entry));
    });
    return alike;
  }
}

function keyOf(size: number, mtimeNs: bigint): string {
  return `${size} ${mtimeNs}`;
}
