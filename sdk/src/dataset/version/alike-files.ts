import { equalBytes } from '../../crypto/primitives.ts';
import type { Extent } from './entry.ts';
import type { Version } from './open.ts';

/** Of the files that look the same, as those of an archive often do by their size and time, so many are known. */
const MOST_ALIKE = 8;

/** Places of contents by something that the same contents have in common. */
export class AlikeFiles<Key> {
  private readonly version: Version;
  private readonly places = new Map<Key, Extent[]>();

  constructor(version: Version) {
    this.version = version;
  }

  /** @param extent nothing where a file is not whole in one leaf */
  add(key: Key, extent: Extent | undefined): void {
    if (extent === undefined) return;
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
