import { groupAddress } from '../chain/addresses.ts';
import { NO_BYTES, program, toBn } from '../chain/program.ts';
import type { NamedInstruction } from '../chain/sending.ts';
import type { Address, GroupId, PersonId } from '../identifiers.ts';
import { type Actor, actorAccounts } from '../person/instructions.ts';

export interface CreateGroup {
  readonly payer: Address;
  readonly actor: Actor;
  readonly owner: PersonId;
  /** The owner's next id. */
  readonly id: bigint;
  /** X25519, 32 bytes: the group's first. */
  readonly encryptionKey: Uint8Array;
  readonly keyringDigest: Uint8Array;
  /** 96 bytes. */
  readonly sealedLabel: Uint8Array;
}

/** Makes an empty group under the person's next id. */
export async function createGroup(input: CreateGroup): Promise<NamedInstruction> {
  const instruction = await program.methods
    .createGroup({
      id: toBn(input.id),
      encryptionKey: [...input.encryptionKey],
      keyringDigest: [...input.keyringDigest],
      sealedLabel: [...input.sealedLabel],
    })
    .accountsPartial({
      payer: input.payer,
      ...actorAccounts(input.actor),
      owner: input.owner,
      group: groupAddress(input.owner, input.id),
      program: program.programId,
    })
    .instruction();
  return { name: 'create_group', instruction };
}

/** What a group goes on with when its members changed. */
export interface NextGeneration {
  readonly previousDigest: Uint8Array;
  readonly digest: Uint8Array;
  /** X25519, 32 bytes; another than the current one. */
  readonly encryptionKey: Uint8Array;
  /** The earliest expiry among its members, Unix seconds. */
  readonly validUntil: bigint;
}

/** Starts the group's next generation, under a keyring without the members that were lost. */
export async function rotateGroup(
  input: { actor: Actor; owner: PersonId; group: GroupId } & NextGeneration,
): Promise<NamedInstruction> {
  const instruction = await program.methods
    .rotateGroup(nextGenerationArgs(input))
    .accountsPartial({
      ...actorAccounts(input.actor),
      owner: input.owner,
      group: input.group,
      program: program.programId,
    })
    .instruction();
  return { name: 'rotate_group', instruction };
}

/** Ends a group; what was granted to it holds for nobody. */
export async function retireGroup(input: {
  authority: Address;
  owner: PersonId;
  group: GroupId;
}): Promise<NamedInstruction> {
  const instruction = await program.methods
    .retireGroup()
    .accountsPartial({ ...input, program: program.programId })
    .instruction();
  return { name: 'retire_group', instruction };
}

/** Closes a group's account a day after its end. */
export async function closeGroup(input: {
  authority: Address;
  owner: PersonId;
  group: GroupId;
  rentPayer: Address;
}): Promise<NamedInstruction> {
  const instruction = await program.methods
    .closeGroup()
    .accountsPartial({ ...input, program: program.programId })
    .instruction();
  return { name: 'close_group', instruction };
}

/** A generation as the program takes it; zeros leave one due. */
export function nextGenerationArgs(next: NextGeneration | undefined) {
  return {
    previousKeyringDigest: [...(next?.previousDigest ?? NO_BYTES)],
    keyringDigest: [...(next?.digest ?? NO_BYTES)],
    encryptionKey: [...(next?.encryptionKey ?? NO_BYTES)],
    validUntil: toBn(next?.validUntil ?? 0n),
  };
}
