import { RegisterView } from '../authorisation/register-view.ts';
import { findGrant, judgeGrant } from '../authorisation/standing.ts';
import { type Dataset, deviceAddress, grantAddress, type Membership } from '../chain/index.ts';
import { MeshidError } from '../errors.ts';
import { listOwnMemberships } from '../group/memberships.ts';
import type { Meshid } from '../meshid.ts';
import { ownPerson } from '../person/acting.ts';
import type { Writer } from './instructions.ts';

/**
 * By what this computer writes to a dataset: nothing for the owner's own; another's needs a grant, of its person, itself or a group.
 *
 * @throws MeshidError `dataset/not-owner`
 */
export async function writerOf(meshid: Meshid, dataset: Dataset): Promise<Writer | undefined> {
  const { home, chain } = meshid;
  const person = await ownPerson(meshid);
  if (person.address === dataset.owner) return undefined;
  const at = deviceAddress((await home.device()).id);
  const memberships = await listOwnMemberships(meshid, [person.address, at]);
  const holders = [
    { kind: 'person' as const, address: person.address, membership: undefined },
    { kind: 'device' as const, address: at, membership: undefined },
    ...memberships.map((membership) => ({ kind: 'group' as const, address: membership.group, membership })),
  ];
  const grants = await chain.findMany(holders.map(({ address }) => grantAddress(dataset.address, address)));
  const parents = grants.flatMap((account) =>
    account.kind === 'grant' && account.parent !== undefined ? [account.parent] : [],
  );
  const groups = memberships.map(({ group }) => group);
  const register = RegisterView.of([...grants, ...(await chain.findMany([...parents, ...groups]))]);
  const now = await chain.now();
  const use = { resource: dataset, permission: 'write' } as const;
  for (const { membership, ...holder } of holders) {
    const grant = findGrant(register, dataset.address, holder);
    if (grant === undefined || !judgeGrant(grant, use, register, { local: now, chain: now }).allowed)
      continue;
    if (holder.kind === 'group' && register.find('group', holder.address)?.status !== 'active') continue;
    return {
      person: person.address,
      principal: holder.address,
      parent: grant.parent,
      ...(membership === undefined ? {} : { membership: memberOf(membership) }),
    };
  }
  throw new MeshidError('dataset/not-owner', { dataset: dataset.address });
}

function memberOf({ group, principal }: Membership): NonNullable<Writer['membership']> {
  return { group, member: principal };
}
