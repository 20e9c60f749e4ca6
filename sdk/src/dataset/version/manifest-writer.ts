import { BinaryWriter } from '../../crypto/binary.ts';
import type { LeafReference } from '../../crypto/chunk.ts';
import type { Entry, Extent, ManifestLeaf } from './entry.ts';
import {
  startContext,
  writeAttribute,
  writeExtent,
  writeHardLink,
  writeHead,
  writeHole,
  writeReference,
} from './items.ts';
import type { LeafSink } from './leaf-sink.ts';
import type { ManifestRoot } from './manifest-root.ts';
import { hashOf } from './path-hash.ts';

/** Entries with their whole paths: read, but not written any more. */
export const WHOLE_PATHS_PIECE = 1;
export const INDEX_PIECE = 2;
export const ENTRIES_PIECE = 3;

/** The normal length of a piece at least, and of an index always. */
const NORMAL_PIECE_BYTES = 8 * 1024;
/** Two pieces, as one change moves now and then, have less than 64 KiB together. */
const MOST_NORMAL_PIECE_BYTES = 24 * 1024;
/** Of a normal length. */
const SHORTEST = 1 / 4;
const LONGEST = 3;
/** How much likelier a piece ends once it has its normal length: where it has to end, one change moves all the pieces behind it. */
const LIKELIER = 8;
/** Leaves of content for a piece, as far as pieces may be that long: or their number would tell how many files there are. */
const LEAVES_A_PIECE = 25;
const MOST_ROOT_CHILDREN = 128;
/** A file with more extents than this may be cut between them. */
const WHOLE_EXTENTS = 16;
/** A hash after which nothing is cut before it has to be. */
const NEVER = 0xffffffff;

/**
 * Whether to cut after something of `bytes` bytes with the keyed hash `hash`: on average every `normal` bytes, however long the
 * things are, and depending on nothing but the thing itself, so that the cuts after a change stay where they were.
 */
export function cutsAfter(hash: number, bytes: number, normal: number): boolean {
  return hash < (bytes / normal) * 2 ** 32;
}

/**
 * Cuts a version's entries into encrypted pieces, and those into indexes until a root can hold them: changing one file changes one
 * piece, and one index on each level. A piece has about 7 KiB, or 20 where many small files share a leaf.
 */
export class ManifestWriter {
  /** What was added so far; bytes of all files together. */
  readonly counts = { files: 0, directories: 0, symlinks: 0, bytes: 0 };
  private readonly sink: LeafSink;
  private readonly children: LeafReference[] = [];
  private piece = startPiece(ENTRIES_PIECE);
  private context = startContext();
  private piecesBytes = 0;
  private leafCount = 0;
  private lastLeaf: ManifestLeaf | undefined;

  constructor(sink: LeafSink) {
    this.sink = sink;
  }

  /** Adds the next entry in order. @param pathHash a keyed hash of its path */
  async add(entry: Entry, pathHash: number): Promise<void> {
    this.count(entry);
    const before = this.piece.length;
    if (entry.kind === 'file' && entry.linkTo !== undefined) {
      writeHardLink(this.piece, { path: entry.path, linkTo: entry.linkTo }, this.context);
      return this.cut(pathHash, this.piece.length - before);
    }
    writeHead(this.piece, entry, this.context);
    for (const attribute of entry.attributes ?? []) {
      writeAttribute(this.piece, attribute);
      if (this.piece.length >= LONGEST * this.normal()) await this.flush();
    }
    const extents = entry.kind === 'file' ? entry.extents : [];
    for (const extent of extents) {
      const start = this.piece.length;
      if (extent.leaf === undefined) writeHole(this.piece, extent);
      else this.writeExtent(extent);
      if (extents.length > WHOLE_EXTENTS)
        await this.cut(
          extent.leaf === undefined ? NEVER : hashOf(extent.leaf.tag),
          this.piece.length - start,
        );
    }
    if (extents.length <= WHOLE_EXTENTS) await this.cut(pathHash, Math.max(this.piece.length - before, 0));
  }

  private count(entry: Entry): void {
    if (entry.kind === 'directory') this.counts.directories += 1;
    else if (entry.kind === 'symlink') this.counts.symlinks += 1;
    else {
      this.counts.files += 1;
      this.counts.bytes += entry.size;
    }
  }

  private writeExtent(extent: Extent): void {
    if (this.lastLeaf?.cid.equals(extent.leaf.cid) !== true) this.leafCount += 1;
    this.lastLeaf = extent.leaf;
    writeExtent(this.piece, extent, this.context);
  }

  /** By what came so far, in few steps: with a longer one the cuts are some of those with a shorter one, so that a change moves few. */
  private normal(): number {
    const wanted = (LEAVES_A_PIECE * (this.piecesBytes + this.piece.length)) / Math.max(this.leafCount, 1);
    const power = 2 ** Math.ceil(Math.log2(wanted));
    return Math.min(Math.max(power, NORMAL_PIECE_BYTES), MOST_NORMAL_PIECE_BYTES);
  }

  private async cut(hash: number, bytes: number): Promise<void> {
    if (isEnd(this.piece, this.normal(), hash, bytes)) await this.flush();
  }

  private async flush(): Promise<void> {
    if (this.piece.length === 1) return;
    this.piecesBytes += this.piece.length;
    this.children.push(await this.sink.piece(this.piece.finish()));
    this.piece = startPiece(ENTRIES_PIECE);
    this.context = startContext();
  }

  /** All that the manifest's root says, but for where it belongs. */
  async finish(): Promise<Omit<ManifestRoot, 'binding'>> {
    await this.flush();
    let children: readonly LeafReference[] = this.children;
    let depth = 0;
    for (; children.length > MOST_ROOT_CHILDREN; depth += 1) children = await this.index(children);
    const { files, directories, symlinks, bytes } = this.counts;
    return { depth, children, entries: files + directories + symlinks, bytes };
  }

  private async index(children: readonly LeafReference[]): Promise<LeafReference[]> {
    const indexes: LeafReference[] = [];
    let piece = startPiece(INDEX_PIECE);
    for (const [at, child] of children.entries()) {
      const start = piece.length;
      writeReference(piece, child);
      const hash = hashOf(child.cid.multihash.digest);
      if (isEnd(piece, NORMAL_PIECE_BYTES, hash, piece.length - start) || at === children.length - 1) {
        indexes.push(await this.sink.piece(piece.finish()));
        piece = startPiece(INDEX_PIECE);
      }
    }
    return indexes;
  }
}

/** Whether a piece ends after something of `bytes` bytes. */
function isEnd({ length }: BinaryWriter, normal: number, hash: number, bytes: number): boolean {
  if (length >= LONGEST * normal) return true;
  return length >= SHORTEST * normal && cutsAfter(hash, length < normal ? bytes : LIKELIER * bytes, normal);
}

function startPiece(kind: number): BinaryWriter {
  return new BinaryWriter().u8(kind);
}
