import { equalBytes } from '../../crypto/primitives.ts';
import { eachFile } from './each-file.ts';
import { type Extent, onlyExtent } from './entry.ts';
import type { Version } from './open.ts';
import { MAX_PACKED_BYTES } from './segment.ts';

/** Of the files with one size and time, as an archive's often have, so many are compared. */
const MOST_COMPARED = 8;

/** The small files of a version by what they keep when they are moved: their size and time. */
export class MovedFiles {
  private readonly version: Version;
  private extents: Promise<ReadonlyMap<string, readonly Extent[]>> | undefined;

  constructor(version: Version) {
    this.version = version;
  }

  /** Where the version has this very content under another path, in a leaf that is wanted. */
  async find(
    content: Uint8Array,
    mtimeNs: bigint,
    isWanted: (extent: Extent) => boolean,
  ): Promise<Extent | undefined> {
    this.extents ??= this.list();
    const alike = (await this.extents).get(keyOf(content.length, mtimeNs)) ?? [];
    for (const extent of alike.filter(isWanted).slice(0, MOST_COMPARED))
      if (equalBytes(await this.version.read(extent), content)) return extent;
    return undefined;
  }

  private async list(): Promise<ReadonlyMap<string, readonly Extent[]>> {
    const extents = new Map<string, Extent[]>();
    await eachFile(this.version, (entry) => {
      const extent = entry.size > MAX_PACKED_BYTES ? undefined : onlyExtent(entry);
      if (extent === undefined) return;
      const key = keyOf(entry.size, entry.mtimeNs);
      const alike = extents.get(key);
      if (alike === undefined) extents.set(key, [extent]);
      else alike.push(extent);
    });
    return extents;
  }
}

function keyOf(size: number, mtimeNs: bigint): string {
  return `${size} ${mtimeNs}`;
}
