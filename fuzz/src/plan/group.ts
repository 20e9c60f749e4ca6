import { type Address, derive, idSeed } from '../chain/addresses.ts';
import { DAY, type Membership, NOTHING, PERMISSION, PRINCIPAL } from '../model/accounts.ts';
import { isOver } from '../model/holding.ts';
import {
  actor,
  attempt,
  expiry,
  type Found,
  livePerson,
  nextKeyring,
  payer,
  personAt,
  type Planner,
  validUntil,
} from './scene.ts';
import { only, some, type Scene } from './scene.ts';

export const createGroup: Planner = (scene) => {
  const found = livePerson(scene);
  if (found === undefined) return undefined;
  const [owner, { next_id }] = found;
  const group = derive('group', owner, idSeed(next_id)).address;
  const { draw } = scene;
  return attempt(
    'create_group',
    { payer: payer(scene), ...actor(scene, found), owner, group },
    {
      ...{ id: next_id, encryption_key: draw.hex(32), keyring_digest: draw.hex(32) },
      sealed_label: draw.hex(96),
    },
  );
};

/** A group with its owner. */
function owned(scene: Scene): { group: Found<'Group'>; owner: Found<'Person'> } | undefined {
  // Often one with an admin, so that there is something to manage.
  const admin = scene.draw.chance(30) ? only(scene, 'Membership', isAdminNow) : undefined;
  const managed = admin && scene.register.find('Group', admin[1].group);
  const group =
    admin !== undefined && managed?.status === 0
      ? ([admin[1].group, managed] as const)
      : some(scene, 'Group', (one) => one.status === 0);
  const owner = group && personAt(scene, group[1].owner);
  return group === undefined || owner === undefined ? undefined : { group, owner };
}

const NO_MANAGER = { manager: null, manager_membership: null, manager_grant: null, manager_parent: null };

/** Who manages the group: its owner, an admin among its members, or somebody with a grant on it. */
function manager(scene: Scene, group: Address, owner: Found<'Person'>): Record<string, Address | null> {
  const { draw, now } = scene;
  const byOwner = { ...actor(scene, owner), ...NO_MANAGER };
  const way = draw.below(4);
  if (way < 2) return byOwner;
  if (way === 2) {
    const [over, role] = [draw.strays(), draw.slips() ? 0 : 1];
    const fits = (one: Membership): boolean => one.role === role && isOver(one.expires_at, now) === over;
    const found = only(scene, 'Membership', (one) => one.group === group && one.status === 0 && fits(one));
    const as = found && principalActs(scene, found[1].principal_kind, found[1].principal);
    if (found === undefined || as === undefined) return byOwner;
    return { ...NO_MANAGER, ...as, manager_membership: found[0] };
  }
  const admin = (permissions: number): boolean => (permissions & PERMISSION.admin) !== 0;
  const found = some(scene, 'Grant', (one) => one.resource === group && admin(one.permissions));
  const as = found && principalActs(scene, found[1].principal_kind, found[1].principal);
  if (found === undefined || as === undefined) return byOwner;
  const manager_parent = found[1].parent === NOTHING ? null : found[1].parent;
  return { ...NO_MANAGER, ...as, manager_grant: found[0], manager_parent };
}

const isAdminNow = (one: Membership): boolean => one.role === 1 && one.status === 0;

/** The person that a principal is, or belongs to, and who acts for it. */
function principalActs(
  scene: Scene,
  kind: number,
  principal: Address,
): Record<string, Address | null> | undefined {
  const device = scene.register.find('Device', principal);
  const person = personAt(
    scene,
    kind === PRINCIPAL.device && device !== undefined ? device.person : principal,
  );
  if (person === undefined) return undefined;
  if (device !== undefined) return { actor: device.key, actor_device: principal, manager: person[0] };
  return { ...actor(scene, person), manager: person[0] };
}

