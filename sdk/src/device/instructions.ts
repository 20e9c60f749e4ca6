import { Ed25519Program, SYSVAR_INSTRUCTIONS_PUBKEY } from '@solana/web3.js';
import type { Role } from '../chain/accounts.ts';
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
  readonly role: Role;
  readonly encryptionKey: Uint8Array;
  /** 96 bytes. */
  readonly sealedName: Uint8Array;
  readonly previousDigest: Uint8Array;
  /** Of the person's keyring with this device in it. */
  readonly digest: Uint8Array;
  /** The device's consent; without it the device signs the transaction too. */
  readonly ticket?: SignedTicket;
}

/** Makes a computer one of the person's. With a ticket there are two instructions, which must stay in this order and next to each other. */
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

/** A device of a person, and the person's authority. */
export interface AuthorityOverDevice {
  readonly person: PersonId;
  readonly device: DeviceId;
  readonly authority: Address;
}

function deviceAccounts({ person, device }: { person: PersonId; device: DeviceId }) {
  return { person, device: deviceAddress(device), program: program.programId };
}

/** Makes a device an admin, or a member again. */
export async function setDeviceRole(
  input: AuthorityOverDevice & { readonly role: Role },
): Promise<NamedInstruction> {
  const instruction = await program.methods
    .setDeviceRole({ role: ROLES[input.role] })
    .accountsPartial({ authority: input.authority, ...deviceAccounts(input) })
    .instruction();
  return { name: 'set_device_role', instruction };
}

/** Freezes a device at once; publishing waits for a keyring without it. An admin device may suspend itself. */
export async function suspendDevice(input: {
  person: PersonId;
  device: DeviceId;
  actor: Actor;
}): Promise<NamedInstruction> {
  const itself = input.actor.key === input.device;
  const instruction = await program.methods
    .suspendDevice()
    .accountsPartial({
      ...actorAccounts(input.actor),
      // An account that is written is given once: `device` is the proof then.
      ...(itself ? { actorDevice: null } : {}),
      ...deviceAccounts(input),
    })
    .instruction();
  return { name: 'suspend_device', instruction };
}

export interface ResumeDevice extends AuthorityOverDevice {
  readonly previousDigest: Uint8Array;
  /** Of the person's keyring with this device in it again; the previous one when it never left it. */
  readonly digest: Uint8Array;
}

/** Makes a suspended device active again. */
export async function resumeDevice(input: ResumeDevice): Promise<NamedInstruction> {
  const instruction = await program.methods
    .resumeDevice({
      previousKeyringDigest: [...input.previousDigest],
      keyringDigest: [...input.digest],
    })
    .accountsPartial({ authority: input.authority, ...deviceAccounts(input) })
    .instruction();
  return { name: 'resume_device', instruction };
}

/** Ends a device for ever. */
export async function revokeDevice(input: AuthorityOverDevice): Promise<NamedInstruction> {
  const instruction = await program.methods
    .revokeDevice()
    .accountsPartial({ authority: input.authority, ...deviceAccounts(input) })
    .instruction();
  return { name: 'revoke_device', instruction };
}

/** Shrinks a revoked device's account to a tombstone, a day after; the rent of the rest goes to whoever paid it. */
export async function shrinkDevice(
  input: AuthorityOverDevice & { readonly rentPayer: Address },
): Promise<NamedInstruction> {
  const instruction = await program.methods
    .shrinkDevice()
    .accountsPartial({
      authority: input.authority,
      ...deviceAccounts(input),
      rentPayer: input.rentPayer,
    })
    .instruction();
  return { name: 'shrink_device', instruction };
}
