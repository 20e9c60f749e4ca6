import type { Invariant } from './check.ts';

const COUNTERS = ['sequence', 'epoch', 'generation', 'access_sequence', 'next_id', 'bundle_version'] as const;
/** Written once, with the account. */
const CONSTANTS = [
  'founder',
  'creator',
  'id',
  'key',
  'group',
  'resource',
  'principal',
  'rent_payer',
  'bump',
] as const;

/** 3. sequence, epoch, generation, access_sequence and next_id only grow, by one, and survive everything. */
export const countersGrowByOne: Invariant = ({ changed }) => {
  for (const { address, before, after } of changed) {
    if (before === undefined) continue;
    if (after === undefined) {
      if (['Person', 'Device', 'RevokedDevice'].includes(before.kind))
        return `${before.kind} ${address} is gone`;
      continue;
    }
    for (const name of COUNTERS) {
      if (!before.has(name) || !after.has(name)) continue;
      const grown = after.number(name) - before.number(name);
      if (grown !== 0n && grown !== 1n) return `${name} of ${before.kind} ${address} grew by ${grown}`;
    }
    for (const name of CONSTANTS)
      if (before.has(name) && after.has(name) && before.hex(name) !== after.hex(name))
        return `${name} of ${before.kind} ${address} changed`;
    if (before.has('void_before') && after.number('void_before') < before.number('void_before'))
      return `a void device of ${address} came back`;
  }
  return undefined;
};
