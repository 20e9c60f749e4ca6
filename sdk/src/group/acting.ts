import { standingOfMembership } from '../authorisation/standing.ts';
import { deviceAddress, type Group, membershipAddress, type Person } from '../chain/index.ts';
import type { Meshid } from '../meshid.ts';
import { administering } from '../grant/acting.ts';
import { type Acting, actingAsDevice, actingFor } from '../person/acting.ts';
import type { Manager } from './member-instructions.ts';

/** As whom this home adds and removes members. */
export interface Managing extends Acting {
  readonly owner: Person;
  /** Nothing for the owner. */
  readonly manager?: Manager;
}

/**
 * Who signs for a change of members: the group's owner, an admin among its members, or who was granted its administration.
 *
 * @throws MeshidError `access/denied` when this home may not; `home/no-wallet`
 */
export async function managing(meshid: Meshid, person: Person, group: Group): Promise<Managing> {
  const { home, chain } = meshid;
  if (group.owner === person.address) return { ...(await actingFor(meshid, person)), owner: person };
  const device = await home.findDevice();
  const own = [person.address, ...(device === undefined ? [] : [deviceAddress(device.id)])];
  const now = await chain.now();
  for (const account of await chain.findMany(own.map((holder) => membershipAddress(group.address, holder)))) {
    if (account.kind !== 'membership' || account.role !== 'admin') continue;
    if (!standingOfMembership(account, { local: now, chain: now }).allowed) continue;
    const acting = account.principalKind === 'person' ? actingFor(meshid, person) : actingAsDevice(meshid);
    return {
      ...(await acting),
      owner: await chain.get('person', group.owner),
      manager: { person: person.address, holder: account.principal, by: 'membership' },
    };
  }
  const { grant, ...as } = await administering(meshid, person, group.address);
  if (grant === undefined) return as;
  return { ...as, manager: { person: person.address, holder: grant.principal, by: 'grant' } };
}
