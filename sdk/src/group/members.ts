import { type Group, type Membership, membershipAddress, type Role, type Sent } from '../chain/index.ts';
import { isMeshidError, MeshidError } from '../errors.ts';
import type { Address, GroupId, MembershipId } from '../identifiers.ts';
import { listHolders } from '../keyring-holders.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import { resolvePrincipal } from '../grant/principal.ts';
import { ownPerson } from '../person/acting.ts';
import { walletAddress } from '../person/instructions.ts';
import { renewPersonKeyring, shareKeyring, signalOf } from '../person/keyring.ts';
import { managing } from './acting.ts';
import { effectiveMembers, groupKeys, prepareGeneration, renewGroup, sealForMembers } from './keys.ts';
import { addMember as addInstruction, removeMember as removeInstruction } from './member-instructions.ts';

export interface AddMemberInput {
  readonly group: GroupId;
  /** A name, or the address of a person or device. */
  readonly principal: string;
  /** An admin adds and removes ordinary members; a member unless given. */
  readonly role?: Role | undefined;
  /** For ever unless given. */
  readonly until?: Date | undefined;
}

export interface AddedMember {
  readonly group: GroupId;
  readonly membership: MembershipId;
  readonly principal: Address;
  readonly transactions: readonly Sent[];
}

/**
 * Puts a person or a computer into a group, and seals the group's keys to it: it can read at once what was sealed to the group ever. It
 * need not be there for it.
 *
 * @throws MeshidError `access/denied`, `register/not-found`, `register/refused`, `home/no-wallet`
 */
export async function addMember(
  meshid: Meshid,
  input: AddMemberInput,
  options: FlowOptions = {},
): Promise<AddedMember> {
  const { chain } = meshid;
  const before = await ownPerson(meshid);
  await checkCluster(meshid, before);
  const principal = await resolvePrincipal(meshid, input.principal);
  const { kind, address } = principal;
  const holder = (await listHolders(meshid, [address])).get(address);
  if (kind === 'group' || holder === undefined)
    throw new MeshidError('register/not-found', { kind: 'active person or device', address });
  const found = await chain.get('group', input.group);
  const { group, transactions } = await renewOwn(meshid, found, options);
  const person = await ownPerson(meshid);
  const { actor, signers, owner, manager } = await managing(meshid, person, group);
  const keys = await groupKeys(meshid, group, options);
  const { holders } = await effectiveMembers(meshid, group, { without: address });
  const keyring = await sealForMembers(meshid, keys, owner, [...holders, holder]);
  const instruction = await addInstruction({
    payer: walletAddress(signers[0].publicKey),
    actor,
    owner: owner.address,
    manager,
    group: group.address,
    principal: address,
    principalKind: kind,
    role: input.role ?? 'member',
    expiresAt: input.until === undefined ? 0n : BigInt(Math.floor(input.until.getTime() / 1000)),
    previousDigest: group.keyringDigest,
    digest: keyring.digest,
  });
  options.onStep?.('adding on chain');
  const sent = await chain.send([instruction], signers, signalOf(options));
  await shareKeyring(meshid, keyring);
  return {
    group: group.address,
    membership: membershipAddress(group.address, address),
    principal: address,
    transactions: [...transactions, sent],
  };
}

export interface RemovedMember {
  readonly group: GroupId;
  readonly membership: MembershipId;
  /** Whether the group's next keys, which the member never gets, are in use; otherwise its owner's next change starts them. */
  readonly renewed: boolean;
  readonly transactions: readonly Sent[];
}

/**
 * Takes a person or a computer out of a group, and in the same transaction starts the group's next generation. What was granted to the
 * group ends for it at once; datasets get their next epoch when their writers publish.
 *
 * @throws MeshidError `access/denied`, `register/not-found`, `register/refused`, `home/no-wallet`
 */
export async function removeMember(
  meshid: Meshid,
  input: { readonly group: GroupId; readonly principal: string },
  options: FlowOptions = {},
): Promise<RemovedMember> {
  const { chain } = meshid;
  const person = await ownPerson(meshid);
  await checkCluster(meshid, person);
  const { address } = await resolvePrincipal(meshid, input.principal);
  const group = await chain.get('group', input.group);
  const membership: Membership = await chain.get('membership', membershipAddress(group.address, address));
  const { actor, signers, owner, manager } = await managing(meshid, person, group);
  const prepared = owner.keyringDue
    ? undefined
    : await prepareGeneration(meshid, { group, owner, without: address }, options).catch((error: unknown) => {
        // The removal must not wait for keys that aren't here.
        if (isMeshidError(error) && !error.code.startsWith('chain/')) return undefined;
        throw error;
      });
  const instruction = await removeInstruction({
    actor,
    owner: owner.address,
    manager,
    group: group.address,
    principal: address,
    nextGeneration: prepared?.next,
  });
  options.onStep?.('removing on chain');
  const sent = await chain.send([instruction], signers, signalOf(options));
  if (prepared !== undefined) await shareKeyring(meshid, prepared.keyring);
  return {
    group: group.address,
    membership: membership.address,
    renewed: prepared !== undefined,
    transactions: [sent],
  };
}

/** Whoever joins an own group must not get keys that somebody who left has too. */
async function renewOwn(
  meshid: Meshid,
  group: Group,
  options: FlowOptions,
): Promise<{ group: Group; transactions: Sent[] }> {
  const person = await ownPerson(meshid);
  if (group.owner !== person.address) return { group, transactions: [] };
  const own = await renewPersonKeyring(meshid, person, options);
  const renewed = await renewGroup(meshid, group, own.person, options);
  return { group: renewed.group, transactions: [...own.transactions, ...renewed.transactions] };
}
