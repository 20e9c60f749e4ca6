import { standingOfMembership } from '../authorisation/standing.ts';
import type { Membership } from '../chain/index.ts';
import type { GroupId } from '../identifiers.ts';
import { listHolders } from '../keyring-holders.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { ownPerson } from '../person/acting.ts';
import { describeGroup, type ListedGroup } from './list.ts';

export interface ShownMember extends Membership {
  /** Why it isn't a member now, where it isn't. */
  readonly why: string | undefined;
}

export interface ShownGroup extends Omit<ListedGroup, 'members'> {
  readonly members: readonly ShownMember[];
}

/** A group, and who is in it; of those who aren't any more, why. Throws MeshidError `register/not-found`. */
export async function getGroup(
  meshid: Meshid,
  { group: address }: { readonly group: GroupId },
  options: FlowOptions = {},
): Promise<ShownGroup> {
  const { chain } = meshid;
  const account = await chain.get('group', address);
  const group = await describeGroup(meshid, account, await ownPerson(meshid), options);
  const holders = await listHolders(
    meshid,
    group.members.map(({ principal }) => principal),
  );
  const now = await chain.now();
  const whyNot = (membership: Membership): string | undefined => {
    const standing = standingOfMembership(membership, { local: now, chain: now });
    if (!standing.allowed) return standing.reason;
    if (group.status !== 'active') return 'the group is retired';
    return holders.has(membership.principal) ? undefined : 'the member is suspended, revoked or retired';
  };
  return { ...group, members: group.members.map((member) => ({ ...member, why: whyNot(member) })) };
}
