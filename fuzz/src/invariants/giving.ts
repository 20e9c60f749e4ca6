import type { Invariant } from './check.ts';
import type { Accepted, Seen } from './seen.ts';

/** 5. Nobody grants more than they hold; no grantee removes, replaces or outlives the owner. */
export const nobodyGivesMoreThanTheyHold: Invariant = (accepted) => {
  const guest = ['granter', 'manager', 'writer'].some((slot) => accepted.given(slot) && !isCloser(accepted));
  for (const { before, after, address } of accepted.changed) {
    if (guest && before !== undefined && after?.kind !== 'Grant' && after?.kind !== 'Membership')
      for (const field of ['owner', 'status', 'authority'])
        if (before.has(field) && after?.hex(field) !== before.hex(field))
          return `somebody who isn't the owner changed the ${field} of ${address}`;
    if (after?.kind === 'Grant' || (before?.kind === 'Grant' && !isCloser(accepted))) {
      const wrong = grantChanged(accepted, before, after);
      if (wrong !== undefined) return wrong;
    }
    if (guest && accepted.given('manager') && (before ?? after)?.kind === 'Membership') {
      const wrong = memberChanged(accepted, before, after);
      if (wrong !== undefined) return wrong;
    }
  }
  return undefined;
};

const isCloser = ({ instruction }: Accepted): boolean => instruction.startsWith('close_');

const lasts = (one: Seen, now: bigint): boolean =>
  one.number('status') === 0n && (one.number('expires_at') === 0n || one.number('expires_at') > now);

/** 0 is never. */
const outlives = (one: bigint, other: bigint): boolean => other !== 0n && (one === 0n || one > other);

function grantChanged(
  accepted: Accepted,
  before: Seen | undefined,
  after: Seen | undefined,
): string | undefined {
  const granter = accepted.given('granter') ? accepted.address('granter') : undefined;
  const others = before !== undefined && lasts(before, accepted.now) && before.hex('granter') !== granter;
  if (granter !== undefined && others) return "a grantee replaced or ended somebody else's grant";
  if (after === undefined || after.number('status') !== 0n) return undefined;
  if (granter === undefined) return undefined;
  const parent = accepted.before('parent');
  if (parent?.kind !== 'Grant') return 'a grantee granted without a grant';
  if (parent.hex('resource') !== after.hex('resource')) return 'a grantee granted on something else';
  if ((parent.number('permissions') & 4n) === 0n) return 'somebody without admin granted';
  if ((after.number('permissions') & ~parent.number('permissions')) !== 0n) return 'a grantee granted more';
  if (outlives(after.number('expires_at'), parent.number('expires_at')))
    return 'a grantee granted for longer';
  const deep = BigInt(`0x${parent.hex('parent')}`) !== 0n;
  return deep ? 'a grant two levels deep' : undefined;
}

function memberChanged(
  accepted: Accepted,
  before: Seen | undefined,
  after: Seen | undefined,
): string | undefined {
  if (before?.number('role') === 1n && lasts(before, accepted.now)) return 'an admin changed another';
  if (after === undefined || after.number('status') !== 0n) return undefined;
  if (after.number('role') === 1n) return 'an admin made another';
  const right = accepted.before('manager_membership') ?? accepted.before('manager_grant');
  if (right === undefined) return 'nobody managed a group';
  return outlives(after.number('expires_at'), right.number('expires_at'))
    ? 'a member outlives its admin'
    : undefined;
}
