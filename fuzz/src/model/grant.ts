import { type Address, derive } from '../chain/addresses.ts';
import {
  type Dataset,
  type Device,
  type Grant,
  NOBODY,
  NOTHING,
  PERMISSION,
  type Person,
  type Resource,
} from './accounts.ts';
import { LONG_AGO, mayClose } from './closing.ts';
import { isOwnersDataset, nextEpoch } from './dataset.ts';
import { isOwnersGroup } from './group.ts';
import { isEffective, isOver, ownerIsThere } from './holding.ts';
import { keyringFollows } from './keyring.ts';
import { changes, type Judge, type Look } from './look.ts';
import { within } from './membership.ts';
import { isPrincipal } from './principal.ts';
import { actorOf, actorSigns, authorityCloses, principalSigns } from './signing.ts';

const { read, write, admin, connect, run } = PERMISSION;
const RESOURCES = {
  Dataset: { kind: 1, permissions: read | write | admin },
  Port: { kind: 2, permissions: connect | admin },
  Device: { kind: 3, permissions: run | admin },
  Group: { kind: 4, permissions: admin },
} as const;

/** What is in `resource`, which has to be this owner's. */
function resourceOf(look: Look): Resource | undefined {
  const found = look.anything('resource');
  switch (found?.kind) {
    case 'Dataset':
      isOwnersDataset(look, found);
      return found;
    case 'Group':
      isOwnersGroup(look, found);
      return found;
    case 'Port':
      look.rule(found.status === 0, 'PortUnshared');
      look.rule(found.creator === look.address('owner'), 'NotOwner');
      return found;
    case 'Device':
      look.rule(found.person === look.address('owner'), 'NotOwner');
      return found;
    default:
      look.rule(false, 'ResourceMismatch');
      return undefined;
  }
}

/** The owner, or somebody who holds the resource's administration by the owner's own grant: one level deep. */
function granterSigns(look: Look, owner: Person): Grant | undefined {
  if (!look.given('granter')) {
    actorSigns(look, actorOf(look, owner, 'owner'));
    return undefined;
  }
  ownerIsThere(look, owner);
  look.rule(look.given('parent'), 'ParentMismatch');
  const granter = look.account('Person', 'granter');
  const parent = look.account('Grant', 'parent');
  if (granter === undefined || parent === undefined) return parent;
  const signing = actorOf(look, granter, 'granter');
  principalSigns(look, signing, parent.principal_kind, parent.principal, 'GrantMismatch');
  look.rule(parent.parent === NOBODY, 'GrantTooDeep');
  isEffective(look, { ...parent, parent: NOBODY }, look.address('resource'), admin, 'parent');
  return parent;
}

/** A device's changes are counted by its person, everybody else's by itself. */
function counted(
  owner: Person,
  resource: Resource,
): { slot: string; after: Person | Exclude<Resource, Device> } {
  if (resource.kind === 'Device')
    return { slot: 'owner', after: { ...owner, access_sequence: owner.access_sequence + 1n } };
  return { slot: 'resource', after: { ...resource, access_sequence: resource.access_sequence + 1n } };
}

export const grantAccess: Judge = (look) => {
  const owner = look.account('Person', 'owner');
  const principal = look.address('principal');
  const place = derive('grant', look.address('resource'), principal);
  look.rule(look.address('grant') === place.address, 'InvalidSeeds');
  look.rule(look.address('resource') !== principal, 'GrantToItself');
  look.rule(principal !== look.address('owner'), 'GrantToOwner');
  isPrincipal(look, look.number('principal_kind'));
  const resource = resourceOf(look);
  if (owner === undefined || resource === undefined) return undefined;
  if (resource.kind === 'Device') look.rule(resource.status === 0, 'DeviceNotActive');
  const { kind, permissions: possible } = RESOURCES[resource.kind];
  const terms = termsOf(look, possible);
  const parent = granterSigns(look, owner);
  const before = look.account('Grant', 'grant');
  if (look.given('granter') && parent !== undefined) {
    const contained = (terms.permissions & ~parent.permissions) === 0;
    look.rule(contained && within(terms.expires_at, parent.expires_at), 'GrantExceedsParent');
    const held = before?.status === 0 && !isOver(before.expires_at, look.now);
    look.rule(!held || before.granter === look.address('granter'), 'NotGranter');
  }
  const { slot, after } = counted(owner, resource);
  const grant: Grant = {
    ...{ kind: 'Grant', version: 1, bump: place.bump, status: 0, ended_at: 0n, ...terms },
    ...{ resource_kind: kind, resource: look.address('resource') },
    ...{ principal_kind: look.number('principal_kind'), principal },
    granter: look.address(look.given('granter') ? 'granter' : 'owner'),
    serial: after.access_sequence,
    parent: look.given('granter') ? look.address('parent') : NOBODY,
    parent_serial: look.given('granter') ? (parent?.serial ?? 0n) : 0n,
    rent_payer: before?.rent_payer ?? look.address('payer'),
  };
  const told = after.kind === 'Dataset' ? readersOf(look, after, before, grant) : after;
  if (resource.kind !== 'Dataset') noKeyring(look);
  return changes(look, [slot, told], ['grant', grant]);
};

