import { BinaryReader, type BinaryWriter } from '../../crypto/binary.ts';
import { type LeafReference, MAX_CHUNK_BYTES } from '../../crypto/chunk.ts';
import { MeshidError } from '../../errors.ts';
import { rawCidOf } from '../../raw-cid.ts';
import {
  type Attribute,
  ATTRIBUTE_PREFIX,
  type DirectoryEntry,
  type Extent,
  type FileEntry,
  type Hole,
  type ManifestLeaf,
  MAX_ATTRIBUTE_BYTES,
  MAX_ATTRIBUTE_NAME_BYTES,
  MAX_PATH_BYTES,
  MAX_TARGET_BYTES,
  MODE_BITS,
  type SymlinkEntry,
} from './entry.ts';
import { decodePath, encodePath } from './path-bytes.ts';

/**
 * An entry without its attributes and extents, which follow it as items of their own: a large file's list may run over several pieces.
 */
export type Head =
  | Omit<DirectoryEntry, 'attributes'>
  | Omit<SymlinkEntry, 'attributes'>
  | Omit<FileEntry, 'attributes' | 'extents' | 'linkTo'>;

/** Another name of an earlier file. */
export interface HardLink {
  readonly path: string;
  readonly linkTo: string;
}

/** What a manifest's pieces are made of. */
export type Item =
  | { readonly head: Head }
  | { readonly link: HardLink }
  | { readonly attribute: Attribute }
  | { readonly extent: Extent | Hole };

const DIRECTORY = 1;
const FILE = 2;
const SYMLINK = 3;
const LEAF = 4;
const EXTENT = 5;
const SHARED_FILE = 6;
const HARD_LINK = 7;
const HOLE = 8;
const ATTRIBUTE = 9;
const NS_PER_SECOND = 1_000_000_000n;

export function malformed(why: string): never {
  throw new MeshidError('version/malformed', { why });
}

export function writeReference(writer: BinaryWriter, { cid, key, length }: LeafReference): void {
  writer.bytes(cid.multihash.digest).bytes(key).varint(length);
}

export function readReference(reader: BinaryReader): LeafReference {
  const cid = rawCidOf(reader.copy(32));
  const key = reader.copy(32);
  const length = reader.varint();
  if (length > MAX_CHUNK_BYTES) malformed('a leaf is too long');
  return { cid, key, length };
}

function writeBytes(writer: BinaryWriter, bytes: Uint8Array): void {
  writer.varint(bytes.length).bytes(bytes);
}

function writeText(writer: BinaryWriter, text: string): void {
  writeBytes(writer, encodePath(text));
}

function readBytes(reader: BinaryReader, most: number): Uint8Array {
  const length = reader.varint();
  return length > most ? malformed('a text is too long') : reader.bytes(length);
}

function readText(reader: BinaryReader, most: number): string {
  return decodePath(readBytes(reader, most));
}

function readTarget(reader: BinaryReader): string {
  const target = readText(reader, MAX_TARGET_BYTES);
  return target === '' || target.includes('\0') ? malformed('a link leads nowhere') : target;
}

/** What the items of one piece are told with: nothing of another is needed to read it. */
export interface PieceContext {
  /** Of the entry before, in bytes. */
  path: Uint8Array;
  /** CID → its number in the piece. */
  readonly leaves: Map<string, number>;
}

export function startContext(): PieceContext {
  return { path: new Uint8Array(), leaves: new Map() };
}

/** How many bytes it begins with as the path before does, then the rest: neighbours share most of theirs. */
function writePath(writer: BinaryWriter, text: string, context: PieceContext): void {
  const path = encodePath(text);
  const most = Math.min(path.length, context.path.length);
  let shared = 0;
  while (shared < most && path[shared] === context.path[shared]) shared += 1;
  writer.varint(shared);
  writeBytes(writer, path.subarray(shared));
  context.path = path;
}

/** Reads each entry's path of a piece, in their order. */
type ReadPath = (reader: BinaryReader) => string;

/** Paths that begin as the one before. */
function sharedPaths(): ReadPath {
  let before: Uint8Array = new Uint8Array();
  return (reader) => {
    const shared = reader.varint();
    if (shared > before.length) malformed('a path begins with more than there is');
    const rest = readBytes(reader, MAX_PATH_BYTES - shared);
    before = Buffer.concat([before.subarray(0, shared), rest]);
    return decodePath(before);
  };
}

