import type { CID } from 'multiformats/cid';
import { datasetAddress, deviceAddress, grantAddress, membershipAddress } from '../chain/addresses.ts';
import { program, toBn } from '../chain/program.ts';
import type { NamedInstruction } from '../chain/sending.ts';
import type { Address, DatasetId, DeviceId, GroupId, PersonId } from '../identifiers.ts';
import { type Actor, actorAccounts } from '../person/instructions.ts';

export interface CreateDataset {
  readonly payer: Address;
  readonly actor: Actor;
  readonly owner: PersonId;
  /** The owner's next id. */
  readonly id: bigint;
  readonly ownerGeneration: bigint;
  readonly keyringDigest: Uint8Array;
  /** 96 bytes. */
  readonly sealedLabel: Uint8Array;
}

/** Makes an empty dataset under the person's next id. */
export async function createDataset(input: CreateDataset): Promise<NamedInstruction> {
  const instruction = await program.methods
    .createDataset({
      id: toBn(input.id),
      keyringDigest: [...input.keyringDigest],
      ownerGeneration: Number(input.ownerGeneration),
      sealedLabel: [...input.sealedLabel],
    })
    .accountsPartial({
      payer: input.payer,
      ...actorAccounts(input.actor),
      owner: input.owner,
      dataset: datasetAddress(input.owner, input.id),
      program: program.programId,
    })
    .instruction();
  return { name: 'create_dataset', instruction };
}

/** By which grant a device of somebody else than the owner writes. */
export interface Writer {
  readonly person: PersonId;
  /** The Person, Device or Group account that holds the grant. */
  readonly principal: Address;
  /** The grant that it was made under, if it was. */
  readonly parent?: Address | undefined;
  /** Where a group holds the grant: the group, and the Person or Device account that is in it. */
  readonly membership?: { readonly group: GroupId; readonly member: Address } | undefined;
}

export interface PublishVersion {
  readonly device: DeviceId;
  readonly owner: PersonId;
  readonly dataset: DatasetId;
  /** The device's person, where it writes under a grant and isn't the owner's. */
  readonly writer?: Writer | undefined;
  readonly sequence: bigint;
  readonly epoch: bigint;
  readonly head: CID;
}

/** Points the dataset to its next version. */
export async function publishVersion(input: PublishVersion): Promise<NamedInstruction> {
  const { writer } = input;
  const membership = writer?.membership;
  const instruction = await program.methods
    .publishVersion({
      sequence: toBn(input.sequence),
      epoch: Number(input.epoch),
      head: [...input.head.bytes],
    })
    .accountsPartial({
      signer: input.device,
      device: deviceAddress(input.device),
      writer: writer?.person ?? null,
      grant: writer === undefined ? null : grantAddress(input.dataset, writer.principal),
      parent: writer?.parent ?? null,
      group: membership?.group ?? null,
      membership: membership === undefined ? null : membershipAddress(membership.group, membership.member),
      owner: input.owner,
      dataset: input.dataset,
      program: program.programId,
    })
    .instruction();
  return { name: 'publish_version', instruction };
}

export interface RotateEpoch {
  readonly actor: Actor;
  readonly owner: PersonId;
  readonly dataset: DatasetId;
  readonly previousDigest: Uint8Array;
  readonly digest: Uint8Array;
  /** The earliest expiry among the new epoch's readers, Unix seconds. */
  readonly validUntil: bigint;
}

/** Starts the next epoch, under a keyring without the readers that were lost. */
export async function rotateEpoch(input: RotateEpoch): Promise<NamedInstruction> {
  const instruction = await program.methods
    .rotateEpoch({
      previousKeyringDigest: [...input.previousDigest],
      keyringDigest: [...input.digest],
      validUntil: toBn(input.validUntil),
    })
    .accountsPartial({
      ...actorAccounts(input.actor),
      owner: input.owner,
      dataset: input.dataset,
      program: program.programId,
    })
    .instruction();
  return { name: 'rotate_epoch', instruction };
}

export interface TransferDataset {
  readonly authority: Address;
  readonly owner: PersonId;
  readonly newOwner: PersonId;
  readonly dataset: DatasetId;
  readonly previousDigest: Uint8Array;
  /** Of the dataset's keyring with the new owner in it. */
  readonly digest: Uint8Array;
}

/** Gives a dataset to another person, who rotates its epoch before anything is published. */
export async function transferDataset(input: TransferDataset): Promise<NamedInstruction> {
  const instruction = await program.methods
    .transferDataset({
      previousKeyringDigest: [...input.previousDigest],
      keyringDigest: [...input.digest],
    })
    .accountsPartial({
      authority: input.authority,
      owner: input.owner,
      newOwner: input.newOwner,
      dataset: input.dataset,
      program: program.programId,
    })
    .instruction();
  return { name: 'transfer_dataset', instruction };
}

/** Ends a dataset, and with it every grant on it. */
export async function retireDataset(input: {
  authority: Address;
  owner: PersonId;
  dataset: DatasetId;
}): Promise<NamedInstruction> {
  const instruction = await program.methods
    .retireDataset()
    .accountsPartial({ ...input, program: program.programId })
    .instruction();
  return { name: 'retire_dataset', instruction };
}

/** Closes a dataset's account a day after its end. */
export async function closeDataset(input: {
  authority: Address;
  owner: PersonId;
  dataset: DatasetId;
  rentPayer: Address;
}): Promise<NamedInstruction> {
  const instruction = await program.methods
    .closeDataset()
    .accountsPartial({ ...input, program: program.programId })
    .instruction();
  return { name: 'close_dataset', instruction };
}
