//! What happened, one event for each change, as the data of a call from the program to itself: logs can be cut, inner
//! instructions can't. Accounts are the truth, events are the history.
use anchor_lang::prelude::*;

#[event]
pub struct PersonCreated {
    pub person: Address,
    pub founder: Address,
    pub encryption_key: [u8; 32],
    pub keyring_digest: [u8; 32],
}

#[event]
pub struct PersonKeyringSet {
    pub person: Address,
    pub actor: Address,
    pub generation: u32,
    pub keyring_digest: [u8; 32],
}

#[event]
pub struct DeviceEnrolled {
    pub person: Address,
    pub device: Address,
    pub device_key: Address,
    pub role: u8,
    /// By a ticket, or by co-signing.
    pub by_ticket: bool,
    pub access_sequence: u64,
}

#[event]
pub struct DeviceSuspended {
    pub person: Address,
    pub device: Address,
    pub actor: Address,
    pub access_sequence: u64,
}

#[event]
pub struct DeviceRevoked {
    pub person: Address,
    pub device: Address,
    pub access_sequence: u64,
}

#[event]
pub struct DatasetCreated {
    pub dataset: Address,
    pub owner: Address,
    pub actor: Address,
    pub id: u64,
}

#[event]
pub struct VersionPublished {
    pub dataset: Address,
    pub device: Address,
    pub sequence: u64,
    pub epoch: u32,
    pub head: [u8; 36],
}

#[event]
pub struct EpochRotated {
    pub dataset: Address,
    pub actor: Address,
    pub epoch: u32,
    pub keyring_digest: [u8; 32],
}

#[event]
pub struct AccessGranted {
    pub grant: Address,
    pub resource: Address,
    pub principal: Address,
    pub actor: Address,
    pub permissions: u32,
    pub not_before: i64,
    pub expires_at: i64,
    pub serial: u64,
}

#[event]
pub struct AccessRevoked {
    pub grant: Address,
    pub resource: Address,
    pub principal: Address,
    pub actor: Address,
    pub epoch: u32,
    pub rotation_due: bool,
}
