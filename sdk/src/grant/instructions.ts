import { type Permission, permissionBits, type PrincipalKind } from '../chain/accounts.ts';
import { grantAddress } from '../chain/addresses.ts';
import { NO_BYTES, NO_KEY, PRINCIPAL_KINDS, program, toBn, toPublicKey } from '../chain/program.ts';
import type { NamedInstruction } from '../chain/sending.ts';
import type { Address, PersonId } from '../identifiers.ts';
import { type Actor, actorAccounts } from '../person/instructions.ts';

/** Who gives or ends a grant on a resource. */
export interface Granting {
  readonly actor: Actor;
  /** The resource's owner. */
  readonly owner: PersonId;
  /** The Dataset, Port, Device or Group account. */
  readonly resource: Address;
  /** Where the actor doesn't act for the owner: for whom, and which of their accounts holds the admin grant that it acts under. */
  readonly under?: { readonly granter: PersonId; readonly holder: Address } | undefined;
}

export interface GrantAccess extends Granting {
  readonly payer: Address;
  readonly principalKind: PrincipalKind;
  /** The Person, Device or Group account. */
  readonly principal: Address;
  readonly permissions: Iterable<Permission>;
  /** Unix seconds; 0 for at once. */
  readonly notBefore: bigint;
  /** Unix seconds; 0 for never. */
  readonly expiresAt: bigint;
  /** Only inside jobs of this Program account. */
  readonly viaProgram?: Address | undefined;
  /** A dataset's keyring before, and with the principal in it; nothing for any other resource. */
  readonly keyring?: { readonly previousDigest: Uint8Array; readonly digest: Uint8Array } | undefined;
}

/** Lets a person, device or group use a dataset, port, device or group; an existing grant is replaced. */
export async function grantAccess(input: GrantAccess): Promise<NamedInstruction> {
  const instruction = await program.methods
    .grantAccess({
      principalKind: PRINCIPAL_KINDS[input.principalKind],
      permissions: permissionBits(input.permissions),
      notBefore: toBn(input.notBefore),
      expiresAt: toBn(input.expiresAt),
      viaProgram: input.viaProgram === undefined ? NO_KEY : toPublicKey(input.viaProgram),
      previousKeyringDigest: [...(input.keyring?.previousDigest ?? NO_BYTES)],
      keyringDigest: [...(input.keyring?.digest ?? NO_BYTES)],
    })
    .accountsPartial({
      payer: input.payer,
      ...grantingAccounts(input),
      principal: input.principal,
      grant: grantAddress(input.resource, input.principal),
      program: program.programId,
    })
    .instruction();
  return { name: 'grant_access', instruction };
}

export interface RevokeAccess extends Granting {
  readonly principal: Address;
  /** A dataset's next epoch, without the principal; without it a rotation is left due. Nothing for any other resource. */
  readonly nextEpoch?: NextEpoch | undefined;
}

/** The keyring that a dataset goes on with. */
export interface NextEpoch {
  readonly previousDigest: Uint8Array;
  readonly digest: Uint8Array;
  /** The earliest expiry among its readers, Unix seconds. */
  readonly validUntil: bigint;
}

/** Ends a grant at once. */
export async function revokeAccess(input: RevokeAccess): Promise<NamedInstruction> {
  const { nextEpoch } = input;
  const instruction = await program.methods
    .revokeAccess({
      previousKeyringDigest: [...(nextEpoch?.previousDigest ?? NO_BYTES)],
      keyringDigest: [...(nextEpoch?.digest ?? NO_BYTES)],
      validUntil: toBn(nextEpoch?.validUntil ?? 0n),
    })
    .accountsPartial({
      ...grantingAccounts(input),
      grant: grantAddress(input.resource, input.principal),
      program: program.programId,
    })
    .instruction();
  return { name: 'revoke_access', instruction };
}

export interface CloseGrant {
  /** The granter's. */
  readonly authority: Address;
  readonly granter: PersonId;
  readonly resource: Address;
  readonly principal: Address;
  /** Whether the resource is a device of which only the tombstone is left. */
  readonly shrunk?: boolean;
  /** The grant that it was made under, where that is what ended. */
  readonly parent?: Address | undefined;
  readonly rentPayer: Address;
}

/** Closes a grant's account a day after its, its parent's or its resource's end. */
export async function closeGrant(input: CloseGrant): Promise<NamedInstruction> {
  const instruction = await program.methods
    .closeGrant()
    .accountsPartial({
      authority: input.authority,
      granter: input.granter,
      resource: input.resource,
      tombstone: input.shrunk === true ? input.resource : null,
      parent: input.parent ?? null,
      grant: grantAddress(input.resource, input.principal),
      rentPayer: input.rentPayer,
      program: program.programId,
    })
    .instruction();
  return { name: 'close_grant', instruction };
}

function grantingAccounts({ actor, owner, resource, under }: Granting) {
  return {
    ...actorAccounts(actor),
    owner,
    granter: under?.granter ?? null,
    parent: under === undefined ? null : grantAddress(resource, under.holder),
    resource,
  };
}
