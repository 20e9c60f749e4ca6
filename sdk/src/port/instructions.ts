import { deviceAddress, portAddress } from '../chain/addresses.ts';
import { paddedName, program, PROTOCOL_BYTES, toBn } from '../chain/program.ts';
import type { NamedInstruction } from '../chain/sending.ts';
import type { Address, DeviceId, PersonId, PortId } from '../identifiers.ts';
import { type Actor, actorAccounts } from '../person/instructions.ts';

export interface SharePort {
  readonly payer: Address;
  readonly actor: Actor;
  readonly owner: PersonId;
  /** The owner's next id. */
  readonly id: bigint;
  /** The one that offers the port. */
  readonly device: DeviceId;
  /** 1 to 65535. */
  readonly number: number;
  /** The application's, up to 16 bytes. */
  readonly protocol: string | undefined;
  /** 96 bytes. */
  readonly sealedLabel: Uint8Array;
}

/** Offers an application port of a device under the person's next id. */
export async function sharePort(input: SharePort): Promise<NamedInstruction> {
  const instruction = await program.methods
    .sharePort({
      id: toBn(input.id),
      number: input.number,
      protocol: paddedName(input.protocol, PROTOCOL_BYTES),
      sealedLabel: [...input.sealedLabel],
    })
    .accountsPartial({
      payer: input.payer,
      ...actorAccounts(input.actor),
      owner: input.owner,
      device: deviceAddress(input.device),
      port: portAddress(input.owner, input.id),
      program: program.programId,
    })
    .instruction();
  return { name: 'share_port', instruction };
}

/** Ends the offer of a port, and with it every grant on it. */
export async function unsharePort(input: {
  actor: Actor;
  owner: PersonId;
  port: PortId;
}): Promise<NamedInstruction> {
  const instruction = await program.methods
    .unsharePort()
    .accountsPartial({
      ...actorAccounts(input.actor),
      owner: input.owner,
      port: input.port,
      program: program.programId,
    })
    .instruction();
  return { name: 'unshare_port', instruction };
}

/** Closes a port's account a day after its end. */
export async function closePort(input: {
  authority: Address;
  owner: PersonId;
  port: PortId;
  rentPayer: Address;
}): Promise<NamedInstruction> {
  const instruction = await program.methods
    .closePort()
    .accountsPartial({ ...input, program: program.programId })
    .instruction();
  return { name: 'close_port', instruction };
}
