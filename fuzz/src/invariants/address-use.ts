import type { Invariant } from './check.ts';
import type { Seen } from './seen.ts';

const NAMED_BY: Readonly<Record<string, readonly string[]>> = {
  Person: ['founder'],
  Device: ['key'],
  RevokedDevice: ['key'],
  Group: ['creator', 'id'],
  Program: ['creator', 'id'],
  Dataset: ['creator', 'id'],
  Port: ['creator', 'id'],
  Grant: ['resource', 'principal'],
  Membership: ['group', 'principal'],
};
/** Between the same two there may be one again; its serial tells it from the earlier one. */
const AGAIN = ['Grant', 'Membership'];

const nameOf = (one: Seen): string =>
  [
    one.kind === 'RevokedDevice' ? 'Device' : one.kind,
    ...(NAMED_BY[one.kind] ?? []).map((field) => one.hex(field)),
  ].join();

/** 6. No address is ever used for two different things. */
export const addressesAreUsedOnce: Invariant = ({ changed, history }) => {
  for (const { address, before, after } of changed) {
    if (after === undefined) continue;
    const use = nameOf(after);
    const earlier = history.uses.get(address);
    if (earlier !== undefined && earlier !== use) return `${address} was ${earlier} and is ${use}`;
    if (before === undefined && earlier !== undefined && !AGAIN.includes(after.kind))
      return `${address} was closed and made again`;
    history.uses.set(address, use);
  }
  return undefined;
};
