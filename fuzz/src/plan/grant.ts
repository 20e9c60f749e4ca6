import { type Address, derive } from '../chain/addresses.ts';
import { DAY, type Grant, NOBODY, NOTHING, PERMISSION, PRINCIPAL, type Resource } from '../model/accounts.ts';
import { isOver } from '../model/holding.ts';
import {
  actor,
  attempt,
  expiry,
  type Found,
  nextKeyring,
  payer,
  personAt,
  type Planner,
  validUntil,
} from './scene.ts';
import { only, some, type Scene } from './scene.ts';

type FoundResource = readonly [Address, Resource];

function anyResource(scene: Scene): FoundResource | undefined {
  const kind = scene.draw.one(['Dataset', 'Dataset', 'Dataset', 'Port', 'Device', 'Group'] as const);
  return some(scene, kind, ({ status }) => status === 0);
}

function resourceAt({ register }: Scene, address: Address): FoundResource | undefined {
  const account = register.accounts.get(address);
  return account !== undefined && isResource(account) ? [address, account] : undefined;
}

const ownerOf = (resource: Resource): Address =>
  resource.kind === 'Device' ? resource.person : resource.kind === 'Port' ? resource.creator : resource.owner;

const POSSIBLE = {
  Dataset: [1, 2, 3, 7, 5, 7],
  Port: [8, 4, 12],
  Device: [16, 4, 20],
  Group: [4],
} as const;

type Granting = Readonly<Record<string, Address | null>>;

function byOwner(scene: Scene, [, resource]: FoundResource): Granting | undefined {
  const owner = personAt(scene, ownerOf(resource));
  return owner && { ...actor(scene, owner), owner: owner[0], granter: null, parent: null };
}

/** An admin grant, mostly one that can be granted from now. */
function administration(scene: Scene, of?: Address): Found<'Grant'> | undefined {
  const { now, draw } = scene;
  const admins = only(scene, 'Grant', (one) => isAdmin(one) && (of === undefined || one.resource === of));
  const deep = draw.slips();
  const usable = (one: Grant): boolean =>
    one.status === 0 &&
    one.not_before <= now &&
    !isOver(one.expires_at, now) &&
    one.via_program === NOBODY &&
    (one.parent !== NOBODY) === deep &&
    isLive(scene, one.resource);
  if (admins === undefined) return undefined;
  return some(
    scene,
    'Grant',
    (one) => isAdmin(one) && usable(one) && (of === undefined || one.resource === of),
  );
}

const isAdmin = (one: Grant): boolean =>
  (one.permissions & PERMISSION.admin) !== 0 && one.principal_kind !== PRINCIPAL.group;

/** Somebody to whom the owner granted the administration. */
function byGrant(
  scene: Scene,
  [, resource]: FoundResource,
  [parent, grant]: Found<'Grant'>,
): Granting | undefined {
  const device = scene.register.find('Device', grant.principal);
  const granter = personAt(scene, device?.person ?? grant.principal);
  if (granter === undefined) return undefined;
  const as =
    device === undefined ? actor(scene, granter) : { actor: device.key, actor_device: grant.principal };
  return { ...as, owner: ownerOf(resource), granter: granter[0], parent };
}

/** Anybody; now and then somebody who holds a grant on the resource, or held one. */
function anyPrincipal(scene: Scene, resource: Address): readonly [Address, number] | undefined {
  const before = scene.draw.chance(20) ? only(scene, 'Grant', (one) => one.resource === resource) : undefined;
  if (before !== undefined) return [before[1].principal, before[1].principal_kind];
  const kind = scene.draw.one(['Person', 'Person', 'Device', 'Group'] as const);
  const found = some(scene, kind, ({ status }) => status === 0);
  const number = { Person: PRINCIPAL.person, Device: PRINCIPAL.device, Group: PRINCIPAL.group }[kind];
  return found && [found[0], number];
}

