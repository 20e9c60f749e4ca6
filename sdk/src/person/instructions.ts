import type { PublicKey } from '@solana/web3.js';
import { deviceAddress, personAddress } from '../chain/addresses.ts';
import { NAME_BYTES, NO_KEY, paddedName, program, toBn, toPublicKey } from '../chain/program.ts';
import type { NamedInstruction } from '../chain/sending.ts';
import { type Address, type DeviceId, keyBytes, parseAddress, type PersonId } from '../identifiers.ts';

/** Who acts for a person: its authority (a wallet), or one of its active admin devices. */
export interface Actor {
  readonly key: Address | DeviceId;
  readonly asDevice: boolean;
}

/** The accounts by which an instruction knows its actor. */
export function actorAccounts({ key, asDevice }: Actor): { actor: PublicKey; actorDevice: PublicKey | null } {
  return {
    actor: toPublicKey(key),
    actorDevice: asDevice ? toPublicKey(deviceAddress(key as DeviceId)) : null,
  };
}

export interface CreatePerson {
  readonly payer: Address;
  readonly founder: Address;
  /** The cluster's genesis hash. */
  readonly cluster: Address;
  readonly encryptionKey: Uint8Array;
  readonly keyringDigest: Uint8Array;
  /** Anybody can claim any. */
  readonly publicName?: string | undefined;
}

/** A wallet becomes a person, with its first encryption key and keyring. */
export async function createPerson(input: CreatePerson): Promise<NamedInstruction> {
  const instruction = await program.methods
    .createPerson({
      cluster: [...keyBytes(input.cluster)],
      encryptionKey: [...input.encryptionKey],
      keyringDigest: [...input.keyringDigest],
      publicName: paddedName(input.publicName, NAME_BYTES),
    })
    .accountsPartial({
      payer: input.payer,
      founder: input.founder,
      person: personAddress(input.founder),
      program: program.programId,
    })
    .instruction();
  return { name: 'create_person', instruction };
}

export interface SetPersonKeyring {
  readonly person: PersonId;
  readonly actor: Actor;
  readonly previousDigest: Uint8Array;
  readonly digest: Uint8Array;
  /** The current one to seal the same generation again, another to start the next. */
  readonly encryptionKey: Uint8Array;
}

/** Replaces the person's keyring; a different encryption key starts the next generation. */
export async function setPersonKeyring(input: SetPersonKeyring): Promise<NamedInstruction> {
  const instruction = await program.methods
    .setPersonKeyring({
      previousKeyringDigest: [...input.previousDigest],
      keyringDigest: [...input.digest],
      encryptionKey: [...input.encryptionKey],
    })
    .accountsPartial({ ...actorAccounts(input.actor), person: input.person, program: program.programId })
    .instruction();
  return { name: 'set_person_keyring', instruction };
}

export interface ProposeAuthority {
  readonly person: PersonId;
  readonly authority: Address;
  /** Who is to become the authority; nobody withdraws a proposal. */
  readonly proposed: Address | undefined;
  /** Unix seconds, within 30 days. */
  readonly until: bigint;
}

/** Names the wallet that the person's authority is to pass to; it accepts in time, or nothing changes. */
export async function proposeAuthority(input: ProposeAuthority): Promise<NamedInstruction> {
  const instruction = await program.methods
    .proposeAuthority({
      proposedAuthority: input.proposed === undefined ? NO_KEY : toPublicKey(input.proposed),
      proposedUntil: toBn(input.until),
    })
    .accountsPartial({ authority: input.authority, person: input.person, program: program.programId })
    .instruction();
  return { name: 'propose_authority', instruction };
}

/** The proposed wallet becomes the authority. */
export async function acceptAuthority(input: {
  person: PersonId;
  proposedAuthority: Address;
}): Promise<NamedInstruction> {
  const instruction = await program.methods
    .acceptAuthority()
    .accountsPartial({
      proposedAuthority: input.proposedAuthority,
      person: input.person,
      program: program.programId,
    })
    .instruction();
  return { name: 'accept_authority', instruction };
}

/** Ends a person for ever. Its account stays. */
export async function retirePerson(input: {
  person: PersonId;
  authority: Address;
}): Promise<NamedInstruction> {
  const instruction = await program.methods
    .retirePerson()
    .accountsPartial({ authority: input.authority, person: input.person, program: program.programId })
    .instruction();
  return { name: 'retire_person', instruction };
}

export const walletAddress = (key: PublicKey): Address => parseAddress(key.toBase58());
