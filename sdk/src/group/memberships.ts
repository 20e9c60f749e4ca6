import { standingOfMembership } from '../authorisation/standing.ts';
import type { Membership } from '../chain/index.ts';
import type { Address } from '../identifiers.ts';
import type { Meshid } from '../meshid.ts';

/** The memberships that hold now, of a person and its computer, by their accounts. */
export async function listOwnMemberships(
  { chain }: Pick<Meshid, 'chain'>,
  principals: readonly Address[],
): Promise<Membership[]> {
  const now = await chain.now();
  const found = await Promise.all(
    principals.map(async (principal) => chain.list('membership', { principal })),
  );
  return found
    .flat()
    .filter((membership) => standingOfMembership(membership, { local: now, chain: now }).allowed);
}
