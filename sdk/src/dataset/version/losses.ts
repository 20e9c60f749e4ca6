import type { Abilities } from './abilities.ts';
import type { Needs } from './needs.ts';

/** What a version will not have in a folder as it was published. */
export interface Losses {
  /** What would be missing altogether. */
  readonly missing: readonly string[];
  /** What is there, but less than it was. */
  readonly lessened: readonly string[];
}

/** Compares what a version needs with what a file system can do; sentences for a person. */
export function findLosses(needs: Needs, abilities: Abilities): Losses {
  const missing: string[] = [];
  const lessened: string[] = [];
  if (!abilities.symlinks) missing.push(`${count(needs.symlinks, 'symbolic link')} can't be made there`);
  for (const name of abilities.refused) missing.push(`"${name}" can't be a name there`);
  if (!abilities.hardLinks)
    lessened.push(
      `${count(needs.hardLinks, 'hard link')} will be copies, since there are no hard links there`,
    );
  if (!abilities.holes) lessened.push(`${count(needs.sparse, 'sparse file')} will take all of their length`);
  if (!abilities.attributes)
    lessened.push(`extended attributes of ${count(needs.attributes, 'file')} are not kept there`);
  if (!abilities.modes) lessened.push('modes are not kept there');
  if (abilities.tickNs > 1n) lessened.push(`times are kept there to ${precision(abilities.tickNs)} only`);
  if (!abilities.times) lessened.push('there are times before or after all that can be kept there');
  if (needs.setuid > 0)
    lessened.push(`setuid and setgid bits of ${count(needs.setuid, 'file')} are not restored`);
  return { missing, lessened };
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function precision(ns: bigint): string {
  if (ns < 1000n) return `${ns} ns`;
  if (ns < 1_000_000n) return `${ns / 1000n} µs`;
  return ns < 1_000_000_000n ? `${ns / 1_000_000n} ms` : `${ns / 1_000_000_000n} s`;
}
