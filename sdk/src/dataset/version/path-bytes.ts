import { isUtf8 } from 'node:buffer';
import { MeshidError } from '../../errors.ts';

/** A byte that is not part of any UTF-8 is this plus its value: a lone low surrogate, which no UTF-8 decodes to. */
const ESCAPE = 0xdc00;
const FIRST_ESCAPE = 0xdc80;
const LAST_ESCAPE = 0xdcff;

/**
 * A name, path or target of any bytes as text, from which `encodePath` makes the same bytes again: what is UTF-8 as its characters,
 * each other byte as a lone surrogate U+DC80 to U+DCFF (as Python's `surrogateescape`). Characters are not normalised.
 */
export function decodePath(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer)) return buffer.toString();
  let text = '';
  for (let at = 0; at < buffer.length;) {
    const length = sequenceLength(buffer[at] ?? 0);
    const sequence = buffer.subarray(at, at + length);
    if (length > 0 && sequence.length === length && isUtf8(sequence)) {
      text += sequence.toString();
      at += length;
    } else {
      text += String.fromCharCode(ESCAPE + (buffer[at] ?? 0));
      at += 1;
    }
  }
  return text;
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
}

/**
 * The bytes that `decodePath` made the text of.
 *
 * @throws MeshidError `file/unsafe-path` for a text that it makes of no bytes
 */
export function encodePath(path: string): Buffer {
  if (path.isWellFormed()) return Buffer.from(path);
  const parts: Buffer[] = [];
  for (const character of path) {
    const code = character.codePointAt(0) ?? 0;
    parts.push(
      code >= FIRST_ESCAPE && code <= LAST_ESCAPE ? Buffer.of(code - ESCAPE) : Buffer.from(character),
    );
  }
  const bytes = Buffer.concat(parts);
  // Escapes in a row that together are UTF-8, or other lone surrogates, would be a second text for the same bytes.
  if (decodePath(bytes) !== path)
    throw new MeshidError('file/unsafe-path', { path, why: 'it is not a path' });
  return bytes;
}

/** How many bytes `encodePath` makes, without making them where it can be told. */
export function pathLength(path: string): number {
  return path.isWellFormed() ? Buffer.byteLength(path) : encodePath(path).length;
}

/** What Node's `fs` takes: the text itself where that has the same bytes. */
export function nativePath(path: string): string | Buffer {
  return path.isWellFormed() ? path : encodePath(path);
}

/** Whether the unit at `at` stands for a byte, and is not half of a character. */
export function isEscape(path: string, at: number): boolean {
  const unit = path.charCodeAt(at);
  if (unit < FIRST_ESCAPE || unit > LAST_ESCAPE) return false;
  const before = at === 0 ? 0 : path.charCodeAt(at - 1);
  return before < 0xd800 || before > 0xdbff;
}