/** Writes an entry's head: kind, path, mode, seconds, nanoseconds, then the file's size or the link's target. */
export function writeHead(writer: BinaryWriter, head: Head, context: PieceContext): void {
  const kind = { directory: DIRECTORY, file: FILE, symlink: SYMLINK }[head.kind];
  writer.u8(head.kind === 'file' && head.shared === true ? SHARED_FILE : kind);
  writePath(writer, head.path, context);
  let nanoseconds = head.mtimeNs % NS_PER_SECOND;
  if (nanoseconds < 0n) nanoseconds += NS_PER_SECOND;
  writer
    .u16(head.mode & MODE_BITS)
    .i64((head.mtimeNs - nanoseconds) / NS_PER_SECOND)
    .u32(Number(nanoseconds));
  if (head.kind === 'file') writer.varint(head.size);
  if (head.kind === 'symlink') writeText(writer, head.target);
}

function readHead(reader: BinaryReader, kind: number, readPath: ReadPath): Head {
  const path = readPath(reader);
  const mode = reader.u16();
  const seconds = reader.i64();
  const nanoseconds = BigInt(reader.u32());
  if (mode > MODE_BITS || nanoseconds >= NS_PER_SECOND) malformed(`${path} has an impossible mode or time`);
  const base = { path, mode, mtimeNs: seconds * NS_PER_SECOND + nanoseconds };
  if (kind === DIRECTORY) return { kind: 'directory', ...base };
  if (kind === FILE) return { kind: 'file', ...base, size: reader.varint() };
  if (kind === SHARED_FILE) return { kind: 'file', ...base, size: reader.varint(), shared: true };
  if (kind === SYMLINK) return { kind: 'symlink', ...base, target: readTarget(reader) };
  return malformed('an item is of an unknown kind');
}

export function writeHardLink(writer: BinaryWriter, { path, linkTo }: HardLink, context: PieceContext): void {
  writer.u8(HARD_LINK);
  writePath(writer, path, context);
  writeText(writer, linkTo);
}

export function writeAttribute(writer: BinaryWriter, { name, value }: Attribute): void {
  writer.u8(ATTRIBUTE);
  writeText(writer, name);
  writeBytes(writer, value);
}

function readAttribute(reader: BinaryReader): Attribute {
  const name = readText(reader, MAX_ATTRIBUTE_NAME_BYTES);
  if (!name.startsWith(ATTRIBUTE_PREFIX) || name.includes('\0'))
    malformed('an extended attribute is not of a user');
  return { name, value: Uint8Array.from(readBytes(reader, MAX_ATTRIBUTE_BYTES)) };
}

export function writeHole(writer: BinaryWriter, { length }: Hole): void {
  writer.u8(HOLE).varint(length);
}

function readHole(reader: BinaryReader): Hole {
  const length = reader.varint();
  return length < 1 ? malformed('a hole has no length') : { length };
}

/** Writes an extent, and its leaf before it where this piece has not named it yet. */
export function writeExtent(
  writer: BinaryWriter,
  { leaf, offset, length }: Extent,
  { leaves }: PieceContext,
): void {
  const name = leaf.cid.toString();
  let index = leaves.get(name);
  if (index === undefined) {
    index = leaves.size;
    leaves.set(name, index);
    writer.u8(LEAF);
    writeReference(writer, leaf);
    writer.bytes(leaf.tag);
  }
  writer.u8(EXTENT).varint(index).varint(offset).varint(length);
}

/** Whole paths, as pieces had them first. */
function wholePath(reader: BinaryReader): string {
  return readText(reader, MAX_PATH_BYTES);
}

/**
 * Reads a piece of entries. Indices are into the leaves that this piece has named so far.
 *
 * @param wholePaths whether it is of before paths were told by the one before
 * @throws MeshidError `version/malformed`
 */
export function* readItems(reader: BinaryReader, wholePaths = false): Generator<Item> {
  const leaves: ManifestLeaf[] = [];
  const readPath = wholePaths ? wholePath : sharedPaths();
  while (reader.left > 0) {
    const kind = reader.u8();
    if (kind === LEAF) {
      leaves.push({ ...readReference(reader), tag: reader.copy(32) });
    } else if (kind === EXTENT) {
      const leaf = leaves[reader.varint()] ?? malformed('an extent names a leaf that is not there');
      const offset = reader.varint();
      const length = reader.varint();
      if (length < 1 || offset + length > leaf.length) malformed('an extent is outside of its leaf');
      yield { extent: { leaf, offset, length } };
    } else if (kind === HOLE) {
      yield { extent: readHole(reader) };
    } else if (kind === ATTRIBUTE) {
      yield { attribute: readAttribute(reader) };
    } else if (kind === HARD_LINK) {
      yield {
        link: { path: readPath(reader), linkTo: readText(reader, MAX_PATH_BYTES) },
      };
    } else {
      yield { head: readHead(reader, kind, readPath) };
    }
  }
}

export function manifestReader(bytes: Uint8Array): BinaryReader {
  return new BinaryReader(bytes, malformed);
}