export const grantAccess: Planner = (scene) => {
  const under = scene.draw.chance(45) ? administration(scene) : undefined;
  const found = (under && resourceAt(scene, under[1].resource)) ?? anyResource(scene);
  const principal = found && anyPrincipal(scene, found[0]);
  const who = found && ((under && byGrant(scene, found, under)) ?? byOwner(scene, found));
  if (found === undefined || principal === undefined || who === undefined) return undefined;
  const { draw, now } = scene;
  const account = found[1];
  const resource = draw.slips() ? noResource(scene) : found[0];
  const parent = who['parent'] === null ? undefined : scene.register.find('Grant', who['parent']);
  const possible = draw.one(POSSIBLE[account.kind]);
  const permissions = parent === undefined || draw.strays() ? possible : possible & parent.permissions;
  const ends = parent === undefined || draw.strays() ? expiry(scene) : parent.expires_at;
  const keyring =
    account.kind === 'Dataset'
      ? nextKeyring(scene, account.keyring_digest)
      : { previous_keyring_digest: NOTHING, keyring_digest: draw.slips() ? draw.hex(32) : NOTHING };
  const via = draw.chance(10) ? some(scene, 'Program')?.[0] : undefined;
  return attempt(
    'grant_access',
    {
      ...{ payer: payer(scene), ...who, resource, principal: principal[0] },
      grant: derive('grant', resource, principal[0]).address,
    },
    {
      ...{ principal_kind: principal[1], permissions, via_program: via ?? NOBODY, ...keyring },
      ...{ not_before: draw.chance(80) ? 0n : now + BigInt(draw.below(100) - 10), expires_at: ends },
    },
  );
};

/** Something that nothing can be granted on. */
const noResource = (scene: Scene): Address =>
  some(scene, scene.draw.one(['Person', 'Program', 'RevokedDevice'] as const))?.[0] ?? scene.draw.hex(32);

export const revokeAccess: Planner = (scene) => {
  const live = (one: Grant): boolean => one.status === 0 && isLive(scene, one.resource);
  const under = scene.draw.chance(40)
    ? only(scene, 'Grant', (one) => live(one) && one.parent !== NOBODY)
    : undefined;
  const found = under ?? some(scene, 'Grant', live);
  const account = found && scene.register.accounts.get(found[1].resource);
  if (found === undefined || account === undefined || !isResource(account)) return undefined;
  const [grant, { resource, granter, parent }] = found;
  const who = revoking(scene, [resource, account], granter, parent);
  if (who === undefined) return undefined;
  const rotates = account.kind === 'Dataset' && scene.draw.chance(50);
  const keyring = account.kind === 'Dataset' ? nextKeyring(scene, account.keyring_digest) : {};
  return attempt(
    'revoke_access',
    { ...who, resource, grant },
    {
      ...{ previous_keyring_digest: NOTHING, ...keyring, ...(rotates ? {} : { keyring_digest: NOTHING }) },
      valid_until: validUntil(scene),
    },
  );
};

/** The owner; or the granter by the grant that it used, or by another one. */
function revoking(
  scene: Scene,
  found: FoundResource,
  granter: Address,
  parent: Address,
): Granting | undefined {
  const used = scene.register.find('Grant', parent);
  const under = used === undefined ? administration(scene, found[0]) : ([parent, used] as const);
  if (under === undefined || scene.draw.chance(used === undefined ? 80 : 30)) return byOwner(scene, found);
  const who = byGrant(scene, found, under);
  return who && { ...who, granter: used === undefined ? (who['granter'] ?? granter) : granter };
}

const isResource = (account: { readonly kind: string }): account is Resource =>
  ['Dataset', 'Port', 'Device', 'Group'].includes(account.kind);

function isLive({ register }: Scene, address: Address): boolean {
  const account = register.accounts.get(address);
  return account !== undefined && isResource(account) && (account.kind === 'Device' || account.status === 0);
}

export const closeGrant: Planner = (scene) => {
  const { register, now, draw } = scene;
  const over = (end: bigint): boolean => end !== 0n && now - end >= DAY;
  const ended = (one: Grant): boolean => {
    const resource = register.accounts.get(one.resource);
    const end = resource !== undefined && 'ended_at' in resource ? resource.ended_at : 0n;
    return over(one.status === 0 ? one.expires_at : one.ended_at) || resource === undefined || over(end);
  };
  const orphaned = (one: Grant): boolean =>
    one.parent !== NOBODY && register.find('Grant', one.parent)?.serial !== one.parent_serial;
  const found: Found<'Grant'> | undefined = draw.chance(30)
    ? only(scene, 'Grant', orphaned)
    : (only(scene, 'Grant', ended) ?? some(scene, 'Grant'));
  if (found === undefined) return undefined;
  const [grant, { granter, resource, rent_payer, parent: under }] = found;
  const authority = register.find('Person', granter)?.authority ?? payer(scene);
  const shrunk = register.find('RevokedDevice', resource) !== undefined && draw.chance(90);
  const parent = under !== NOBODY && draw.chance(70) ? under : null;
  const accounts = {
    authority,
    granter,
    resource,
    tombstone: shrunk ? resource : null,
    parent,
    grant,
    rent_payer,
  };
  return attempt('close_grant', accounts);
};
