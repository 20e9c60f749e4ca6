import { equalBytes } from '../../crypto/primitives.ts';
import { AlikeFiles } from './alike-files.ts';
import { contentOf, type Extent, type FileEntry, onlyExtent } from './entry.ts';
import { EntryCursor } from './entry-cursor.ts';
import { MovedFiles } from './moved-files.ts';
import type { Version } from './open.ts';
import { isUnreadable } from './pieces.ts';
import { MAX_PACKED_BYTES, MAX_UNSOUGHT_BYTES } from './segment.ts';

const SMALL_LEAF_BYTES = 16 * 1024;
/** Each change leaves one small leaf more: of so many, the files are packed again together with what is new. */
const MOST_SMALL_LEAVES = 8;
/** Less than a segment of what is new is packed without a look through the whole version for where it may have been. */
const NEW_BYTES = 256 * 1024;

/** The small files of the version before, asked for in the order of paths: one that is as it was, or was moved, stays in the leaf that it is in. */
export class FilesBefore {
  private readonly version: Version | undefined;
  /** Bytes of each leaf that files of the version are in. */
  private readonly used = new Map<string, number>();
  /** Where files are of which any copy is found, by their size. */
  private readonly sought: AlikeFiles<number> | undefined;
  private smallLeaves = 0;
  private readonly entries: EntryCursor | undefined;
  private readonly moved: MovedFiles | undefined;
  private newBytes = 0;

  constructor(version: Version | undefined) {
    this.version = version;
    this.entries = version && new EntryCursor(version);
    this.sought = version && new AlikeFiles(version);
    this.moved = version && new MovedFiles(version);
  }

  /** Counts an entry of the version, so that `isWorthKeeping` knows. */
  count(entry: FileEntry): void {
    const [extent] = contentOf(entry);
    if (extent === undefined || entry.size > MAX_PACKED_BYTES) return;
    if (entry.size > MAX_UNSOUGHT_BYTES) this.sought?.add(entry.size, onlyExtent(entry));
    const name = extent.leaf.cid.toString();
    const used = this.used.get(name);
    this.used.set(name, (used ?? 0) + extent.length);
    if (used === undefined && extent.leaf.length < SMALL_LEAF_BYTES) this.smallLeaves += 1;
  }

  /** Whether most of a small file's leaf is still used, so that a reader fetches little that nobody needs, and it is none of too many. */
  isWorthKeeping({ leaf }: Extent): boolean {
    if (leaf.length < SMALL_LEAF_BYTES && this.smallLeaves >= MOST_SMALL_LEAVES) return false;
    return (this.used.get(leaf.cid.toString()) ?? 0) >= leaf.length / 2;
  }

  /** Where the version has this very content, at `path` or where it was moved or copied from, in a leaf that is worth keeping. */
  async find(path: string, content: Uint8Array, mtimeNs: bigint): Promise<Extent | undefined> {
    try {
      const there = await this.findAt(path, content);
      if (there !== undefined || content.length === 0) return there;
      const isWanted = (extent: Extent): boolean => this.isWorthKeeping(extent);
      if (content.length > MAX_UNSOUGHT_BYTES)
        return await this.sought?.find(content.length, content, isWanted);
      this.newBytes += content.length;
      if (this.newBytes <= NEW_BYTES) return undefined;
      return await this.moved?.find(content, mtimeNs, isWanted);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return undefined;
    }
  }

  private async findAt(path: string, content: Uint8Array): Promise<Extent | undefined> {
    const entry = await this.entries?.find(path);
    const extent = entry?.kind === 'file' && entry.size === content.length ? onlyExtent(entry) : undefined;
    if (extent === undefined || !this.isWorthKeeping(extent)) return undefined;
    const before = await this.version?.read(extent);
    return before !== undefined && equalBytes(before, content) ? extent : undefined;
  }
}
