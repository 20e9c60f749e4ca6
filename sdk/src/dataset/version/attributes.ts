import { errorCode } from '../../storage/failures.ts';
import { type Attribute, ATTRIBUTE_PREFIX } from './entry.ts';
import { findNative } from './native.ts';
import { decodePath, encodePath } from './path-bytes.ts';
import { type Skipped, skipped } from './skipped.ts';

const ACCESS_LISTS = /^system\.(posix_acl|nfs4_acl|richacl)/;
const PREFIX = Buffer.from(ATTRIBUTE_PREFIX);

/** A file's or directory's extended attributes, and what of them can't be kept. */
export function readAttributes(
  absolute: string | Buffer,
  path: string,
): { attributes: Attribute[]; lost: Skipped[] } {
  const native = findNative();
  const lost: Skipped[] = [];
  const attributes: Attribute[] = [];
  try {
    const names = native?.listAttributes(absolute) ?? [];
    if (names.some((name) => ACCESS_LISTS.test(name.toString()))) lost.push(skipped(path, 'access-list'));
    for (const name of names.filter(isKept).sort((a, b) => a.compare(b))) {
      const value = native?.getAttribute(absolute, name);
      if (value !== undefined) attributes.push({ name: decodePath(name), value });
    }
  } catch (error) {
    lost.push(skipped(path, 'attributes-unreadable', errorCode(error)));
  }
  return { attributes, lost };
}

function isKept(name: Buffer): boolean {
  return name.subarray(0, PREFIX.length).equals(PREFIX);
}

/**
 * Gives a file or directory exactly these attributes of the kind that versions keep; what has them already is not written to.
 *
 * @throws an error of the system's: `EACCES` when it may not be written to, `ENOTSUP` where the file system has no attributes
 */
export function setAttributes(absolute: string | Buffer, wanted: readonly Attribute[]): void {
  const native = findNative();
  if (native === undefined) return;
  const left = new Map(wanted.map(({ name, value }) => [name, value]));
  for (const bytes of (native.listAttributes(absolute) ?? []).filter(isKept)) {
    const name = decodePath(bytes);
    const value = left.get(name);
    if (value === undefined) native.removeAttribute(absolute, bytes);
    else if (native.getAttribute(absolute, bytes)?.equals(value) === true) left.delete(name);
  }
  for (const [name, value] of left) native.setAttribute(absolute, encodePath(name), value);
}
