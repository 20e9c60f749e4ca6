import { type Decision } from '../authorisation/decision.ts';
import { RegisterView } from '../authorisation/register-view.ts';
import { accountsOfResource } from '../authorisation/resource.ts';
import { accountsOfStanding, standingOfGrant } from '../authorisation/standing.ts';
import type { AccountTransaction, Grant, RegisterAccount } from '../chain/index.ts';
import type { Address } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { ownPerson } from '../person/acting.ts';

export interface ListedGrant extends Grant {
  /** When it was given as it is; nothing where the RPC has forgotten it. */
  readonly givenAt: Date | undefined;
  /** Whether it holds now, inside its program's jobs at least, or why not. */
  readonly standing: Decision;
}

/**
 * Every grant on a resource; without one, on whatever this home's person owns, and those that it gave on what others own. Those that
 * ended too, until they are closed. It is read from the chain itself.
 */
export async function listAccess(
  meshid: Meshid,
  { resource }: { readonly resource?: Address | undefined } = {},
  { onStep }: FlowOptions = {},
): Promise<ListedGrant[]> {
  const { chain } = meshid;
  onStep?.('reading grants');
  const grants =
    resource === undefined ? await sharedGrants(meshid) : await chain.list('grant', { resource });
  const register = await registerAround(meshid, grants);
  const now = await chain.now();
  const clocks = { local: now, chain: now };
  const listed: { readonly slot: number; readonly grant: ListedGrant }[] = [];
  // One after the other: public RPC endpoints refuse a storm.
  for (const grant of grants) {
    const given = await findGiving(meshid, grant);
    const standing = standingOfGrant(grant, register, clocks);
    listed.push({ slot: given?.slot ?? 0, grant: { ...grant, givenAt: given?.time, standing } });
  }
  return listed.sort((one, other) => one.slot - other.slot).map(({ grant }) => grant);
}

async function sharedGrants(meshid: Meshid): Promise<Grant[]> {
  const { chain } = meshid;
  const { address: person } = await ownPerson(meshid);
  const owned: readonly RegisterAccount[] = [
    ...(await chain.list('dataset', { owner: person })),
    ...(await chain.list('group', { owner: person })),
    ...(await chain.list('port', { creator: person })),
    ...(await chain.list('device', { person })),
  ];
  const grants = await chain.list('grant', { granter: person });
  for (const { address } of owned) grants.push(...(await chain.list('grant', { resource: address })));
  return [...new Map(grants.map((grant) => [grant.address, grant])).values()];
}

/** What has to be known to tell whether grants hold: it is two steps away at most. */
async function registerAround({ chain }: Meshid, grants: readonly Grant[]): Promise<RegisterView> {
  const near = await chain.findMany(
    grants.flatMap((grant) => [grant.resource, ...accountsOfStanding(grant)]),
  );
  const first = RegisterView.of(near);
  const around = await chain.findMany([
    ...grants.flatMap(({ resource }) => accountsOfResource(first, resource)),
    ...near.flatMap((account) => (account.kind === 'device' ? [account.person] : [])),
  ]);
  const persons = await chain.findMany(
    around.flatMap((account) => (account.kind === 'device' ? [account.person] : [])),
  );
  return RegisterView.of([...grants, ...near, ...around, ...persons]);
}

/** The transaction that gave the grant its serial. */
async function findGiving(
  { chain }: Meshid,
  { address, serial }: Grant,
): Promise<AccountTransaction | undefined> {
  for (const transaction of await chain.transactions(address)) {
    const events = await chain.events(transaction.signature);
    const gave = events.some(
      (event) => event.name === 'accessGranted' && event.grant === address && event.serial === serial,
    );
    if (gave) return transaction;
  }
  return undefined;
}
