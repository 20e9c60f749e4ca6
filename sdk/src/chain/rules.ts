import type { Meshid } from '../../program/meshid.ts';

/** The rules of the program, by the names that Anchor gives the IDL's errors. */
export type Rule = Meshid['errors'][number]['name'];

const RUN_AGAIN = 'somebody changed it at the same time; run the command again';
const OWNER_ONLY = 'ask its owner to do it, or use a home of its owner (--home)';
const ENDED = 'nothing about it changes any more; make a new one';
const WALLET = "use the home with the person's wallet (--home)";
const DAMAGED = 'this should never happen, and nothing can be done here; report it with this message';
const NEW_TICKET = 'make a new ticket with "meshid device request" on that computer';

/** What a person can do about each rule when it is broken; the rule itself is the program's own sentence. */
export const WAYS_OUT: Readonly<Record<Rule, string>> = {
  notAuthority: WALLET,
  deviceMismatch: "name one of this person's own computers (meshid device list)",
  deviceNotActive: 'resume it with the wallet ("meshid device resume"), or use another computer',
  deviceNotAdmin: 'use an admin computer, or the wallet',
  deviceVoid:
    'computers from before a recovery are never accepted again; revoke it, and enrol it under a new key ("meshid init" in a new home)',
  personRetired: 'a retired person does nothing any more; act as another person',
  keyringChanged: RUN_AGAIN,
  zeroKey: 'give a key or digest that is not empty',
  unknownRole: 'name the role "member" or "admin"',
  proofMissing: 'let the computer sign too, or approve the ticket that it prints ("meshid device request")',
  ticketExpired: NEW_TICKET,
  ticketTooLong: 'make a ticket that ends within a week ("meshid device request")',
  ticketProofMalformed: 'put the proof directly before the enrolment, in the same transaction',
  ticketMismatch: `the ticket is for something else; ${NEW_TICKET}`,
  deviceNotSuspendable: 'it is suspended or revoked already, so there is nothing left to do',
  deviceRevoked: 'revoking is final; enrol the computer under a new key ("meshid init" in a new home)',
  idMismatch: 'another computer created something at the same time; run the command again',
  generationMismatch: "the person's keys were renewed at the same time; run the command again",
  datasetRetired: ENDED,
  notOwner: OWNER_ONLY,
  sequenceMismatch: 'another version was published; fetch it first ("meshid get"), then publish again',
  epochMismatch: 'the epoch was rotated; run the command again',
  rotationDue: 'run "meshid dataset publish" on one of the owner\'s computers, which rotates first',
  keyringDue: "run the command on one of the person's computers that holds its keys",
  headMalformed: 'publish with meshid itself, or name a CIDv1 of sha2-256 over dag-pb or raw',
  unknownPermission:
    'a dataset has read, write and admin; a port connect and admin; a device run and admin; a group admin',
  principalMismatch:
    'name a person, a device or a group by its own address; a group takes persons and devices only',
  grantPeriodEmpty: 'let the grant end later than now and than it begins',
  grantMismatch: 'name the grant of the person or device that signs, on this very resource ("meshid access")',
  grantRevoked: 'there is nothing left to revoke; to use the resource again, ask its owner for a new grant',
  grantNotEffective:
    'use a grant that holds now and outside of jobs; "meshid access" shows from when until when, and through which program',
  permissionMissing: 'ask the owner for a grant with that permission',
  grantToOwner: 'its owner may do everything already; name somebody else',
  overflow: 'the number has reached its end; make a new one of its kind',
  nameMalformed: 'take a shorter name, in ordinary text without a zero in it',
  validityPassed: 'name a time in the future',
  principalNotActive: 'whoever it is was suspended, revoked or retired; name somebody who is active',
  invariantBroken: DAMAGED,
  notProposedAuthority: 'let the present authority propose this wallet first',
  proposalExpired: 'let the present authority propose it again, and accept in time',
  proposalTooLong: 'let the proposal end within 30 days',
  recoveryDelayOutOfRange: 'take a delay between one hour and 365 days',
  notRecoveryAuthority:
    "use the recovery phrase's key; the wallet can only cancel, together with an admin computer that it has long had",
  recoveryRunning: 'cancel the recovery that runs, or finish it, and then do this',
  recoveryNotRunning: 'there is no recovery to cancel or finish; start one first',
  recoveryTooEarly: 'wait until its delay has passed ("meshid recovery" shows when), then finish it',
  notNewAuthority: 'finish it with the wallet that the recovery was started for',
  recoverySet: 'remove the recovery, wait for its delay, and then retire the person',
  deviceTooNew:
    'sign with an admin computer that was enrolled, promoted or resumed at least one delay before the recovery began',
  deviceNotSuspended: 'it is not suspended, so there is nothing to resume',
  roleUnchanged: 'it has that role already, so there is nothing left to do',
  notEnded: 'end it first (retire, revoke, remove or unshare it), and close it a day after',
  closedTooEarly: 'wait until a day after its end, then close it',
  rentPayerMismatch: "name the account's own rent payer, whoever closes it",
  groupRetired: ENDED,
  groupKeyringDue: 'let the group\'s owner start its next keys ("meshid group rotate"), then do this again',
  keyUnchanged: 'make a new key for the new generation',
  membershipMismatch: 'name the membership of that person or device in this very group',
  memberRemoved: 'it is no longer in the group; add it again if it should be',
  membershipExpired: 'its time in the group is over; let the owner add it again',
  notGroupAdmin: 'ask the owner, or an admin of the group, to do it',
  membershipExceedsAdmin:
    'ask the owner of the group for it; its other admins add and remove ordinary members only',
  membershipNotReplaceable: 'remove the member first, or let the owner change it',
  programRetired: ENDED,
  programVersionMismatch: 'another version was published at the same time; look at it, then publish again',
  unknownClass: 'name the class "interactive" or "batch", and the same for every version of a program',
  portUnshared: 'share the port again, under a new address',
  portZero: 'name a port from 1 to 65535',
  resourceMismatch: 'name a dataset, port, device or group by its own address',
  parentMismatch: 'ask the owner for a new admin grant, and grant under that',
  grantTooDeep: 'ask the owner to grant it; what was granted under a grant goes no further',
  grantExceedsParent: 'grant no more, and for no longer, than your own grant says ("meshid access")',
  notGranter: 'let the owner do it, or whoever granted it',
  grantToItself: 'name somebody else than the resource itself',
  keyringUnexpected: 'leave the keyring out; only a dataset has one',
  ownerUnchanged: 'it belongs to that person already, so there is nothing left to do',
};

/** The IDL's names begin with a capital or not, by the tool that wrote it. */
export function ruleOf(name: string): Rule {
  return (name.charAt(0).toLowerCase() + name.slice(1)) as Rule;
}
