import { createCipheriv } from 'node:crypto';
import { mkdirSync, openSync, closeSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export const MIB = 2 ** 20;
export const MEBIBYTES = Number(process.env['MESHID_BENCH_MIB'] ?? 4096);
export const FILES = Number(process.env['MESHID_BENCH_FILES'] ?? 100_000);
export const ROUNDS = Number(process.env['MESHID_BENCH_ROUNDS'] ?? 3);
export const SMALL_BYTES = 4096;
const LARGE_FILES = 4;
const IN_A_FOLDER = 500;

/** The same random bytes each time. */
function seeded(seed: number): (bytes: number) => Buffer {
  const cipher = createCipheriv('aes-256-ctr', Buffer.alloc(32, seed), Buffer.alloc(16));
  return (bytes) => cipher.update(Buffer.alloc(bytes));
}

/** One file of random bytes. */
export function makeFile(path: string, mebibytes: number, seed: number): void {
  const random = seeded(seed);
  const file = openSync(path, 'w');
  for (let written = 0; written < mebibytes; written += 1) writeSync(file, random(MIB));
  closeSync(file);
}

/** `mebibytes` in a few large files. */
export function makeLarge(folder: string, mebibytes: number): string[] {
  mkdirSync(folder);
  const files = Array.from({ length: LARGE_FILES }, (_, at) => join(folder, `large-${at}`));
  for (const [at, file] of files.entries()) makeFile(file, Math.ceil(mebibytes / LARGE_FILES), at + 1);
  return files;
}

/** `files` of 4 KiB, 500 in a folder. */
export function makeSmall(folder: string, files: number): void {
  const random = seeded(99);
  for (let at = 0; at < files; at += 1) {
    const inside = join(folder, `folder-${Math.floor(at / IN_A_FOLDER)}`);
    if (at % IN_A_FOLDER === 0) mkdirSync(inside, { recursive: true });
    writeFileSync(join(inside, `file-${at}`), random(SMALL_BYTES));
  }
}
