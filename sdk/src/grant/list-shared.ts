import type { Address } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { ownPerson } from '../person/acting.ts';
import { listAccess, type ListedAccess } from './list.ts';

/**
 * Everything that this home's person shares: each resource that it owns on which there is a grant, and what it granted on resources of
 * others.
 *
 * @throws MeshidError `chain/away`, `register/unreadable`, `home/no-person`
 */
export async function listShared(meshid: Meshid, options: FlowOptions = {}): Promise<ListedAccess[]> {
  const { chain } = meshid;
  const { address: person } = await ownPerson(meshid);
  const owned = [
    ...(await chain.list('dataset', { owner: person })),
    ...(await chain.list('group', { owner: person })),
    ...(await chain.list('port', { creator: person })),
    ...(await chain.list('device', { person })),
  ];
  const given = await chain.list('grant', { granter: person });
  const resources = new Set<Address>([
    ...owned.map(({ address }) => address),
    ...given.map(({ resource }) => resource),
  ]);
  const shared: ListedAccess[] = [];
  for (const resource of resources) {
    const access = await listAccess(meshid, { resource }, options);
    const grants =
      access.owner === person ? access.grants : access.grants.filter(({ granter }) => granter === person);
    if (grants.length > 0) shared.push({ ...access, grants });
  }
  return shared;
}
