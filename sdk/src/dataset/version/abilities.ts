import {
  chmodSync,
  closeSync,
  existsSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setPathTime } from './file-times.ts';
import { findNative } from './native.ts';
import type { Needs } from './needs.ts';
import { decodePath, nativePath } from './path-bytes.ts';

/** What a file system keeps of what it is given. */
export interface Abilities {
  /** Takes "a" and "A" for one name. */
  readonly folds: boolean;
  /** Takes the normal forms of a name for one. */
  readonly normalises: boolean;
  readonly symlinks: boolean;
  readonly hardLinks: boolean;
  readonly holes: boolean;
  readonly attributes: boolean;
  readonly modes: boolean;
  /** Nanoseconds that a time may be off, exclusive: 1 when it is kept exactly. */
  readonly tickNs: bigint;
  /** Whether the earliest and the latest time are within what it can say. */
  readonly times: boolean;
  /** Names that it doesn't take. */
  readonly refused: ReadonlySet<string>;
}

/** Finds out what the folder's file system can do of what is needed, by trying it. */
export type Probe = (folder: string, needs: Needs) => Abilities;

const TICKS = [1n, 100n, 1000n, 1_000_000n, 1_000_000_000n, 2_000_000_000n];
/** An odd second, so that one of two seconds shows. */
const SOME_TIME = 1_700_000_001_123_456_789n;
const HOLE_BYTES = 1024 * 1024;
const MODES = [0o640, 0o711];

export const probeAbilities: Probe = (folder, needs) => {
  mkdirSync(join(folder, 'Ä'.normalize('NFC')));
  const file = join(folder, 'file');
  writeFileSync(file, '', { mode: 0o600 });
  const tickNs = tickOf(file);
  return {
    folds: existsSync(join(folder, 'ä'.normalize('NFC'))),
    normalises: existsSync(join(folder, 'Ä'.normalize('NFD'))),
    symlinks: needs.symlinks === 0 || succeeds(() => symlinkSync('file', join(folder, 'symlink'))),
    hardLinks: needs.hardLinks === 0 || succeeds(() => linkSync(file, join(folder, 'link'))),
    holes: needs.sparse === 0 || keepsHoles(join(folder, 'sparse')),
    attributes: needs.attributes === 0 || keepsAttributes(file),
    modes: MODES.every((mode) =>
      succeeds(
        () => chmodSync(file, mode),
        () => (statSync(file).mode & 0o777) === mode,
      ),
    ),
    tickNs,
    times: [needs.earliest, needs.latest].every((time) => isNear(setTime(file, time), time, tickNs)),
    refused: refusedNames(join(folder, 'names'), needs.names),
  };
};

function succeeds(act: () => void, worked = () => true): boolean {
  try {
    act();
    return worked();
  } catch {
    return false;
  }
}

/** Whether two times are the same to a file system with that tick. */
export function isNear(a: bigint, b: bigint, tickNs: bigint): boolean {
  return a - b < tickNs && b - a < tickNs;
}

function setTime(file: string, ns: bigint): bigint {
  succeeds(() => setPathTime(file, ns));
  return lstatSync(file, { bigint: true }).mtimeNs;
}

function tickOf(file: string): bigint {
  const kept = setTime(file, SOME_TIME);
  // One time that Node sets may come out exactly, by luck.
  const least = findNative() === undefined ? 1000n : 1n;
  return TICKS.find((tick) => tick >= least && isNear(kept, SOME_TIME, tick)) ?? SOME_TIME;
}

function keepsHoles(path: string): boolean {
  const file = openSync(path, 'w', 0o600);
  try {
    ftruncateSync(file, HOLE_BYTES);
  } finally {
    closeSync(file);
  }
  return statSync(path).blocks * 512 < HOLE_BYTES;
}

function keepsAttributes(file: string): boolean {
  const native = findNative();
  if (native === undefined) return false;
  return succeeds(() => native.setAttribute(file, Buffer.from('user.meshid'), Buffer.from('1')));
}

function refusedNames(folder: string, names: ReadonlySet<string>): Set<string> {
  const refused = new Set<string>();
  mkdirSync(folder);
  for (const name of names) if (!holdsName(folder, name)) refused.add(name);
  return refused;
}

/** Some refuse a name, others keep another one without saying so. */
function holdsName(folder: string, name: string): boolean {
  const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(nativePath(name))]);
  if (!succeeds(() => mkdirSync(path))) return false;
  const [kept] = readdirSync(folder, { encoding: 'buffer' });
  rmdirSync(path);
  const plain = (text: string): string => text.normalize('NFC').toLowerCase();
  return kept !== undefined && plain(decodePath(kept)) === plain(name);
}
