import { PublicKey } from '@solana/web3.js';
import { type Permission, permissionBits } from '../chain/accounts.ts';
import { grantAddress } from '../chain/addresses.ts';
import { PRINCIPAL_KINDS, program, toBn } from '../chain/program.ts';
import type { NamedInstruction } from '../chain/sending.ts';
import type { Address, DatasetId, PersonId } from '../identifiers.ts';
import { type Actor, actorAccounts } from '../person/instructions.ts';

export interface GrantAccess {
  readonly payer: Address;
  readonly actor: Actor;
  readonly owner: PersonId;
  readonly dataset: DatasetId;
  readonly principalKind: 'person' | 'device';
  /** The Person or Device account. */
  readonly principal: Address;
  readonly permissions: Iterable<Permission>;
  /** Unix seconds; 0 for at once. */
  readonly notBefore: bigint;
  /** Unix seconds; 0 for never. */
  readonly expiresAt: bigint;
  readonly previousDigest: Uint8Array;
  /** Of the dataset's keyring with the principal in it. */
  readonly digest: Uint8Array;
}

export async function grantAccess(input: GrantAccess): Promise<NamedInstruction> {
  const instruction = await program.methods
    .grantAccess({
      principalKind: PRINCIPAL_KINDS[input.principalKind],
      permissions: permissionBits(input.permissions),
      notBefore: toBn(input.notBefore),
      expiresAt: toBn(input.expiresAt),
      viaProgram: PublicKey.default,
      previousKeyringDigest: [...input.previousDigest],
      keyringDigest: [...input.digest],
    })
    .accountsPartial({
      payer: input.payer,
      ...actorAccounts(input.actor),
      owner: input.owner,
      granter: null,
      parent: null,
      resource: input.dataset,
      principal: input.principal,
      grant: grantAddress(input.dataset, input.principal),
      program: program.programId,
    })
    .instruction();
  return { name: 'grant_access', instruction };
}

export interface RevokeAccess {
  readonly actor: Actor;
  readonly owner: PersonId;
  readonly dataset: DatasetId;
  readonly principal: Address;
  readonly previousDigest: Uint8Array;
  /** Of the next epoch's keyring, without the principal; nothing leaves a rotation due. */
  readonly digest: Uint8Array | undefined;
  readonly validUntil: bigint;
}

const NO_DIGEST = new Uint8Array(32);

export async function revokeAccess(input: RevokeAccess): Promise<NamedInstruction> {
  const instruction = await program.methods
    .revokeAccess({
      previousKeyringDigest: [...input.previousDigest],
      keyringDigest: [...(input.digest ?? NO_DIGEST)],
      validUntil: toBn(input.validUntil),
    })
    .accountsPartial({
      ...actorAccounts(input.actor),
      owner: input.owner,
      granter: null,
      parent: null,
      resource: input.dataset,
      grant: grantAddress(input.dataset, input.principal),
      program: program.programId,
    })
    .instruction();
  return { name: 'revoke_access', instruction };
}
