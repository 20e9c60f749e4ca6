import { deviceAddress, type Group, type Membership, type Person } from '../chain/index.ts';
import { openGroupLabel } from '../crypto/index.ts';
import { orNothing } from '../errors.ts';
import { type GroupId, parseGroupId, type PersonId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { resolveNamed } from '../named.ts';
import { ownPerson } from '../person/acting.ts';
import { groupKeys } from './keys.ts';
import { listOwnMemberships } from './memberships.ts';

export interface ListedGroup {
  readonly group: GroupId;
  /** What its owner calls it, where this computer can read that. */
  readonly label: string | undefined;
  readonly owner: PersonId;
  readonly owned: boolean;
  readonly status: Group['status'];
  readonly generation: bigint;
  /** A member was lost and the next generation has not begun. */
  readonly keyringDue: boolean;
  /** Everybody who was ever added and whose membership isn't closed. */
  readonly members: readonly Membership[];
}

/** The groups of this computer's person, and those that it or its person is in. */
export async function listGroups(meshid: Meshid, options: FlowOptions = {}): Promise<ListedGroup[]> {
  const { home, chain } = meshid;
  const person = await ownPerson(meshid);
  const device = await home.findDevice();
  const own = [person.address, ...(device === undefined ? [] : [deviceAddress(device.id)])];
  const owned = await chain.list('group', { owner: person.address });
  const memberships = await listOwnMemberships(meshid, own);
  const joined = (await chain.findMany(memberships.map(({ group }) => group))).filter(
    (account) => account.kind === 'group',
  );
  const groups = new Map([...owned, ...joined].map((group) => [group.address, group]));
  const listed: ListedGroup[] = [];
  for (const group of groups.values()) listed.push(await describeGroup(meshid, group, person, options));
  return listed;
}

/** A group as this home's person sees it. */
export async function describeGroup(
  meshid: Meshid,
  group: Group,
  person: Person,
  options: FlowOptions = {},
): Promise<ListedGroup> {
  return {
    group: group.address,
    label: await labelOf(meshid, group, options),
    owner: group.owner,
    owned: group.owner === person.address,
    status: group.status,
    generation: group.generation,
    keyringDue: group.keyringDue,
    members: await meshid.chain.list('membership', { group: group.address }),
  };
}

/**
 * A group by its name in the address book, its address, or its label where only one is called so.
 *
 * @throws MeshidError `name/unknown`, `name/ambiguous`
 */
export async function resolveGroup(
  meshid: Meshid,
  text: string,
  options: FlowOptions = {},
): Promise<GroupId> {
  return resolveNamed(meshid, text, parseGroupId, async () =>
    (await listGroups(meshid, options)).map(({ group, label }) => ({ id: group, name: label })),
  );
}

async function labelOf(meshid: Meshid, group: Group, options: FlowOptions): Promise<string | undefined> {
  return orNothing(async () => openGroupLabel(await groupKeys(meshid, group, options), group.sealedLabel));
}
