import { Ed25519Program, SYSVAR_INSTRUCTIONS_PUBKEY } from '@solana/web3.js';
import { deviceAddress } from '../chain/addresses.ts';
import { program, ROLES, toBn, toPublicKey } from '../chain/program.ts';
import type { NamedInstruction } from '../chain/sending.ts';
import { type Address, type DeviceId, keyBytes, type PersonId } from '../identifiers.ts';
import { type Actor, actorAccounts } from '../person/instructions.ts';
import { type SignedTicket, ticketMessage } from './ticket.ts';

export interface EnrollDevice {
  readonly payer: Address;
  readonly authority: Address;
  readonly person: PersonId;
  readonly device: DeviceId;
  readonly role: 'member' | 'admin';
  readonly encryptionKey: Uint8Array;
  /** 96 bytes. */
  readonly sealedName: Uint8Array;
  readonly previousDigest: Uint8Array;
  /** Of the person's keyring with this device in it. */
  readonly digest: Uint8Array;
  /** The device's consent; without it the device signs the transaction too. */
  readonly ticket?: SignedTicket;
}

/** With a ticket there are two instructions, which must stay in this order and next to each other. */
export async function enrollDevice(input: EnrollDevice): Promise<NamedInstruction[]> {
  const { ticket } = input;
  const expiresAt = ticket === undefined ? 0n : BigInt(Math.floor(ticket.expiresAt.getTime() / 1000));
  const enrolment = await program.methods
    .enrollDevice({
      role: ROLES[input.role],
      encryptionKey: [...input.encryptionKey],
      sealedName: [...input.sealedName],
      previousKeyringDigest: [...input.previousDigest],
      keyringDigest: [...input.digest],
      ticketExpiresAt: toBn(expiresAt),
    })
    .accountsPartial({
      payer: input.payer,
      authority: input.authority,
      person: input.person,
      deviceKey: input.device,
      device: deviceAddress(input.device),
      instructions: ticket === undefined ? null : SYSVAR_INSTRUCTIONS_PUBKEY,
      program: program.programId,
    })
    .instruction();
  if (ticket !== undefined) return [proofOf(ticket), { name: 'enroll_device', instruction: enrolment }];
  for (const key of enrolment.keys) if (key.pubkey.equals(toPublicKey(input.device))) key.isSigner = true;
  return [{ name: 'enroll_device', instruction: enrolment }];
}

function proofOf(ticket: SignedTicket): NamedInstruction {
  const instruction = Ed25519Program.createInstructionWithPublicKey({
    publicKey: keyBytes(ticket.device),
    message: ticketMessage(ticket),
    signature: ticket.signature,
  });
  return { name: 'ed25519', instruction };
}

export async function suspendDevice(input: {
  person: PersonId;
  device: DeviceId;
  actor: Actor;
}): Promise<NamedInstruction> {
  const instruction = await program.methods
    .suspendDevice()
    .accountsPartial({
      ...actorAccounts(input.actor),
      person: input.person,
      device: deviceAddress(input.device),
      program: program.programId,
    })
    .instruction();
  return { name: 'suspend_device', instruction };
}

export async function revokeDevice(input: {
  person: PersonId;
  device: DeviceId;
  authority: Address;
}): Promise<NamedInstruction> {
  const instruction = await program.methods
    .revokeDevice()
    .accountsPartial({
      authority: input.authority,
      person: input.person,
      device: deviceAddress(input.device),
      program: program.programId,
    })
    .instruction();
  return { name: 'revoke_device', instruction };
}
