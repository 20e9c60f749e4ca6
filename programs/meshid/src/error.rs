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
}
