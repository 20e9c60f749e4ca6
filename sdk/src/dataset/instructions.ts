import type { CID } from 'multiformats/cid';
import { datasetAddress, deviceAddress, grantAddress } from '../chain/addresses.ts';
import { program, toBn } from '../chain/program.ts';
import type { NamedInstruction } from '../chain/sending.ts';
import { type Address, type DatasetId, type DeviceId, type PersonId } from '../identifiers.ts';
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

export interface PublishVersion {
  readonly device: DeviceId;
  readonly owner: PersonId;
  readonly dataset: DatasetId;
  /** The device's person, where it writes under a grant and isn't the owner's. */
  readonly writer?: { readonly person: PersonId; readonly principal: Address };
  readonly sequence: bigint;
  readonly epoch: bigint;
  readonly head: CID;
}

export async function publishVersion(input: PublishVersion): Promise<NamedInstruction> {
  const instruction = await program.methods
    .publishVersion({
      sequence: toBn(input.sequence),
      epoch: Number(input.epoch),
      head: [...input.head.bytes],
    })
    .accountsPartial({
      signer: input.device,
      device: deviceAddress(input.device),
      writer: input.writer?.person ?? null,
      grant: input.writer === undefined ? null : grantAddress(input.dataset, input.writer.principal),
      parent: null,
      group: null,
      membership: null,
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
