import { deviceAddress, type Group, type Membership } from '../chain/index.ts';
import { openGroupLabel } from '../crypto/index.ts';
import { isMeshidError, MeshidError } from '../errors.ts';
import { type GroupId, parseGroupId, type PersonId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
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
  for (const group of groups.values())
    listed.push({
      group: group.address,
      label: await labelOf(meshid, group, options),
      owner: group.owner,
      owned: group.owner === person.address,
      status: group.status,
      generation: group.generation,
      keyringDue: group.keyringDue,
      members: await chain.list('membership', { group: group.address }),
    });
  return listed;
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
  try {
    return parseGroupId(await meshid.home.names.resolve(text));
  } catch (error) {
    if (!isMeshidError(error, 'name/unknown')) throw error;
    const found = (await listGroups(meshid, options)).filter(({ label }) => label === text);
    const [only] = found;
    if (only === undefined) throw error;
    if (found.length > 1)
      throw new MeshidError('name/ambiguous', {
        name: text,
        addresses: found.map(({ group }) => group).join(' or '),
      });
    return only.group;
  }
}

async function labelOf(meshid: Meshid, group: Group, options: FlowOptions): Promise<string | undefined> {
  try {
    return openGroupLabel(await groupKeys(meshid, group, options), group.sealedLabel);
  } catch (error) {
    if (isMeshidError(error)) return undefined;
    throw error;
  }
}
