import type { Address } from '../chain/addresses.ts';
import { type Grant, type Membership, NOBODY, type Person, PRINCIPAL } from './accounts.ts';
import { isActive } from './signing.ts';
import type { Look } from './look.ts';

/** Whether something that ends at `expiry` (0 for never) has ended. */
export const isOver = (expiry: bigint, now: bigint): boolean => expiry !== 0n && expiry <= now;

/** A limited grant holds inside jobs only, which the chain can't see; an expired or not yet valid one is as if absent. */
function isCurrent(look: Look, grant: Grant): void {
  look.rule(grant.status === 0, 'GrantRevoked');
  const begun = grant.not_before <= look.now;
  look.rule(
    begun && !isOver(grant.expires_at, look.now) && grant.via_program === NOBODY,
    'GrantNotEffective',
  );
}

/** The grant gives this permission on this resource now. What was made under another is effective only with exactly that one. */
export function isEffective(
  look: Look,
  grant: Grant,
  resource: Address,
  permission: number,
  parentSlot: string,
): void {
  look.rule(grant.resource === resource, 'GrantMismatch');
  isCurrent(look, grant);
  look.rule((grant.permissions & permission) !== 0, 'PermissionMissing');
  if (grant.parent === NOBODY) {
    isOfOwner(look, grant);
    return;
  }
  const parent = look.account('Grant', parentSlot);
  const same = look.address(parentSlot) === grant.parent && parent?.serial === grant.parent_serial;
  look.rule(look.given(parentSlot) && same, 'ParentMismatch');
  if (parent === undefined) return;
  isCurrent(look, parent);
  isOfOwner(look, parent);
}

/** Nobody's word outlives their ownership: a dataset that was handed on has only its new owner's grants. */
function isOfOwner(look: Look, grant: Grant): void {
  look.rule(grant.granter === look.address('owner'), 'GrantNotEffective');
}

export function isMember(look: Look, membership: Membership): void {
  look.rule(membership.status === 0, 'MemberRemoved');
  look.rule(!isOver(membership.expires_at, look.now), 'MembershipExpired');
}

/** The grant in `grant` names the device, its person, or a group that one of them is in now. */
export function isHeldBy(look: Look, grant: Grant, person: Address, device: Address): void {
  if (grant.principal_kind !== PRINCIPAL.group) {
    const holder = grant.principal_kind === PRINCIPAL.person ? person : device;
    look.rule(grant.principal === holder, 'GrantMismatch');
    return;
  }
  const shown = look.given('group') && look.given('membership');
  look.rule(shown && look.address('group') === grant.principal, 'GrantMismatch');
  const group = look.account('Group', 'group');
  if (group !== undefined) look.rule(group.status === 0, 'GroupRetired');
  const membership = look.account('Membership', 'membership');
  if (membership === undefined) return;
  const member = membership.principal_kind === PRINCIPAL.person ? person : device;
  const rightly = membership.group === look.address('group') && membership.principal === member;
  look.rule(rightly, 'MembershipMismatch');
  isMember(look, membership);
}

/** Whoever uses what an owner gave can do so only while the owner is there. */
export const ownerIsThere = (look: Look, owner: Person): void => isActive(look, owner);
