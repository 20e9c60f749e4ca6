import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Comparison } from '../index.ts';
import { median } from '../median.ts';
import { ROUNDS } from './folders.ts';
import { calm } from './process.ts';
import { hasRestic } from './restic.ts';

export type Log = (line: string) => void;

/** Runs a benchmark in a folder that goes with it, and tells when restic can't be compared with. */
export async function inFolder<T>(log: Log, run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'meshid-bench-'));
  try {
    if (!hasRestic()) log('restic is not here, so nothing is compared with it: apt-get install restic');
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs each in turn in a fresh folder, and answers each one's seconds. The first round warms up: memory that this machine has not used for
 * long costs whoever writes into it first.
 *
 * @param many whether the folders have many files: they stay until the benchmark ends, because ext4 passes over inodes that were deleted
 *   within the last five minutes one by one, so that who makes files next takes up to ten times as long
 */
export async function byTurns<Name extends string>(
  { folder, log, many }: { readonly folder: string; readonly log: Log; readonly many: boolean },
  ways: Record<Name, (fresh: string) => Promise<number>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(ways) as Name[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const name of names) {
      const fresh = mkdtempSync(join(folder, 'fresh-'));
      await calm();
      const seconds = await ways[name](fresh);
      if (!many) rmSync(fresh, { recursive: true });
      log(`${round === 0 ? 'warm-up' : `round ${round}`}  ${name.padEnd(12)} ${seconds.toFixed(2)} s`);
      if (round > 0) taken[name].push(seconds);
    }
  return Object.fromEntries(names.map((name) => [name, median(taken[name])])) as Record<Name, number>;
}

/** How fast `amount` went beside a peer; nothing for one that is not here. */
export function beside<Peer extends string>(
  metric: string,
  { amount, unit }: { readonly amount: number; readonly unit: string },
  seconds: Record<'meshid' | Peer, number>,
  peer: Peer,
): Comparison[] {
  const peerValue = amount / seconds[peer];
  return Number.isNaN(peerValue) ? [] : [{ metric, unit, peer, value: amount / seconds.meshid, peerValue }];
}

/** A figure that may be so much at most. */
export function limited(metric: string, value: number, unit: string, peerValue: number): Comparison {
  return { metric, value, unit, peer: 'limit', peerValue, lowerIsBetter: true };
}
