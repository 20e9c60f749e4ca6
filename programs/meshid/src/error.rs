//! Every rule that an instruction can break. Codes are pinned: append only, never reuse.
use anchor_lang::prelude::*;

#[error_code]
pub enum MeshidError {
    #[msg("only the person's authority may do this")]
    NotAuthority = 0,
    #[msg("the device is not the signer's, or not of this person")]
    DeviceMismatch = 1,
    #[msg("the device is suspended or revoked")]
    DeviceNotActive = 2,
    #[msg("the device is not an admin device")]
    DeviceNotAdmin = 3,
    #[msg("the device was enrolled before the person was recovered")]
    DeviceVoid = 4,
    #[msg("the person is retired")]
    PersonRetired = 5,
    #[msg("the keyring digest to be replaced is not the current one")]
    KeyringChanged = 6,
    #[msg("a key or digest must not be all zeros")]
    ZeroKey = 7,
    #[msg("the role is neither member nor admin")]
    UnknownRole = 8,
    #[msg("neither did the device sign nor does a ticket prove its consent")]
    ProofMissing = 9,
    #[msg("the ticket has expired")]
    TicketExpired = 10,
    #[msg("the ticket runs for longer than a ticket may")]
    TicketTooLong = 11,
    #[msg("the instruction before is not one genuine Ed25519 verification")]
    TicketProofMalformed = 12,
    #[msg("the ticket says something else than this instruction")]
    TicketMismatch = 13,
    #[msg("the device is already suspended or revoked")]
    DeviceNotSuspendable = 14,
    #[msg("the device is already revoked")]
    DeviceRevoked = 15,
    #[msg("the id is not the next one")]
    IdMismatch = 16,
    #[msg("the keyring was sealed for another generation of the person's key")]
    GenerationMismatch = 17,
    #[msg("the dataset is retired")]
    DatasetRetired = 18,
    #[msg("the person is not the dataset's owner")]
    NotOwner = 19,
    #[msg("the version does not follow the current one")]
    SequenceMismatch = 20,
    #[msg("the version was encrypted for another epoch")]
    EpochMismatch = 21,
    #[msg("a reader was lost: rotate the epoch first")]
    RotationDue = 22,
    #[msg("a device was lost: start a new generation of the person's keyring first")]
    KeyringDue = 23,
    #[msg("the head is not a CIDv1 of sha2-256 over dag-pb or raw")]
    HeadMalformed = 24,
    #[msg("the permissions are empty, or not ones that such a resource has")]
    UnknownPermission = 25,
    #[msg("the principal is of another kind than stated, or not of this program")]
    PrincipalMismatch = 26,
    #[msg("the grant would end before it begins, or has ended already")]
    GrantPeriodEmpty = 27,
    #[msg("the grant is not on this resource for this principal")]
    GrantMismatch = 28,
    #[msg("the grant was revoked")]
    GrantRevoked = 29,
    #[msg("the grant has expired or does not begin yet")]
    GrantNotEffective = 30,
    #[msg("the grant does not hold the permission")]
    PermissionMissing = 31,
    #[msg("the owner needs no grant on what it owns")]
    GrantToOwner = 32,
    #[msg("a number would pass its limit")]
    Overflow = 33,
    #[msg("the public name is not UTF-8 that is padded with zeros")]
    NameMalformed = 34,
    #[msg("the period must end in the future")]
    ValidityPassed = 35,
    #[msg("the device belongs to nobody who may be granted access")]
    PrincipalNotActive = 36,
    #[msg("an invariant of the account would be broken")]
    InvariantBroken = 37,
    #[msg("nobody, or somebody else, is proposed as the authority")]
    NotProposedAuthority = 38,
    #[msg("the proposal has expired")]
    ProposalExpired = 39,
    #[msg("the proposal stays open for longer than one may")]
    ProposalTooLong = 40,
    #[msg("the recovery delay is shorter or longer than one may be")]
    RecoveryDelayOutOfRange = 41,
    #[msg("only the person's recovery authority may do this")]
    NotRecoveryAuthority = 42,
    #[msg("a recovery runs: cancel or finish it first")]
    RecoveryRunning = 43,
    #[msg("no recovery runs")]
    RecoveryNotRunning = 44,
    #[msg("the recovery's delay has not passed")]
    RecoveryTooEarly = 45,
    #[msg("the recovery names another new authority")]
    NotNewAuthority = 46,
    #[msg("the person has a recovery: remove it first, which takes its delay")]
    RecoverySet = 47,
    #[msg("the device was enrolled, promoted or resumed too shortly before the recovery")]
    DeviceTooNew = 48,
    #[msg("the device is not suspended")]
    DeviceNotSuspended = 49,
    #[msg("the device has that role already")]
    RoleUnchanged = 50,
    #[msg("it has not ended: retire, revoke, remove or unshare it first")]
    NotEnded = 51,
    #[msg("it ended less than a day ago")]
    ClosedTooEarly = 52,
    #[msg("the rent goes to whoever paid it")]
    RentPayerMismatch = 53,
    #[msg("the group is retired")]
    GroupRetired = 54,
    #[msg("the group lost a member: start a new generation of its keyring first")]
    GroupKeyringDue = 55,
    #[msg("a new generation needs a new key")]
    KeyUnchanged = 56,
    #[msg("the membership is not in this group, or not the principal's")]
    MembershipMismatch = 57,
    #[msg("the member was removed")]
    MemberRemoved = 58,
    #[msg("the membership has expired")]
    MembershipExpired = 59,
    #[msg("only an admin of the group may do this")]
    NotGroupAdmin = 60,
    #[msg(
        "an admin of the group that isn't its owner adds and removes ordinary members, within its own time"
    )]
    MembershipExceedsAdmin = 61,
    #[msg("an active membership is replaced only by the group's owner")]
    MembershipNotReplaceable = 62,
    #[msg("the program is retired")]
    ProgramRetired = 63,
    #[msg("the program's version does not follow the current one")]
    ProgramVersionMismatch = 64,
    #[msg("the program's class is neither interactive nor batch, or not the one it began with")]
    UnknownClass = 65,
    #[msg("the port is no longer shared")]
    PortUnshared = 66,
    #[msg("there is no port 0")]
    PortZero = 67,
    #[msg("the resource is of no kind that a grant can be on, or not of this program")]
    ResourceMismatch = 68,
    #[msg("the grant was made under another one, which is missing, replaced or somebody else's")]
    ParentMismatch = 69,
    #[msg("a grant that was made under another can't be granted from")]
    GrantTooDeep = 70,
    #[msg("nobody grants more, or for longer, than they hold")]
    GrantExceedsParent = 71,
    #[msg("only the owner or the original granter replaces or ends a grant")]
    NotGranter = 72,
    #[msg("nothing can hold a grant on itself")]
    GrantToItself = 73,
    #[msg("only a dataset's grant carries a keyring")]
    KeyringUnexpected = 74,
    #[msg("the new owner owns it already")]
    OwnerUnchanged = 75,
}

/// What the accounts' own rules answer. It fits into one register, where Anchor's result needs two and is inlined
/// everywhere for that (programs/toolchain/README.md).
pub type Rule<T = ()> = core::result::Result<T, MeshidError>;
