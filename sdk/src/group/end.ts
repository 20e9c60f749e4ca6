import { type Group, membershipAddress, type Person, type Sent } from '../chain/index.ts';
import { MeshidError } from '../errors.ts';
import type { GroupId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import { resolvePrincipal } from '../grant/principal.ts';
import { authorityOf, ownPerson } from '../person/acting.ts';
import { renewPersonKeyring, signalOf } from '../person/keyring.ts';
import { closeGroup as closeInstruction, retireGroup as retireInstruction } from './instructions.ts';
import { startGeneration } from './keys.ts';
import { closeMembership as closeMembershipInstruction } from './member-instructions.ts';

/** Starts the group's next generation, due or not. Throws MeshidError `access/denied`, `keyring/…`, `register/refused`. */
export async function rotateGroup(
  meshid: Meshid,
  input: { readonly group: GroupId },
  options: FlowOptions = {},
): Promise<{ group: GroupId; generation: bigint; transactions: readonly Sent[] }> {
  const { group, owner } = await ownGroup(meshid, input.group);
  const { person, transactions } = await renewPersonKeyring(meshid, owner, options);
  const { group: renewed, sent } = await startGeneration(meshid, group, person, options);
  return {
    group: group.address,
    generation: renewed.generation,
    transactions: [...transactions, sent],
  };
}

/** Ends a group for ever: what was granted to it holds for nobody. Takes the person's wallet. */
export async function retireGroup(
  meshid: Meshid,
  input: { readonly group: GroupId },
  options: FlowOptions = {},
): Promise<{ group: GroupId; transactions: readonly Sent[] }> {
  const { group, owner } = await ownGroup(meshid, input.group);
  const wallet = await authorityOf(meshid, owner);
  const instruction = await retireInstruction({
    authority: owner.authority,
    owner: owner.address,
    group: group.address,
  });
  const sent = await meshid.chain.send([instruction], [wallet], signalOf(options));
  return { group: group.address, transactions: [sent] };
}

/** Closes a group's account a day after its end; the rent goes to who paid it. Takes the person's wallet. */
export async function closeGroup(
  meshid: Meshid,
  input: { readonly group: GroupId },
  options: FlowOptions = {},
): Promise<{ group: GroupId; transactions: readonly Sent[] }> {
  const { group, owner } = await ownGroup(meshid, input.group);
  const wallet = await authorityOf(meshid, owner);
  const instruction = await closeInstruction({
    authority: owner.authority,
    owner: owner.address,
    group: group.address,
    rentPayer: group.rentPayer,
  });
  const sent = await meshid.chain.send([instruction], [wallet], signalOf(options));
  return { group: group.address, transactions: [sent] };
}

/** Closes a membership's account a day after its, or its group's, end. Takes the wallet of the person who added the member. */
export async function closeMembership(
  meshid: Meshid,
  input: { readonly group: GroupId; readonly principal: string },
  options: FlowOptions = {},
): Promise<{ group: GroupId; transactions: readonly Sent[] }> {
  const { chain } = meshid;
  const granter = await ownPerson(meshid);
  await checkCluster(meshid, granter);
  const wallet = await authorityOf(meshid, granter);
  const { address: principal } = await resolvePrincipal(meshid, input.principal);
  const membership = await chain.get('membership', membershipAddress(input.group, principal));
  const instruction = await closeMembershipInstruction({
    authority: granter.authority,
    granter: granter.address,
    group: input.group,
    principal,
    rentPayer: membership.rentPayer,
  });
  const sent = await chain.send([instruction], [wallet], signalOf(options));
  return { group: input.group, transactions: [sent] };
}

async function ownGroup(meshid: Meshid, address: GroupId): Promise<{ group: Group; owner: Person }> {
  const owner = await ownPerson(meshid);
  await checkCluster(meshid, owner);
  const group = await meshid.chain.get('group', address);
  if (group.owner !== owner.address)
    throw new MeshidError('access/denied', { reason: 'only its owner may do this' });
  return { group, owner };
}
