import type { PublicKey } from '@solana/web3.js';
import { personAddress } from '../chain/addresses.ts';
import { program, toPublicKey } from '../chain/program.ts';
import type { NamedInstruction } from '../chain/sending.ts';
import { type Address, type DeviceId, keyBytes, parseAddress, type PersonId } from '../identifiers.ts';
import { deviceAddress } from '../chain/addresses.ts';

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
}

const NO_NAME = Array<number>(32).fill(0);

export async function createPerson(input: CreatePerson): Promise<NamedInstruction> {
  const instruction = await program.methods
    .createPerson({
      cluster: [...keyBytes(input.cluster)],
      encryptionKey: [...input.encryptionKey],
      keyringDigest: [...input.keyringDigest],
      publicName: NO_NAME,
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

export const walletAddress = (key: PublicKey): Address => parseAddress(key.toBase58());
