import type { Invariant } from './check.ts';
import type { Accepted } from './seen.ts';

/** Slots that show a right: whatever is in them has to be in force. */
const GRANTS = ['manager_grant', 'manager_parent'] as const;
const MEMBERSHIPS = ['manager_membership'] as const;
const USES: Readonly<Record<string, { grants: readonly string[]; memberships: readonly string[] }>> = {
  publish_version: { grants: ['grant', 'parent'], memberships: ['membership'] },
  grant_access: { grants: ['parent'], memberships: [] },
  revoke_access: { grants: ['parent'], memberships: [] },
  add_member: { grants: GRANTS, memberships: MEMBERSHIPS },
  remove_member: { grants: GRANTS, memberships: MEMBERSHIPS },
};

/** 7. An expired or not yet valid grant, member or proposal is as if absent, whether or not anybody cleaned it up. */
export const nothingOverIsUsed: Invariant = (accepted) => {
  const { instruction, now } = accepted;
  if (instruction === 'accept_authority') {
    const until = accepted.before('person')?.number('proposed_until') ?? 0n;
    return now < until ? undefined : 'an expired proposal was accepted';
  }
  const used = USES[instruction];
  // Whoever names a writer but no grant publishes by right of the owner.
  const guest =
    ['granter', 'manager'].some((slot) => accepted.given(slot)) ||
    (accepted.given('writer') && accepted.given('grant'));
  if (used === undefined || !guest) return undefined;
  const [right] = used.grants.filter((slot) => accepted.given(slot));
  const member = used.memberships.find((slot) => accepted.given(slot));
  if (instruction.endsWith('_member') && member !== undefined) return membershipIsOver(accepted, member);
  if (right === undefined) return `${instruction} used no right`;
  const grant = accepted.before(right);
  const under = grant?.hex('parent') ?? '';
  const over = grantIsOver(accepted, accepted.address(right));
  if (over !== undefined) return over;
  if (/[^0]/.test(under)) {
    const parent = accepted.at(under);
    if (parent?.hex('serial') !== grant?.hex('parent_serial'))
      return 'a grant outlived the one that it was made under';
    return grantIsOver(accepted, under);
  }
  const byGroup = grant?.number('principal_kind') === 3n;
  return byGroup && member !== undefined ? membershipIsOver(accepted, member) : undefined;
};

function grantIsOver(accepted: Accepted, address: string): string | undefined {
  const grant = accepted.at(address);
  if (grant?.kind !== 'Grant') return 'a grant that is not there was used';
  if (grant.number('status') !== 0n) return 'a revoked grant was used';
  const expires = grant.number('expires_at');
  if (expires !== 0n && expires <= accepted.now) return 'an expired grant was used';
  return grant.number('not_before') > accepted.now ? 'a grant was used before its time' : undefined;
}

function membershipIsOver(accepted: Accepted, slot: string): string | undefined {
  const membership = accepted.before(slot);
  if (membership?.kind !== 'Membership') return 'a membership that is not there was used';
  const group = accepted.at(membership.hex('group'));
  if (group?.number('status') !== 0n) return 'a retired group was used';
  if (membership.number('status') !== 0n) return 'a removed member acted';
  const expires = membership.number('expires_at');
  return expires !== 0n && expires <= accepted.now ? 'an expired member acted' : undefined;
}
