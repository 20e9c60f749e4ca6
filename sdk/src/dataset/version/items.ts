import { BinaryReader, type BinaryWriter } from '../../crypto/binary.ts';
import { type LeafReference, MAX_CHUNK_BYTES } from '../../crypto/chunk.ts';
import { MeshidError } from '../../errors.ts';
import { rawCidOf } from '../../storage/raw-cid.ts';
import {
  type Entry,
  type Extent,
  type ManifestLeaf,
  MAX_PATH_BYTES,
  MAX_TARGET_BYTES,
  MODE_BITS,
} from './entry.ts';

/** An entry without its extents, which follow it as items of their own: a large file's list may run over several pieces. */
export type Head = Exclude<Entry, { kind: 'file' }> | Omit<Extract<Entry, { kind: 'file' }>, 'extents'>;

/** What a manifest's pieces are made of. */
export type Item = { readonly head: Head } | { readonly extent: Extent };

const DIRECTORY = 1;
const FILE = 2;
const SYMLINK = 3;
const LEAF = 4;
const EXTENT = 5;
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

function writeText(writer: BinaryWriter, text: string): void {
  writer.varint(Buffer.byteLength(text)).text(text);
}

function readText(reader: BinaryReader, most: number): string {
  const length = reader.varint();
  return length > most ? malformed('a text is too long') : reader.text(length);
}

/** Writes an entry's head: kind, path, mode, seconds, nanoseconds, then the file's size or the link's target. */
export function writeHead(writer: BinaryWriter, head: Head): void {
  writer.u8({ directory: DIRECTORY, file: FILE, symlink: SYMLINK }[head.kind]);
  writeText(writer, head.path);
  let nanoseconds = head.mtimeNs % NS_PER_SECOND;
  if (nanoseconds < 0n) nanoseconds += NS_PER_SECOND;
  writer
    .u16(head.mode & MODE_BITS)
    .i64((head.mtimeNs - nanoseconds) / NS_PER_SECOND)
    .u32(Number(nanoseconds));
  if (head.kind === 'file') writer.varint(head.size);
  if (head.kind === 'symlink') writeText(writer, head.target);
}

function readHead(reader: BinaryReader, kind: number): Head {
  const path = readText(reader, MAX_PATH_BYTES);
  const mode = reader.u16();
  const seconds = reader.i64();
  const nanoseconds = BigInt(reader.u32());
  if (mode > MODE_BITS || nanoseconds >= NS_PER_SECOND) malformed(`${path} has an impossible mode or time`);
  const base = { path, mode, mtimeNs: seconds * NS_PER_SECOND + nanoseconds };
  if (kind === DIRECTORY) return { kind: 'directory', ...base };
  if (kind === FILE) return { kind: 'file', ...base, size: reader.varint() };
  if (kind === SYMLINK) return { kind: 'symlink', ...base, target: readText(reader, MAX_TARGET_BYTES) };
  return malformed('an item is of an unknown kind');
}

/** Writes an extent, and its leaf before it where this piece has not named it yet. `leaves` is the piece's table: CID → index. */
export function writeExtent(
  writer: BinaryWriter,
  { leaf, offset, length }: Extent,
  leaves: Map<string, number>,
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

/**
 * Reads a piece of entries. Indices are into the leaves that this piece has named so far.
 *
 * @throws MeshidError `version/malformed`
 */
export function* readItems(reader: BinaryReader): Generator<Item> {
  const leaves: ManifestLeaf[] = [];
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
    } else {
      yield { head: readHead(reader, kind) };
    }
  }
}

export function manifestReader(bytes: Uint8Array): BinaryReader {
  return new BinaryReader(bytes, malformed);
}
