import type { Recovery } from '../chain/accounts.ts';
import { deviceAddress } from '../chain/addresses.ts';
import { NO_BYTES, NO_KEY, program, toBn, toPublicKey } from '../chain/program.ts';
import type { NamedInstruction } from '../chain/sending.ts';
import { type Address, type DeviceId, type PersonId } from '../identifiers.ts';

export interface SetRecovery {
  readonly person: PersonId;
  readonly authority: Address;
  /** Nothing for none. */
  readonly recovery: Recovery | undefined;
}

/** Sets, changes or removes who may recover the person; the first is in effect at once, a change one delay later. */
export async function setRecovery(input: SetRecovery): Promise<NamedInstruction> {
  const { recovery } = input;
  const instruction = await program.methods
    .setRecovery({
      recoveryAuthority: recovery === undefined ? NO_KEY : toPublicKey(recovery.authority),
      recoveryKey: [...(recovery?.key ?? NO_BYTES)],
      recoveryDelay: toBn(recovery?.delay ?? 0n),
    })
    .accountsPartial({ authority: input.authority, person: input.person, program: program.programId })
    .instruction();
  return { name: 'set_recovery', instruction };
}

export interface StartRecovery {
  readonly person: PersonId;
  readonly recoveryAuthority: Address;
  /** Becomes the authority when it finishes the recovery, one delay later at the earliest. */
  readonly newAuthority: Address;
}

/** The recovery authority begins to hand the person to a new authority, and drops a pending change of recovery. */
export async function startRecovery(input: StartRecovery): Promise<NamedInstruction> {
  const instruction = await program.methods
    .startRecovery({ newAuthority: toPublicKey(input.newAuthority) })
    .accountsPartial({
      recoveryAuthority: input.recoveryAuthority,
      person: input.person,
      program: program.programId,
    })
    .instruction();
  return { name: 'start_recovery', instruction };
}

export interface CancelRecovery {
  readonly person: PersonId;
  /** The recovery authority, or the authority together with `device`. */
  readonly actor: Address;
  /** An admin device that was trusted for a whole delay before the recovery started; it signs too. */
  readonly device?: DeviceId | undefined;
}

/** Ends a recovery that runs. */
export async function cancelRecovery(input: CancelRecovery): Promise<NamedInstruction> {
  const instruction = await program.methods
    .cancelRecovery()
    .accountsPartial({
      actor: input.actor,
      deviceKey: input.device === undefined ? null : toPublicKey(input.device),
      device: input.device === undefined ? null : deviceAddress(input.device),
      person: input.person,
      program: program.programId,
    })
    .instruction();
  return { name: 'cancel_recovery', instruction };
}

/** One delay after its start: the new authority takes the person over, and every device of before is void. */
export async function finishRecovery(input: {
  person: PersonId;
  newAuthority: Address;
}): Promise<NamedInstruction> {
  const instruction = await program.methods
    .finishRecovery()
    .accountsPartial({ newAuthority: input.newAuthority, person: input.person, program: program.programId })
    .instruction();
  return { name: 'finish_recovery', instruction };
}
