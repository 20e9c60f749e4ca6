//! What happened, one event for each change, as the data of a call from the program to itself: logs can be cut, inner
//! instructions can't. Accounts are the truth, events are the history.
use {
    crate::constants::HEAD_BYTES,
    anchor_lang::{
        cpi::{CpiSeed, CpiSigner, InstructionAccount, InstructionView},
        event::EVENT_IX_TAG_LE,
        pinocchio::cpi::{invoke_signed_unchecked, CpiAccount},
        prelude::*,
    },
    bytemuck::{bytes_of, Pod},
};

/// As `emit_cpi!` does, but written once and called, where the macro writes it out at each use. It takes the event's bytes as they
/// are: `Event::data` would fill its buffer with zeros one by one first, at eight units each.
/// `bump` is the event authority's.
pub fn tell<E: Event + Pod>(event: &E, authority: &UncheckedAccount, bump: u8) {
    const { assert!(E::DISCRIMINATOR.len() == DISCRIMINATOR_BYTES) };
    let discriminator = E::DISCRIMINATOR.as_ptr().cast();
    // SAFETY: it has that many bytes, and is static.
    let discriminator = unsafe { &*discriminator };
    call_self(discriminator, bytes_of(event), authority.account(), bump);
}

const DISCRIMINATOR_BYTES: usize = 8;

#[inline(never)]
fn call_self(discriminator: &[u8; DISCRIMINATOR_BYTES], event: &[u8], authority: &AccountView, bump: u8) {
    let mut data = Vec::with_capacity(EVENT_IX_TAG_LE.len() + DISCRIMINATOR_BYTES + event.len());
    data.extend_from_slice(EVENT_IX_TAG_LE);
    data.extend_from_slice(discriminator);
    data.extend_from_slice(event);
    let bump = [bump];
    let seeds = [CpiSeed::from(b"__event_authority"), CpiSeed::from(&bump)];
    let instruction = InstructionView {
        program_id: &crate::ID,
        accounts: &[InstructionAccount::readonly_signer(authority.address())],
        data: &data,
    };
    // SAFETY: the only account is one without data, which nothing here borrows. The runtime refuses any other address than
    // that of these seeds, and a failed call ends the transaction.
    unsafe {
        invoke_signed_unchecked(
            &instruction,
            &[CpiAccount::from(authority)],
            &[CpiSigner::from(&seeds)],
        );
    }
}

#[event(bytemuck)]
pub struct PersonCreated {
    pub person: Address,
    pub founder: Address,
    pub encryption_key: [u8; 32],
    pub keyring_digest: [u8; 32],
}

#[event(bytemuck)]
pub struct AuthorityProposed {
    pub person: Address,
    pub proposed_authority: Address,
    pub proposed_until: PodI64,
}

#[event(bytemuck)]
pub struct AuthorityAccepted {
    pub person: Address,
    pub authority: Address,
    pub access_sequence: PodU64,
}

#[event(bytemuck)]
pub struct RecoverySet {
    pub person: Address,
    /// Zeros when there is to be none.
    pub recovery_authority: Address,
    /// The one asked for.
    pub recovery_delay: PodI64,
    /// When the change was asked for, in effect one delay later; 0 when it is in effect.
    pub pending_since: PodI64,
}

#[event(bytemuck)]
pub struct RecoveryStarted {
    pub person: Address,
    pub new_authority: Address,
    pub started_at: PodI64,
}

#[event(bytemuck)]
pub struct RecoveryCancelled {
    pub person: Address,
    pub actor: Address,
}

#[event(bytemuck)]
pub struct RecoveryFinished {
    pub person: Address,
    pub authority: Address,
    pub void_before: PodU64,
}

#[event(bytemuck)]
pub struct PersonKeyringSet {
    pub person: Address,
    pub actor: Address,
    pub generation: PodU32,
    pub keyring_digest: [u8; 32],
}

#[event(bytemuck)]
pub struct PersonRetired {
    pub person: Address,
    pub access_sequence: PodU64,
}

#[event(bytemuck)]
pub struct DeviceEnrolled {
    pub person: Address,
    pub device: Address,
    pub device_key: Address,
    pub role: u8,
    /// By a ticket, or by co-signing.
    pub by_ticket: PodBool,
    pub access_sequence: PodU64,
}

#[event(bytemuck)]
pub struct DeviceRoleSet {
    pub person: Address,
    pub device: Address,
    pub role: u8,
    pub access_sequence: PodU64,
}

#[event(bytemuck)]
pub struct DeviceSuspended {
    pub person: Address,
    pub device: Address,
    pub actor: Address,
    pub access_sequence: PodU64,
}

