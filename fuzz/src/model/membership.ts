import { derive } from '../chain/addresses.ts';
import { ADMIN_ROLE, type Membership, NOTHING, PERMISSION, type Person, PRINCIPAL } from './accounts.ts';
import { LONG_AGO, mayClose } from './closing.ts';
import { isRole } from './device.ts';
import { nextGeneration, ownedGroup } from './group.ts';
import { isEffective, isMember, isOver, ownerIsThere } from './holding.ts';
import { keyringFollows } from './keyring.ts';
import { changes, type Judge, type Look } from './look.ts';
import { isPrincipal } from './principal.ts';
import { actorOf, actorSigns, authorityCloses, principalSigns } from './signing.ts';

/** Somebody who manages a group without owning it. `ends` is when that right ends, 0 for never; nothing when there is none. */
function managerSigns(look: Look, owner: Person): { readonly ends: bigint } | undefined {
  ownerIsThere(look, owner);
  const manager = look.account('Person', 'manager');
  if (manager === undefined) return undefined;
  const signing = actorOf(look, manager, 'manager');
  const [membership, grant] = [
    look.account('Membership', 'manager_membership'),
    look.account('Grant', 'manager_grant'),
  ];
  if (look.given('manager_membership')) {
    if (membership === undefined) return undefined;
    const { principal_kind, principal } = membership;
    principalSigns(look, signing, principal_kind, principal, 'MembershipMismatch');
    look.rule(membership.group === look.address('group'), 'MembershipMismatch');
    look.rule(membership.role === ADMIN_ROLE, 'NotGroupAdmin');
    isMember(look, membership);
    return { ends: membership.expires_at };
  }
  look.rule(look.given('manager_grant'), 'NotGroupAdmin');
  if (grant === undefined) return undefined;
  principalSigns(look, signing, grant.principal_kind, grant.principal, 'GrantMismatch');
  isEffective(look, grant, look.address('group'), PERMISSION.admin, 'manager_parent');
  return { ends: grant.expires_at };
}

/** Not later than `ends`, where 0 is never. */
export const within = (expiry: bigint, ends: bigint): boolean =>
  ends === 0n || (expiry !== 0n && expiry <= ends);

export const addMember: Judge = (look) => {
  const found = ownedGroup(look);
  if (found === undefined) return undefined;
  const { owner, group } = found;
  const [kind, role, expires_at] = [
    look.number('principal_kind'),
    look.number('role'),
    look.time('expires_at'),
  ];
  const principal = look.address('principal');
  const place = derive('member', look.address('group'), principal);
  look.rule(look.address('membership') === place.address, 'InvalidSeeds');
  const before = look.account('Membership', 'membership');
  if (look.given('manager')) {
    const right = managerSigns(look, owner);
    // No admin makes another, or gives for longer than it has.
    if (right !== undefined)
      look.rule(role === 0 && within(expires_at, right.ends), 'MembershipExceedsAdmin');
    const taken = before?.status === 0 && !isOver(before.expires_at, look.now);
    look.rule(!taken, 'MembershipNotReplaceable');
  } else actorSigns(look, actorOf(look, owner, 'owner'));
  // Groups do not nest.
  look.rule(kind === PRINCIPAL.person || kind === PRINCIPAL.device, 'PrincipalMismatch');
  isPrincipal(look, kind);
  isRole(look, role);
  look.rule(!isOver(expires_at, look.now), 'ValidityPassed');
  keyringFollows(look, group.keyring_digest);
  const access_sequence = group.access_sequence + 1n;
  const earlier = expires_at !== 0n && expires_at < group.keyring_valid_until;
  const keyring_valid_until = earlier ? expires_at : group.keyring_valid_until;
  const membership: Membership = {
    ...{ kind: 'Membership', version: 1, bump: place.bump, status: 0, role, principal_kind: kind },
    ...{ group: look.address('group'), principal, expires_at, serial: access_sequence, ended_at: 0n },
    granter: look.address(look.given('manager') ? 'manager' : 'owner'),
    rent_payer: before?.rent_payer ?? look.address('payer'),
  };
  const keyring_digest = look.hex('keyring_digest');
  const gained = { ...group, access_sequence, keyring_valid_until, keyring_digest };
  return changes(look, ['group', gained], ['membership', membership]);
};

/** Losing a member makes a generation due, unless the next one comes along. */
export const removeMember: Judge = (look) => {
  const membership = look.account('Membership', 'membership');
  if (membership !== undefined) look.rule(membership.group === look.address('group'), 'MembershipMismatch');
  const found = ownedGroup(look);
  if (found === undefined || membership === undefined) return undefined;
  const { owner, group } = found;
  if (look.given('manager')) {
    managerSigns(look, owner);
    look.rule(membership.role !== ADMIN_ROLE, 'MembershipExceedsAdmin');
  } else actorSigns(look, actorOf(look, owner, 'owner'));
  look.rule(membership.status === 0, 'MemberRemoved');
  const lost = { ...group, keyring_due: 1, access_sequence: group.access_sequence + 1n };
  const rotates = look.hex('keyring_digest') !== NOTHING;
  const after = rotates ? nextGeneration(look, owner, lost) : lost;
  return changes(look, ['group', after], ['membership', { ...membership, status: 1, ended_at: look.now }]);
};

export const closeMembership: Judge = (look) => {
  const granter = look.account('Person', 'granter');
  const membership = look.account('Membership', 'membership');
  if (granter !== undefined) authorityCloses(look, granter);
  if (membership === undefined) return undefined;
  look.rule(membership.granter === look.address('granter'), 'NotGranter');
  look.rule(membership.group === look.address('group'), 'MembershipMismatch');
  // A group that is gone was closed, a day after its end.
  const group = look.register.find('Group', membership.group);
  const own = membership.status === 0 ? membership.expires_at : membership.ended_at;
  mayClose(look, membership.rent_payer, own, group === undefined ? LONG_AGO : group.ended_at);
  return changes(look, ['membership', undefined]);
};
