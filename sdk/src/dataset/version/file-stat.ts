import type { BigIntStats } from 'node:fs';

const FIELDS = ['mode', 'size', 'mtimeNs', 'ctimeNs', 'dev', 'ino', 'nlink', 'blocks'] as const;

/** What is used of what a file says of itself. */
export type FileStat = Pick<BigIntStats, (typeof FIELDS)[number]>;

/** In memory that goes from thread to thread as it is. */
export function packStats(stats: readonly FileStat[]): BigInt64Array<ArrayBuffer> {
  const packed = new BigInt64Array(stats.length * FIELDS.length);
  let at = 0;
  for (const stat of stats)
    for (const field of FIELDS) {
      packed[at] = stat[field];
      at += 1;
    }
  return packed;
}

export function unpackStat(packed: BigInt64Array, index: number): FileStat {
  const at = index * FIELDS.length;
  const field = (offset: number): bigint => packed[at + offset] ?? 0n;
  return {
    ...{ mode: field(0), size: field(1), mtimeNs: field(2), ctimeNs: field(3) },
    ...{ dev: field(4), ino: field(5), nlink: field(6), blocks: field(7) },
  };
}