#[event(bytemuck)]
pub struct DeviceResumed {
    pub person: Address,
    pub device: Address,
    pub access_sequence: PodU64,
}

#[event(bytemuck)]
pub struct DeviceRevoked {
    pub person: Address,
    pub device: Address,
    pub access_sequence: PodU64,
}

#[event(bytemuck)]
pub struct DeviceShrunk {
    pub person: Address,
    pub device: Address,
    pub rent_payer: Address,
}

#[event(bytemuck)]
pub struct GroupCreated {
    pub group: Address,
    pub owner: Address,
    pub actor: Address,
    pub id: PodU64,
}

#[event(bytemuck)]
pub struct MemberAdded {
    pub group: Address,
    pub membership: Address,
    pub principal: Address,
    pub actor: Address,
    pub role: u8,
    pub expires_at: PodI64,
    pub serial: PodU64,
}

#[event(bytemuck)]
pub struct MemberRemoved {
    pub group: Address,
    pub membership: Address,
    pub principal: Address,
    pub actor: Address,
    pub generation: PodU32,
    pub keyring_due: PodBool,
    pub access_sequence: PodU64,
}

#[event(bytemuck)]
pub struct GroupRotated {
    pub group: Address,
    pub actor: Address,
    pub generation: PodU32,
    pub keyring_digest: [u8; 32],
}

#[event(bytemuck)]
pub struct GroupRetired {
    pub group: Address,
    pub access_sequence: PodU64,
}

#[event(bytemuck)]
pub struct GroupClosed {
    pub group: Address,
    pub rent_payer: Address,
}

#[event(bytemuck)]
pub struct MembershipClosed {
    pub membership: Address,
    pub group: Address,
    pub principal: Address,
    pub rent_payer: Address,
}

#[event(bytemuck)]
pub struct ProgramPublished {
    pub published_program: Address,
    pub owner: Address,
    pub actor: Address,
    pub bundle_version: PodU32,
    pub bundle_digest: [u8; 32],
}

#[event(bytemuck)]
pub struct ProgramRetired {
    pub published_program: Address,
    pub access_sequence: PodU64,
}

#[event(bytemuck)]
pub struct ProgramClosed {
    pub published_program: Address,
    pub rent_payer: Address,
}

#[event(bytemuck)]
pub struct DatasetCreated {
    pub dataset: Address,
    pub owner: Address,
    pub actor: Address,
    pub id: PodU64,
}

#[event(bytemuck)]
pub struct VersionPublished {
    pub dataset: Address,
    pub device: Address,
    pub sequence: PodU64,
    pub epoch: PodU32,
    pub head: [u8; HEAD_BYTES as usize],
}

#[event(bytemuck)]
pub struct EpochRotated {
    pub dataset: Address,
    pub actor: Address,
    pub epoch: PodU32,
    pub keyring_digest: [u8; 32],
}

#[event(bytemuck)]
pub struct DatasetTransferred {
    pub dataset: Address,
    pub owner: Address,
    pub new_owner: Address,
    pub access_sequence: PodU64,
}

#[event(bytemuck)]
pub struct DatasetRetired {
    pub dataset: Address,
    pub access_sequence: PodU64,
}

#[event(bytemuck)]
pub struct DatasetClosed {
    pub dataset: Address,
    pub rent_payer: Address,
}

#[event(bytemuck)]
pub struct AccessGranted {
    pub grant: Address,
    pub resource: Address,
    pub principal: Address,
    pub actor: Address,
    pub permissions: PodU32,
    pub not_before: PodI64,
    pub expires_at: PodI64,
    pub serial: PodU64,
}

#[event(bytemuck)]
pub struct AccessRevoked {
    pub grant: Address,
    pub resource: Address,
    pub principal: Address,
    pub actor: Address,
    /// 0 for all but a dataset.
    pub epoch: PodU32,
    pub rotation_due: PodBool,
    pub access_sequence: PodU64,
}

#[event(bytemuck)]
pub struct GrantClosed {
    pub grant: Address,
    pub resource: Address,
    pub principal: Address,
    pub rent_payer: Address,
}

#[event(bytemuck)]
pub struct PortShared {
    pub port: Address,
    pub owner: Address,
    pub device: Address,
    pub actor: Address,
    pub id: PodU64,
}

#[event(bytemuck)]
pub struct PortUnshared {
    pub port: Address,
    pub actor: Address,
    pub access_sequence: PodU64,
}

#[event(bytemuck)]
pub struct PortClosed {
    pub port: Address,
    pub rent_payer: Address,
}
