import {
  type Attribute,
  type Entry,
  EntryOrder,
  type Extent,
  type FileEntry,
  furtherName,
  type Hole,
  unsafe,
} from './entry.ts';
import { type HardLink, type Head, type Item, malformed } from './items.ts';
import { encodePath } from './path-bytes.ts';

/** Makes entries of a manifest's items, and refuses what isn't in order, doesn't add up, or leads elsewhere. */
export class EntryAssembler {
  entries = 0;
  /** Of all files together; each name of a file counts. */
  bytes = 0;
  private readonly order = new EntryOrder();
  /** What later names may be of. */
  private readonly shared = new Map<string, FileEntry>();
  private head: Head | undefined;
  private link: FileEntry | undefined;
  private attributes: Attribute[] = [];
  private extents: (Extent | Hole)[] = [];
  /** Bytes of the open file that no extent has given yet. */
  private missing = 0;

  /** Takes the next item; answers the entry that it shows to be complete, if it does. */
  take(item: Item): Entry | undefined {
    if ('extent' in item) {
      this.addExtent(item.extent);
      return undefined;
    }
    if ('attribute' in item) {
      this.addAttribute(item.attribute);
      return undefined;
    }
    const finished = this.finish();
    if ('link' in item) this.link = this.follow(item.link);
    else this.head = item.head;
    this.count(this.link ?? this.head);
    return finished;
  }

  /** The last entry. */
  finish(): Entry | undefined {
    const { head, link, attributes, extents } = this;
    if (this.missing !== 0) malformed(`${head?.path ?? ''} is not as long as it says`);
    this.head = undefined;
    this.link = undefined;
    this.attributes = [];
    this.extents = [];
    if (head === undefined) return link;
    const entry = attributes.length === 0 ? head : { ...head, attributes };
    if (entry.kind !== 'file') return entry;
    const file = { ...entry, extents };
    if (file.shared === true) this.shared.set(file.path, file);
    return file;
  }

  private count(entry: Head | FileEntry | undefined): void {
    if (entry === undefined) return;
    this.order.check(entry);
    this.entries += 1;
    if (entry.kind !== 'file') return;
    this.bytes += entry.size;
    this.missing = 'extents' in entry ? 0 : entry.size;
  }

  private addExtent(extent: Extent | Hole): void {
    if (extent.length > this.missing) malformed('an extent belongs to no file');
    this.extents.push(extent);
    this.missing -= extent.length;
  }

  private addAttribute(attribute: Attribute): void {
    if (this.head === undefined || this.head.kind === 'symlink' || this.extents.length > 0)
      malformed('an extended attribute belongs to nothing');
    const before = this.attributes.at(-1);
    if (before !== undefined && encodePath(before.name).compare(encodePath(attribute.name)) >= 0)
      malformed('extended attributes are out of order');
    this.attributes.push(attribute);
  }

  /** Another name is of a file that came before in this version: never of a link, nor of anything outside. */
  private follow({ path, linkTo }: HardLink): FileEntry {
    const file = this.shared.get(linkTo) ?? unsafe(path, 'it links to no earlier file of this version');
    return furtherName(file, path);
  }
}
