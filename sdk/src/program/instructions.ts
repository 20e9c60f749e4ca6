import { programAddress } from '../chain/addresses.ts';
import { NAME_BYTES, paddedName, program, PROGRAM_CLASSES, toBn } from '../chain/program.ts';
import type { NamedInstruction } from '../chain/sending.ts';
import type { Address, PersonId, ProgramId } from '../identifiers.ts';
import { type Actor, actorAccounts } from '../person/instructions.ts';

export interface PublishProgram {
  readonly payer: Address;
  readonly actor: Actor;
  readonly owner: PersonId;
  /** The owner's next id for a new program, the program's own for a next version. */
  readonly id: bigint;
  /** One more than the current one; 1 for a new program. */
  readonly bundleVersion: bigint;
  /** SHA-256 of the bundle, 32 bytes. */
  readonly bundleDigest: Uint8Array;
  /** Never changes. */
  readonly class: 'interactive' | 'batch';
  /** Public, up to 32 bytes; anybody can claim any. */
  readonly slug: string | undefined;
}

/** Publishes a program under the person's next id, or the next version of one. */
export async function publishProgram(input: PublishProgram): Promise<NamedInstruction> {
  const instruction = await program.methods
    .publishProgram({
      id: toBn(input.id),
      bundleVersion: Number(input.bundleVersion),
      bundleDigest: [...input.bundleDigest],
      class: PROGRAM_CLASSES[input.class],
      slug: paddedName(input.slug, NAME_BYTES),
    })
    .accountsPartial({
      payer: input.payer,
      ...actorAccounts(input.actor),
      owner: input.owner,
      publishedProgram: programAddress(input.owner, input.id),
      program: program.programId,
    })
    .instruction();
  return { name: 'publish_program', instruction };
}

/** Ends a program; no job of it starts again. */
export async function retireProgram(input: {
  authority: Address;
  owner: PersonId;
  program: ProgramId;
}): Promise<NamedInstruction> {
  const instruction = await program.methods
    .retireProgram()
    .accountsPartial({
      authority: input.authority,
      owner: input.owner,
      publishedProgram: input.program,
      program: program.programId,
    })
    .instruction();
  return { name: 'retire_program', instruction };
}

/** Closes a program's account a day after its end. */
export async function closeProgram(input: {
  authority: Address;
  owner: PersonId;
  program: ProgramId;
  rentPayer: Address;
}): Promise<NamedInstruction> {
  const instruction = await program.methods
    .closeProgram()
    .accountsPartial({
      authority: input.authority,
      owner: input.owner,
      publishedProgram: input.program,
      rentPayer: input.rentPayer,
      program: program.programId,
    })
    .instruction();
  return { name: 'close_program', instruction };
}