export const addMember: Planner = (scene) => {
  const found = owned(scene);
  if (found === undefined) return undefined;
  const { draw } = scene;
  const [group, { keyring_digest }] = found.group;
  const member = candidate(scene, group);
  if (member === undefined) return undefined;
  const [principal, kind] = member;
  const who = manager(scene, group, found.owner);
  const accounts = {
    ...{ payer: payer(scene), ...who, owner: found.owner[0], group, principal },
    membership: derive('member', group, principal).address,
  };
  const role = (who['manager'] === null ? draw.chance(40) : draw.slips()) ? 1 : 0;
  const args = {
    principal_kind: kind,
    role,
    expires_at: expiry(scene),
    ...nextKeyring(scene, keyring_digest),
  };
  return attempt('add_member', accounts, args);
};

/** Anybody; now and then somebody who is a member, or was one. */
function candidate(scene: Scene, group: Address): readonly [Address, number] | undefined {
  const { draw } = scene;
  const before = draw.chance(40) ? only(scene, 'Membership', (one) => one.group === group) : undefined;
  if (before !== undefined) return [before[1].principal, before[1].principal_kind];
  const kind = draw.one(['Person', 'Device'] as const);
  const found = some(scene, kind, ({ status }) => status === 0);
  return found && [found[0], kind === 'Person' ? PRINCIPAL.person : PRINCIPAL.device];
}

export const removeMember: Planner = (scene) => {
  const live = (one: Membership): boolean =>
    one.status === 0 && scene.register.find('Group', one.group)?.status === 0;
  const found = some(scene, 'Membership', live);
  const group = found && scene.register.find('Group', found[1].group);
  const owner = group && personAt(scene, group.owner);
  if (found === undefined || group === undefined || owner === undefined) return undefined;
  const { draw } = scene;
  const rotates = draw.chance(50);
  return attempt(
    'remove_member',
    {
      ...manager(scene, found[1].group, owner),
      owner: owner[0],
      group: found[1].group,
      membership: found[0],
    },
    {
      ...nextKeyring(scene, group.keyring_digest),
      ...(rotates ? {} : { keyring_digest: NOTHING }),
      ...{
        encryption_key: draw.slips() ? group.encryption_key : draw.hex(32),
        valid_until: validUntil(scene),
      },
    },
  );
};

export const rotateGroup: Planner = (scene) => {
  const found = owned(scene);
  if (found === undefined) return undefined;
  const [group, { keyring_digest, encryption_key }] = found.group;
  const key = scene.draw.slips() ? encryption_key : scene.draw.hex(32);
  return attempt(
    'rotate_group',
    { ...actor(scene, found.owner), owner: found.owner[0], group },
    { ...nextKeyring(scene, keyring_digest), encryption_key: key, valid_until: validUntil(scene) },
  );
};

export const retireGroup: Planner = (scene) => {
  const found = owned(scene);
  if (found === undefined) return undefined;
  const [owner, { authority }] = found.owner;
  return attempt('retire_group', { authority, owner, group: found.group[0] });
};

export const closeGroup: Planner = (scene) => {
  const found = some(scene, 'Group', (one) => one.ended_at !== 0n && scene.now - one.ended_at >= DAY);
  if (found === undefined) return undefined;
  const [group, { owner, rent_payer }] = found;
  const authority = scene.register.find('Person', owner)?.authority ?? payer(scene);
  return attempt('close_group', { authority, owner, group, rent_payer });
};

export const closeMembership: Planner = (scene) => {
  const over = (end: bigint): boolean => end !== 0n && scene.now - end >= DAY;
  const ended = (one: Membership): boolean => {
    const group = scene.register.find('Group', one.group);
    return (
      over(one.status === 0 ? one.expires_at : one.ended_at) || group === undefined || over(group.ended_at)
    );
  };
  const found = only(scene, 'Membership', ended) ?? some(scene, 'Membership');
  if (found === undefined) return undefined;
  const [membership, { granter, group, rent_payer }] = found;
  const authority = scene.register.find('Person', granter)?.authority ?? payer(scene);
  return attempt('close_membership', { authority, granter, group, membership, rent_payer });
};
