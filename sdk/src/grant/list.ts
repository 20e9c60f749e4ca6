import type { Decision } from '../authorisation/decision.ts';
import { RegisterView } from '../authorisation/register-view.ts';
import { accountsOfResource, resourceAt } from '../authorisation/resource.ts';
import { accountsOfStanding, standingOfGrant } from '../authorisation/standing.ts';
import type { Grant, ResourceKind } from '../chain/index.ts';
import type { Address, PersonId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';

/** One grant, as everybody who may know of it reads it. */
export interface ListedGrant extends Grant {
  /** When it was given, Unix seconds; nothing where the chain doesn't go back that far. */
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
 * Every grant on a resource, those that ended too, until they are closed. It is read from the chain itself.
 *
 * @throws MeshidError `chain/away`, `register/unreadable`
 */
export async function listAccess(
  meshid: Meshid,
  { resource: address }: { readonly resource: Address },
  { onStep }: FlowOptions = {},
): Promise<ListedAccess> {
  const { chain } = meshid;
  onStep?.('reading grants');
  const grants = await chain.list('grant', { resource: address });
  const near = await chain.findMany([address, ...grants.flatMap(accountsOfStanding)]);
  const persons = near.flatMap((account) => (account.kind === 'device' ? [account.person] : []));
  const around = await chain.findMany([...accountsOfResource(RegisterView.of(near), address), ...persons]);
  // A port's device has to be here before its person can be named.
  const rest = await chain.findMany(
    around.flatMap((account) => (account.kind === 'device' ? [account.person] : [])),
  );
  const register = RegisterView.of([...grants, ...near, ...around, ...rest]);
  const now = await chain.now();
  const listed: ListedGrant[] = [];
  // One after the other: public RPC endpoints refuse a storm.
  for (const grant of grants) {
    const standing = standingOfGrant(grant, register, { local: now, chain: now });
    listed.push({ ...grant, since: await grantedAt(meshid, grant), standing });
  }
  const resource = resourceAt(register, address);
  return {
    resource: address,
    kind: resource?.kind,
    owner: resource?.owner,
    grants: listed.sort((one, other) => Number(one.serial - other.serial)),
  };
}

/** The time of the transaction that gave the grant its serial. */
async function grantedAt({ chain }: Meshid, { address, serial }: Grant): Promise<bigint | undefined> {
  for (const { signature, time } of await chain.transactions(address)) {
    const events = await chain.events(signature);
    const gave = events.some(
      (event) => event.name === 'accessGranted' && event.grant === address && event.serial === serial,
    );
    if (gave) return time && BigInt(time.getTime() / 1000);
  }
  return undefined;
}
