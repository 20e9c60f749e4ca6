import {
  type Device,
  type Grant,
  grantAddress,
  type Membership,
  membershipAddress,
  type Permission,
  type Person,
} from '../chain/index.ts';
import type { Address, GroupId } from '../identifiers.ts';
import { ALLOWED, anyOf, type Clocks, type Decision, denied, earlier, hasEnded } from './decision.ts';
import type { RegisterView } from './register-view.ts';
import { findResource, isVoid, type Resource } from './resource.ts';

/** What a grant is used for. */
export interface Use {
  readonly resource: Resource;
  readonly permission: Permission;
  /** The Program account whose job uses it, if one does. */
  readonly program?: Address | undefined;
}

/** Whether a grant that its principal shows lets it through, whoever that is. */
export function judgeGrant(grant: Grant, use: Use, register: RegisterView, clocks: Clocks): Decision {
  const { resource, permission, program } = use;
  if (grant.resourceKind !== resource.kind || grant.resource !== resource.address)
    return denied('nothing was granted');
  if (grant.status !== 'active') return denied('the grant was revoked');
  if (hasEnded(grant.expiresAt, clocks)) return denied('the grant has expired');
  if (grant.notBefore !== 0n && earlier(clocks) < grant.notBefore)
    return denied('the grant does not begin yet');
  if (grant.viaProgram !== undefined) {
    if (grant.viaProgram !== program) return denied('the grant holds only inside jobs of a program');
    if (register.find('program', program)?.status !== 'active')
      return denied('the program that the grant is bound to is retired');
  }
  if (!grant.permissions.has(permission)) return denied('the grant does not hold this permission');
  if (grant.parent === undefined)
    // Nobody outlives the owner: what a former one granted ends with its ownership.
    return grant.granter === resource.owner ? ALLOWED : denied('nothing was granted');
  const parent = register.find('grant', grant.parent);
  const effective =
    parent?.serial === grant.parentSerial &&
    parent.parent === undefined &&
    // Nothing is granted from inside a job.
    judgeGrant(parent, { resource, permission: 'admin' }, register, clocks).allowed &&
    parent.permissions.has(permission);
  return effective ? ALLOWED : denied('the grant that this one was made under is not effective');
}

/** Whether a device, or its person, is in a group now. */
export function judgeMembership(
  group: GroupId,
  { device, person }: { readonly device: Device; readonly person: Person },
  register: RegisterView,
  clocks: Clocks,
): Decision {
  const member = anyOf(
    [device, person].map(({ kind, address }) => {
      const membership = register.find('membership', membershipAddress(group, address));
      const named =
        membership?.principalKind === kind && membership.principal === address && membership.group === group;
      return named ? standingOfMembership(membership, clocks) : denied('nothing was granted');
    }),
  );
  const active = register.find('group', group)?.status === 'active';
  return member.allowed && !active ? denied('the group that holds the grant is retired') : member;
}

export function standingOfMembership({ status, expiresAt }: Membership, clocks: Clocks): Decision {
  if (status !== 'active') return denied('the member was removed from the group');
  return hasEnded(expiresAt, clocks) ? denied('the membership in the group has expired') : ALLOWED;
}

/** Whether a grant holds for anybody now, inside its program's jobs at least; otherwise why not. For lists. */
export function standingOfGrant(grant: Grant, register: RegisterView, clocks: Clocks): Decision {
  const resource = findResource(register, grant.resource);
  if (typeof resource === 'string') return denied(resource);
  const [permission] = grant.permissions;
  if (permission === undefined) return denied('the grant does not hold this permission');
  if (!isHolderActive(grant, register)) return denied('the holder of the grant is not active');
  return judgeGrant(grant, { resource, permission, program: grant.viaProgram }, register, clocks);
}

/**
 * Whether a dataset's key is to be sealed to a grant's principal: also before the grant begins, since nothing is published at that
 * moment, and outside of its program's jobs, since a key knows nothing of jobs.
 */
export function isKeyHolder(grant: Grant, register: RegisterView, clocks: Clocks): boolean {
  const resource = findResource(register, grant.resource);
  if (typeof resource === 'string' || !isHolderActive(grant, register)) return false;
  const use = { resource, permission: 'read', program: grant.viaProgram } as const;
  return judgeGrant({ ...grant, notBefore: 0n }, use, register, clocks).allowed;
}

/** What has to be known of a grant beside itself to tell its standing: its principal, program and parent. */
export function accountsOfStanding(grant: Grant): Address[] {
  const { principal, viaProgram, parent } = grant;
  return [principal, viaProgram, parent].filter((address) => address !== undefined);
}

/** The grant that stands at its address for a principal, and is really that principal's. */
export function findGrant(
  register: RegisterView,
  resource: Address,
  principal: { readonly kind: Grant['principalKind']; readonly address: Address },
): Grant | undefined {
  const grant = register.find('grant', grantAddress(resource, principal.address));
  const named = grant?.principalKind === principal.kind && grant.principal === principal.address;
  return named ? grant : undefined;
}

function isHolderActive({ principalKind, principal }: Grant, register: RegisterView): boolean {
  const holder = register.find(principalKind, principal);
  if (holder?.status !== 'active') return false;
  if (holder.kind !== 'device') return true;
  const person = register.find('person', holder.person);
  return person?.status === 'active' && !isVoid(holder, person);
}
