/** Unix seconds. */
export interface Clocks {
  readonly local: bigint;
  readonly chain: bigint;
}

/** Why what was granted doesn't hold; something else that was granted may. */
const GRANT_REASONS = [
  'nothing was granted',
  'the grant was revoked',
  'the grant has expired',
  'the grant does not begin yet',
  'the grant does not hold this permission',
  'the grant holds only inside jobs of a program',
  'the program that the grant is bound to is retired',
  'the grant that this one was made under is not effective',
  'the group that holds the grant is retired',
  'the member was removed from the group',
  'the membership in the group has expired',
  'the holder of the grant is not active',
] as const;
export type GrantReason = (typeof GRANT_REASONS)[number];

export type DenyReason =
  | GrantReason
  | 'the device is not enrolled'
  | 'the device is suspended'
  | 'the device is revoked'
  | 'the device was enrolled before its person was recovered'
  | 'the person is retired'
  | 'the resource does not exist'
  | 'the dataset is retired'
  | 'the group is retired'
  | 'the port is no longer shared'
  | 'the device that is asked for is not active'
  | 'the owner is retired'
  | 'such a resource has no such permission'
  | 'only an admin device of the owner may do this'
  | 'an account can not be read';

export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly reason: DenyReason };

export const ALLOWED: Decision = { allowed: true };
export const denied = (reason: DenyReason): Decision => ({ allowed: false, reason });

/** Denied for want of a grant: one that isn't in the view might allow it. */
export function isForWantOfGrant(decision: Decision): boolean {
  const reasons: readonly DenyReason[] = GRANT_REASONS;
  return !decision.allowed && reasons.includes(decision.reason);
}

/** Of several ways to the same, one that is open; or else why the first that there is at all is not. */
export function anyOf(decisions: Iterable<Decision>): Decision {
  let telling: Decision | undefined;
  for (const decision of decisions) {
    if (decision.allowed) return decision;
    if (decision.reason !== 'nothing was granted') telling ??= decision;
  }
  return telling ?? denied('nothing was granted');
}

export const later = ({ local, chain }: Clocks): bigint => (local > chain ? local : chain);
export const earlier = ({ local, chain }: Clocks): bigint => (local > chain ? chain : local);
/** Ends go by the later clock; 0 is no end. */
export const hasEnded = (at: bigint, clocks: Clocks): boolean => at !== 0n && later(clocks) >= at;
