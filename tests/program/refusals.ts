import type { Name } from './instruct.ts';

/** By slot. */
type Reasons = Readonly<Record<string, string>>;
type Exceptions = Partial<Record<Name, Reasons>>;

/** Accounts of several kinds, which Anchor leaves to the program. */
export const CHECKED_BY_THE_PROGRAM: Exceptions = {
  addMember: { principal: 'PrincipalMismatch' },
  closeMembership: { group: 'ResourceMismatch' },
  grantAccess: { resource: 'ResourceMismatch', principal: 'PrincipalMismatch' },
  revokeAccess: { resource: 'ResourceMismatch' },
  closeGrant: { resource: 'ResourceMismatch' },
};

/** Why an account is refused whose signature is a stranger's: usually, */
const STRANGER: Reasons = {
  founder: 'InvalidSeeds',
  authority: 'NotAuthority',
  proposedAuthority: 'NotProposedAuthority',
  recoveryAuthority: 'NotRecoveryAuthority',
  actor: 'DeviceMismatch',
  deviceKey: 'DeviceMismatch',
  newAuthority: 'NotNewAuthority',
  signer: 'DeviceMismatch',
};
/** and where another rule comes first. */
const STRANGER_EXCEPT: Exceptions = { cancelRecovery: { actor: 'NotRecoveryAuthority' } };

/** Why an account is refused in whose place stands somebody else's: usually, */
const FOREIGN: Reasons = {
  person: 'DeviceMismatch',
  device: 'DeviceMismatch',
  actorDevice: 'DeviceMismatch',
  owner: 'NotOwner',
  group: 'NotOwner',
  membership: 'MembershipMismatch',
  granter: 'NotGranter',
  publishedProgram: 'NotOwner',
  writer: 'DeviceMismatch',
  grant: 'GrantMismatch',
  dataset: 'NotOwner',
  resource: 'GrantMismatch',
  port: 'NotOwner',
};
/** and where another rule comes first. */
const FOREIGN_EXCEPT: Exceptions = {
  proposeAuthority: { person: 'NotAuthority' },
  acceptAuthority: { person: 'NotProposedAuthority' },
  setRecovery: { person: 'NotAuthority' },
  startRecovery: { person: 'NotRecoveryAuthority' },
  finishRecovery: { person: 'NotNewAuthority' },
  retirePerson: { person: 'NotAuthority' },
  enrollDevice: { person: 'NotAuthority' },
  createGroup: { owner: 'InvalidSeeds' },
  addMember: { group: 'InvalidSeeds' },
  removeMember: { group: 'MembershipMismatch' },
  closeMembership: { group: 'MembershipMismatch', membership: 'NotGranter' },
  publishProgram: { owner: 'InvalidSeeds' },
  createDataset: { owner: 'InvalidSeeds' },
  publishVersion: { group: 'GrantMismatch' },
  grantAccess: { resource: 'InvalidSeeds' },
  closeGrant: { grant: 'NotGranter' },
  sharePort: { owner: 'InvalidSeeds' },
};

/** Whom something is given to may be anybody. */
const ANYBODY: Partial<Record<Name, string>> = {
  addMember: 'principal',
  grantAccess: 'principal',
  transferDataset: 'newOwner',
};

export const strangersReason = (name: Name, slot: string): string | undefined =>
  STRANGER_EXCEPT[name]?.[slot] ?? STRANGER[slot];

/** Nothing where anybody's will do. */
export const foreignReason = (name: Name, slot: string): string | undefined =>
  ANYBODY[name] === slot ? undefined : (FOREIGN_EXCEPT[name]?.[slot] ?? FOREIGN[slot]);

/** Anchor's own refusal of an account that is given twice and written to. */
const GIVEN_TWICE = '2040';
/** Accounts that may be given twice, since some places can be one and the same: in the others another rule refuses them. */
const TWICE_EXCEPT: Exceptions = {
  shrinkDevice: { 'rentPayer as person': 'IllegalOwner' },
  closeGroup: { 'rentPayer as owner': 'IllegalOwner' },
  closeMembership: { 'rentPayer as granter': 'IllegalOwner', 'rentPayer as group': 'MembershipMismatch' },
  closeProgram: { 'rentPayer as owner': 'IllegalOwner' },
  closeDataset: { 'rentPayer as owner': 'IllegalOwner' },
  closePort: { 'rentPayer as owner': 'IllegalOwner' },
  closeGrant: { 'rentPayer as granter': 'IllegalOwner', 'rentPayer as resource': 'GrantMismatch' },
  grantAccess: {
    'owner as payer': 'MissingRequiredSignature',
    'owner as actor': 'MissingRequiredSignature',
    'owner as actorDevice': 'InvalidAccountData',
    'owner as resource': 'InvalidSeeds',
    'owner as principal': 'InvalidSeeds',
    'resource as payer': 'MissingRequiredSignature',
    'resource as actor': 'MissingRequiredSignature',
    'resource as actorDevice': 'InvalidAccountData',
    'resource as owner': 'AccountDataTooSmall',
    'resource as principal': 'InvalidSeeds',
  },
  revokeAccess: {
    'resource as actor': 'MissingRequiredSignature',
    'resource as actorDevice': 'InvalidAccountData',
  },
};

export const twiceReason = (name: Name, slot: string, other: string): string =>
  TWICE_EXCEPT[name]?.[`${slot} as ${other}`] ?? GIVEN_TWICE;

/** What is made: it isn't there to be looked at, so it's the runtime that refuses to let it be written. */
const MADE: Partial<Record<Name, string>> = {
  createPerson: 'person',
  enrollDevice: 'device',
  createGroup: 'group',
  addMember: 'membership',
  publishProgram: 'publishedProgram',
  createDataset: 'dataset',
  grantAccess: 'grant',
  sharePort: 'port',
};

/** Anchor asks both at once of a signer who pays. */
export function readOnlyReason(name: Name, slot: string): string {
  if (slot === 'payer') return 'MissingRequiredSignature';
  return MADE[name] === slot ? 'PrivilegeEscalation' : '2000';
}
