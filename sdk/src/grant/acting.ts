import { type Clocks, denied } from '../authorisation/decision.ts';
import { RegisterView } from '../authorisation/register-view.ts';
import { accountsOfResource, type Resource, resourceAt } from '../authorisation/resource.ts';
import { findGrant, judgeGrant } from '../authorisation/standing.ts';
import { deviceAddress, type Grant, grantAddress, type Person } from '../chain/index.ts';
import { MeshidError } from '../errors.ts';
import type { Address } from '../identifiers.ts';
import type { Meshid } from '../meshid.ts';
import { type Acting, actingAsDevice, actingFor } from '../person/acting.ts';

/** As whom this home decides about a resource: for its owner, or by a grant to administer it. */
export interface Administering extends Acting {
  readonly resource: Resource;
  readonly owner: Person;
  /** The admin grant that it acts under, where it doesn't act for the owner. */
  readonly grant: Grant | undefined;
}

/**
 * Who signs for what is changed on a resource.
 *
 * @throws MeshidError `dataset/not-owner` or `access/denied` when this home may not; `home/no-wallet`, `register/not-found`
 */
export async function administering(
  meshid: Meshid,
  person: Person,
  address: Address,
): Promise<Administering> {
  const { home, chain } = meshid;
  const device = await home.findDevice();
  const principals: { kind: 'person' | 'device'; address: Address }[] = [
    { kind: 'person', address: person.address },
    ...(device === undefined ? [] : [{ kind: 'device' as const, address: deviceAddress(device.id) }]),
  ];
  const near = await chain.findMany([
    address,
    ...principals.map((principal) => grantAddress(address, principal.address)),
  ]);
  const around = await chain.findMany(accountsOfResource(RegisterView.of(near), address));
  const register = RegisterView.of([...near, ...around]);
  // What ended is refused by the chain, which also knows what can be taken back after that.
  const resource = resourceAt(register, address);
  if (resource === undefined) throw new MeshidError('register/not-found', { kind: 'resource', address });
  const owner = await chain.get('person', resource.owner);
  if (owner.address === person.address)
    return { ...(await actingFor(meshid, person)), resource, owner, grant: undefined };
  const now = await chain.now();
  const clocks: Clocks = { local: now, chain: now };
  for (const principal of principals) {
    const grant = findGrant(register, address, principal);
    const held =
      // What was made under another grant can't be granted from.
      grant === undefined || grant.parent !== undefined
        ? denied('nothing was granted')
        : judgeGrant(grant, { resource, permission: 'admin' }, register, clocks);
    if (!held.allowed) continue;
    const acting = principal.kind === 'person' ? actingFor(meshid, person) : actingAsDevice(meshid);
    return { ...(await acting), resource, owner, grant };
  }
  throw resource.kind === 'dataset'
    ? new MeshidError('dataset/not-owner', { dataset: address })
    : new MeshidError('access/denied', { reason: 'only its owner, or who administers it, may do this' });
}

/** The accounts by which the program knows on whose behalf something is granted. */
export function underGrant(
  person: Person,
  { grant }: Administering,
): { under?: { granter: Person['address']; holder: Address } } {
  return grant === undefined ? {} : { under: { granter: person.address, holder: grant.principal } };
}
