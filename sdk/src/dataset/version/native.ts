import { createRequire } from 'node:module';
import type koffi from 'koffi';

/** What the C library can do with files and Node can't, on Linux with 64 bits. */
export interface Native {
  /** `utimensat` of a path, links not followed, or `futimens` of an open file. */
  setTimes(file: string | Buffer | number, ns: bigint): void;
  /** Where the next data (or hole) begins, from `offset` on; undefined behind the last. */
  seek(file: number, offset: number, what: 'data' | 'hole'): number | undefined;
  /** Names of extended attributes, as bytes, links not followed; undefined where the file system has none. */
  listAttributes(path: string | Buffer): Buffer[] | undefined;
  getAttribute(path: string | Buffer, name: Buffer): Buffer | undefined;
  setAttribute(path: string | Buffer, name: Buffer, value: Uint8Array): void;
  removeAttribute(path: string | Buffer, name: Buffer): void;
}

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const WHENCE = { data: 3, hole: 4 };
const NS_PER_SECOND = 1_000_000_000n;
/** The most that Linux lets an attribute, or a list of their names, have. */
const MOST_BYTES = 64 * 1024;

let loaded: { readonly native: Native | undefined } | undefined;

/**
 * The C library, or undefined where it can't be called: then times are set to the microsecond, holes are read as zeros, and extended
 * attributes are not kept.
 */
export function findNative(): Native | undefined {
  loaded ??= { native: load() };
  return loaded.native;
}

function load(): Native | undefined {
  // The numbers above, and where a `timespec` has what, are those of 64-bit Linux.
  if (process.platform !== 'linux' || !/^(x64|arm64|riscv64|loong64)$/.test(process.arch)) return undefined;
  try {
    return bind(createRequire(import.meta.url)('koffi') as typeof koffi);
  } catch {
    // An optional package: a computer that it isn't built for keeps what Node can.
    return undefined;
  }
}

function bind(ffi: typeof koffi): Native {
  const library = ffi.load(null);
  const utimensat = library.func('int utimensat(int, const void *, const void *, int)');
  const futimens = library.func('int futimens(int, const void *)');
  const lseek = library.func('int64_t lseek(int, int64_t, int)');
  const llistxattr = library.func('int64_t llistxattr(const void *, void *, size_t)');
  const lgetxattr = library.func('int64_t lgetxattr(const void *, const void *, void *, size_t)');
  const lsetxattr = library.func('int lsetxattr(const void *, const void *, const void *, size_t, int)');
  const lremovexattr = library.func('int lremovexattr(const void *, const void *)');
  const { ENODATA, ENOTSUP, EOPNOTSUPP, ENXIO } = ffi.os.errno;
  const buffer = Buffer.alloc(MOST_BYTES);
  const times = Buffer.alloc(32);

  const failed = (call: string, path?: string | Buffer): never => {
    const errno = ffi.errno();
    const code = Object.entries(ffi.os.errno).find(([, value]) => value === errno)?.[0] ?? `errno ${errno}`;
    const where = path === undefined ? '' : ` '${path.toString()}'`;
    throw Object.assign(new Error(`${code}: ${call}${where}`), { code, errno: -errno, syscall: call });
  };
  const isWithout = (): boolean => [ENODATA, ENOTSUP, EOPNOTSUPP].includes(ffi.errno());

  return {
    setTimes(file, ns) {
      let rest = ns % NS_PER_SECOND;
      if (rest < 0n) rest += NS_PER_SECOND;
      for (const at of [0, 16]) {
        times.writeBigInt64LE((ns - rest) / NS_PER_SECOND, at);
        times.writeBigInt64LE(rest, at + 8);
      }
      if (typeof file === 'number') {
        if (futimens(file, times) !== 0) failed('futimens');
      } else if (utimensat(AT_FDCWD, ended(file), times, AT_SYMLINK_NOFOLLOW) !== 0)
        failed('utimensat', file);
    },
    seek(file, offset, what) {
      const found = Number(lseek(file, offset, WHENCE[what]));
      if (found >= 0) return found;
      return ffi.errno() === ENXIO ? undefined : failed('lseek');
    },
    listAttributes(path) {
      const length = Number(llistxattr(ended(path), buffer, buffer.length));
      if (length < 0) return isWithout() ? undefined : failed('llistxattr', path);
      return splitNames(Buffer.from(buffer.subarray(0, length)));
    },
    getAttribute(path, name) {
      const length = Number(lgetxattr(ended(path), ended(name), buffer, buffer.length));
      if (length < 0) return isWithout() ? undefined : failed('lgetxattr', path);
      return Buffer.from(buffer.subarray(0, length));
    },
    setAttribute(path, name, value) {
      if (lsetxattr(ended(path), ended(name), Buffer.from(value), value.length, 0) !== 0)
        failed('lsetxattr', path);
    },
    removeAttribute(path, name) {
      if (lremovexattr(ended(path), ended(name)) !== 0 && !isWithout()) failed('lremovexattr', path);
    },
  };
}

/** As C wants it. A zero within would name another file. */
function ended(path: string | Buffer): Buffer {
  const bytes = Buffer.concat([Buffer.from(path), Buffer.alloc(1)]);
  if (bytes.indexOf(0) !== bytes.length - 1) throw new TypeError('a path with a zero byte');
  return bytes;
}

function splitNames(list: Buffer): Buffer[] {
  const names: Buffer[] = [];
  for (let start = 0; start < list.length;) {
    const end = list.indexOf(0, start);
    names.push(list.subarray(start, end));
    start = end + 1;
  }
  return names;
}