function termsOf(look: Look, possible: number) {
  const permissions = look.number('permissions');
  const [not_before, expires_at] = [look.time('not_before'), look.time('expires_at')];
  look.rule(permissions !== 0 && (permissions & ~possible) === 0, 'UnknownPermission');
  const never = expires_at === 0n;
  const lasts = never || (look.now < expires_at && not_before < expires_at);
  look.rule(lasts && not_before >= 0n, 'GrantPeriodEmpty');
  return { permissions, not_before, expires_at, via_program: look.hex('via_program') };
}

/** The dataset's keyring gets the new reader, and the epoch ends with the first reader that does. */
function readersOf(look: Look, dataset: Dataset, before: Grant | undefined, grant: Grant): Dataset {
  keyringFollows(look, dataset.keyring_digest);
  const reads = (one: Grant | undefined): boolean => one?.status === 0 && (one.permissions & read) !== 0;
  // Another serial ends what was granted under the one before: an admin's readers are lost with it.
  const under = reads(before) && ((before?.permissions ?? 0) & admin) !== 0;
  const lost = under || (reads(before) && !reads(grant));
  const sooner = reads(grant) && grant.expires_at !== 0n && grant.expires_at < dataset.epoch_valid_until;
  return {
    ...dataset,
    keyring_digest: look.hex('keyring_digest'),
    rotation_due: lost ? 1 : dataset.rotation_due,
    epoch_valid_until: sooner ? grant.expires_at : dataset.epoch_valid_until,
  };
}

function noKeyring(look: Look): void {
  const none = look.hex('previous_keyring_digest') === NOTHING && look.hex('keyring_digest') === NOTHING;
  look.rule(none, 'KeyringUnexpected');
}

export const revokeAccess: Judge = (look) => {
  const owner = look.account('Person', 'owner');
  const grant = look.account('Grant', 'grant');
  if (grant !== undefined) look.rule(grant.resource === look.address('resource'), 'GrantMismatch');
  const resource = resourceOf(look);
  if (owner === undefined || resource === undefined || grant === undefined) return undefined;
  granterSigns(look, owner);
  if (look.given('granter')) look.rule(grant.granter === look.address('granter'), 'NotGranter');
  look.rule(grant.status === 0, 'GrantRevoked');
  const revoked: [string, Grant] = ['grant', { ...grant, status: 1, ended_at: look.now }];
  const { slot, after } = counted(owner, resource);
  const rotates = look.hex('keyring_digest') !== NOTHING;
  if (after.kind !== 'Dataset') {
    look.rule(!rotates, 'KeyringUnexpected');
    return changes(look, [slot, after], revoked);
  }
  const due = (grant.permissions & read) !== 0 ? { ...after, rotation_due: 1 } : after;
  return changes(look, [slot, rotates ? nextEpoch(look, owner, after) : due], revoked);
};

/** A grant ends with its resource and with the grant that it was made under, too. */
export const closeGrant: Judge = (look) => {
  const granter = look.account('Person', 'granter');
  const grant = look.account('Grant', 'grant');
  if (granter !== undefined) authorityCloses(look, granter);
  if (grant === undefined) return undefined;
  look.rule(grant.granter === look.address('granter'), 'NotGranter');
  look.rule(grant.resource === look.address('resource'), 'GrantMismatch');
  if (look.given('tombstone')) look.rule(look.address('tombstone') === grant.resource, 'GrantMismatch');
  if (look.given('parent')) look.rule(look.address('parent') === grant.parent, 'ParentMismatch');
  const own = grant.status === 0 ? grant.expires_at : grant.ended_at;
  mayClose(look, grant.rent_payer, own, endOfResource(look, grant.resource), endOfParent(look, grant));
  return changes(look, ['grant', undefined]);
};

function endOfResource(look: Look, address: Address): bigint {
  const resource = look.register.accounts.get(address);
  if (resource === undefined) return LONG_AGO;
  // Its account was cut down to less than a device's: it has to be shown as what it is.
  if (resource.kind === 'RevokedDevice') look.rule(look.given('tombstone'), 'ResourceMismatch');
  return 'ended_at' in resource ? resource.ended_at : 0n;
}

function endOfParent(look: Look, grant: Grant): bigint {
  if (!look.given('parent')) return 0n;
  const parent = look.register.find('Grant', grant.parent);
  if (parent === undefined || parent.serial !== grant.parent_serial) return LONG_AGO;
  return parent.status === 0 ? parent.expires_at : parent.ended_at;
}
