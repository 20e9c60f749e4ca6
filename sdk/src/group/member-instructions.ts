import type { Role } from '../chain/accounts.ts';
import { grantAddress, membershipAddress } from '../chain/addresses.ts';
import { PRINCIPAL_KINDS, program, ROLES, toBn } from '../chain/program.ts';
import type { NamedInstruction } from '../chain/sending.ts';
import type { Address, GroupId, PersonId } from '../identifiers.ts';
import { type Actor, actorAccounts } from '../person/instructions.ts';
import { type NextGeneration, nextGenerationArgs } from './instructions.ts';

/** Who manages a group without owning it, and by what. */
export interface Manager {
  /** The person that the actor acts for. */
  readonly person: PersonId;
  /** The Person or Device account that is an admin in the group, or that holds an admin grant on it. */
  readonly holder: Address;
  readonly by: 'membership' | 'grant';
  /** The grant that the admin grant was made under, if it was. */
  readonly parent?: Address | undefined;
}

export interface ManagingMembers {
  readonly actor: Actor;
  readonly owner: PersonId;
  readonly group: GroupId;
  /** The Person or Device account. */
  readonly principal: Address;
  /** Where the actor doesn't act for the owner. */
  readonly manager?: Manager | undefined;
}

function managingAccounts({ actor, owner, group, principal, manager }: ManagingMembers) {
  return {
    ...actorAccounts(actor),
    owner,
    manager: manager?.person ?? null,
    managerMembership: manager?.by === 'membership' ? membershipAddress(group, manager.holder) : null,
    managerGrant: manager?.by === 'grant' ? grantAddress(group, manager.holder) : null,
    managerParent: manager?.parent ?? null,
    group,
    membership: membershipAddress(group, principal),
    program: program.programId,
  };
}

export interface AddMember extends ManagingMembers {
  readonly payer: Address;
  readonly principalKind: 'person' | 'device';
  readonly role: Role;
  /** Unix seconds; 0 for never. */
  readonly expiresAt: bigint;
  readonly previousDigest: Uint8Array;
  /** Of the group's keyring with the principal in it. */
  readonly digest: Uint8Array;
}

/** Puts a person or device into a group and its keyring, or changes its role or expiry. */
export async function addMember(input: AddMember): Promise<NamedInstruction> {
  const instruction = await program.methods
    .addMember({
      principalKind: PRINCIPAL_KINDS[input.principalKind],
      role: ROLES[input.role],
      expiresAt: toBn(input.expiresAt),
      previousKeyringDigest: [...input.previousDigest],
      keyringDigest: [...input.digest],
    })
    .accountsPartial({ payer: input.payer, principal: input.principal, ...managingAccounts(input) })
    .instruction();
  return { name: 'add_member', instruction };
}

export interface RemoveMember extends ManagingMembers {
  /** Of the group, without the member; without it one is left due. */
  readonly nextGeneration?: NextGeneration | undefined;
}

/** Takes a member out of a group, and starts the next generation or makes one due. */
export async function removeMember(input: RemoveMember): Promise<NamedInstruction> {
  const instruction = await program.methods
    .removeMember(nextGenerationArgs(input.nextGeneration))
    .accountsPartial(managingAccounts(input))
    .instruction();
  return { name: 'remove_member', instruction };
}

export interface CloseMembership {
  /** The granter's. */
  readonly authority: Address;
  /** The person who added the member. */
  readonly granter: PersonId;
  readonly group: GroupId;
  readonly principal: Address;
  readonly rentPayer: Address;
}

/** Closes a membership's account a day after its, or its group's, end. */
export async function closeMembership(input: CloseMembership): Promise<NamedInstruction> {
  const instruction = await program.methods
    .closeMembership()
    .accountsPartial({
      authority: input.authority,
      granter: input.granter,
      group: input.group,
      membership: membershipAddress(input.group, input.principal),
      rentPayer: input.rentPayer,
      program: program.programId,
    })
    .instruction();
  return { name: 'close_membership', instruction };
}
