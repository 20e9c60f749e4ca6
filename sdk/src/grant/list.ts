import { ClockPair } from '../authorisation/clock-pair.ts';
import type { Decision } from '../authorisation/decision.ts';
import { RegisterView } from '../authorisation/register-view.ts';
import { accountsOfResource, resourceAt } from '../authorisation/resource.ts';
import { accountsOfStanding, standingOfGrant } from '../authorisation/standing.ts';
import type { Grant, ResourceKind } from '../chain/index.ts';
import type { Address, PersonId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { grantedAt } from './granted-at.ts';

/** One grant, as everybody who may know of it reads it. */
export interface ListedGrant extends Grant {
  /** When it was given, Unix seconds; nothing where neither the index nor the chain goes back that far. */
  readonly since: bigint | undefined;
  /** Whether it lets anybody do anything now, or why not. */
  readonly standing: Decision;
}

export interface ListedAccess {
  readonly resource: Address;
  /** Nothing where the resource is closed. */
  readonly kind: ResourceKind | undefined;
  /** Who may do everything, without a grant. */
  readonly owner: PersonId | undefined;
  readonly grants: readonly ListedGrant[];
}

/**
 * Everybody who was let use a resource: who, what, since and until when, through which program, by whom, and whether that holds. What was
 * revoked or has expired stays in the list until its account is closed.
 *
 * @throws MeshidError `chain/away`, `register/unreadable`
 */
export async function listAccess(
  meshid: Meshid,
  { resource: address }: { readonly resource: Address },
  options: FlowOptions = {},
): Promise<ListedAccess> {
  const { chain } = meshid;
  const grants = await chain.list('grant', { resource: address });
  const found = await chain.findMany([address, ...grants.flatMap(accountsOfStanding)]);
  const first = RegisterView.of([...found, ...grants]);
  const persons = found.flatMap((account) => (account.kind === 'device' ? [account.person] : []));
  const around = await chain.findMany([...accountsOfResource(first, address), ...persons]);
  // A port's device has to be here before its person can be named.
  const near = RegisterView.of([...found, ...grants, ...around]);
  const rest = await chain.findMany(accountsOfResource(near, address));
  const register = RegisterView.of([...found, ...grants, ...around, ...rest]);
  const clocks = await new ClockPair().read([chain]);
  const listed: ListedGrant[] = [];
  for (const grant of grants)
    listed.push({
      ...grant,
      since: await grantedAt(meshid, grant, options),
      standing: standingOfGrant(grant, register, clocks),
    });
  const resource = resourceAt(register, address);
  return {
    resource: address,
    kind: resource?.kind,
    owner: resource?.owner,
    grants: listed.sort((one, other) => Number(one.serial - other.serial)),
  };
}
