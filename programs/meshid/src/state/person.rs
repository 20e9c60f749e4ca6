use {
    super::Device,
    crate::{
        constants::LAYOUT_VERSION,
        error::{MeshidError, Rule},
    },
    anchor_lang::prelude::*,
};

/// Somebody with a wallet. Never disappears.
#[account]
pub struct Person {
    pub version: u8,
    pub bump: u8,
    /// 0 active, 1 retired.
    pub status: u8,
    /// 1 from the loss of a device until a keyring's new generation: no version can be published meanwhile.
    pub keyring_due: u8,
    /// The wallet whose address made this account's; it may long have handed on its authority.
    pub founder: Address,
    /// The genesis hash, which no sysvar tells: clients compare it with their cluster's.
    pub cluster: [u8; 32],
    /// The wallet, or PDA of another program, that decides for the person.
    pub authority: Address,
    /// Becomes the authority when it accepts in time; zero when there is none.
    pub proposed_authority: Address,
    pub proposed_until: PodI64,
    /// May take the person over after `recovery_delay`; zero when there is none.
    pub recovery_authority: Address,
    /// X25519: a holder of every keyring of the person.
    pub recovery_key: [u8; 32],
    /// Seconds.
    pub recovery_delay: PodI64,
    /// A change of recovery, in effect one delay after `pending_since`.
    pub pending_recovery_authority: Address,
    pub pending_recovery_key: [u8; 32],
    pub pending_recovery_delay: PodI64,
    pub pending_since: PodI64,
    /// The authority that a started recovery would set; zero when none runs.
    pub recovery_new_authority: Address,
    pub recovery_started_at: PodI64,
    /// The id of the next thing that the person creates. Ids are never used twice.
    pub next_id: PodU64,
    /// X25519, the public half of the newest generation's secret: whoever grants to the person seals to it.
    pub encryption_key: [u8; 32],
    pub generation: PodU32,
    /// SHA-256 of the keyring's block, which is also its CID.
    pub keyring_digest: [u8; 32],
    pub active_devices: PodU32,
    /// Rises by one with every change of who may act for the person.
    pub access_sequence: PodU64,
    /// Devices that were enrolled at a smaller `access_sequence` are void: a recovery came after them.
    pub void_before: PodU64,
    /// UTF-8 padded with zeros; anybody can claim any.
    pub public_name: [u8; 32],
    pub rent_payer: Address,
    pub ended_at: PodI64,
    pub reserved: [u8; 64],
}

pub const NOBODY: Address = Address::new_from_array([0; 32]);
const ACTIVE: u8 = 0;
const RETIRED: u8 = 1;

pub struct NewPerson {
    pub bump: u8,
    pub founder: Address,
    pub payer: Address,
    pub cluster: [u8; 32],
    pub encryption_key: [u8; 32],
    pub keyring_digest: [u8; 32],
    pub public_name: [u8; 32],
}

impl Person {
    pub fn create(&mut self, new: NewPerson) {
        self.version = LAYOUT_VERSION;
        self.bump = new.bump;
        self.founder = new.founder;
        self.authority = new.founder;
        self.cluster = new.cluster;
        self.next_id = 1.into();
        self.encryption_key = new.encryption_key;
        self.generation = 1.into();
        self.keyring_digest = new.keyring_digest;
        self.public_name = new.public_name;
        self.rent_payer = new.payer;
    }

    pub fn require_active(&self) -> Rule {
        require!(self.status == ACTIVE, MeshidError::PersonRetired);
        Ok(())
    }

    pub fn require_authority(&self, signer: &Address) -> Rule {
        self.require_authority_even_retired(signer)?;
        self.require_active()
    }

    /// For closing what has ended, which a retired person still may.
    pub fn require_authority_even_retired(&self, signer: &Address) -> Rule {
        require!(self.authority == *signer, MeshidError::NotAuthority);
        Ok(())
    }

    /// The signer acts as the authority, or through an active admin device of this person.
    pub fn require_actor(&self, person: &Address, signer: &Address, device: Option<&Device>) -> Rule {
        match device {
            None => self.require_authority(signer),
            Some(device) => {
                self.require_device(person, signer, device)?;
                require!(device.is_admin(), MeshidError::DeviceNotAdmin);
                Ok(())
            }
        }
    }

    /// The signer is an active device of this person, whatever its role.
    pub fn require_device(&self, person: &Address, signer: &Address, device: &Device) -> Rule {
        require!(
            device.person == *person && device.key == *signer,
            MeshidError::DeviceMismatch
        );
        require!(device.is_active(), MeshidError::DeviceNotActive);
        require!(!self.is_void(device), MeshidError::DeviceVoid);
        self.require_active()
    }

    /// Replaces the keyring; a different encryption key starts the next generation.
    pub fn set_keyring(&mut self, previous: &[u8; 32], digest: &[u8; 32], encryption_key: &[u8; 32]) -> Rule {
        self.replace_keyring_digest(previous, digest)?;
        require!(*encryption_key != [0; 32], MeshidError::ZeroKey);
        if *encryption_key != self.encryption_key {
            self.encryption_key = *encryption_key;
            self.generation = self.generation.checked_add(1).ok_or(MeshidError::Overflow)?;
            self.keyring_due = 0;
        }
        Ok(())
    }

    /// Names the digest that it replaces, so that of two writers the later one is told.
    pub fn replace_keyring_digest(&mut self, previous: &[u8; 32], digest: &[u8; 32]) -> Rule {
        require!(self.keyring_digest == *previous, MeshidError::KeyringChanged);
        require!(*digest != [0; 32], MeshidError::ZeroKey);
        self.keyring_digest = *digest;
        Ok(())
    }

    /// A device is enrolled or resumed.
    pub fn device_gained(&mut self) -> Rule {
        self.active_devices = self.active_devices.checked_add(1).ok_or(MeshidError::Overflow)?;
        self.raise_access_sequence()
    }

    /// A device that can read is lost. `was_active` when it was counted until now.
    pub fn device_lost(&mut self, was_active: bool) -> Rule {
        if was_active {
            self.active_devices = self.active_devices.checked_sub(1).ok_or(MeshidError::Overflow)?;
        }
        self.keyring_due = 1;
        self.raise_access_sequence()
    }

    /// A recovery came after the device's enrolment.
    pub fn is_void(&self, device: &Device) -> bool {
        device.enrolled_sequence < self.void_before
    }

    pub fn take_id(&mut self, expected: u64) -> Rule {
        require!(self.next_id == expected, MeshidError::IdMismatch);
        self.next_id = self.next_id.checked_add(1).ok_or(MeshidError::Overflow)?;
        Ok(())
    }

    pub fn raise_access_sequence(&mut self) -> Rule {
        self.access_sequence = self.access_sequence.checked_add(1).ok_or(MeshidError::Overflow)?;
        Ok(())
    }

    /// Final: nothing that the person owns changes any more, but for being closed. A recovery that is set must be removed
    /// first, so that a stolen wallet can't end in a moment what recovery would save.
    pub fn retire(&mut self, now: i64) -> Rule {
        self.settle_recovery(now);
        require!(self.recovery_authority == NOBODY, MeshidError::RecoverySet);
        self.status = RETIRED;
        self.proposed_authority = NOBODY;
        self.proposed_until = 0.into();
        self.ended_at = now.into();
        self.raise_access_sequence()
    }

    pub fn invariant(&self) -> Rule {
        let held = self.status <= RETIRED
            && self.keyring_due <= 1
            && self.next_id >= 1
            && self.generation >= 1
            && self.void_before <= self.access_sequence
            && self.authority != NOBODY
            && (self.status == RETIRED) == (self.ended_at != 0)
            && (self.recovery_new_authority == NOBODY) == (self.recovery_started_at == 0)
            && (self.recovery_authority != NOBODY || self.pending_since == 0);
        require!(held, MeshidError::InvariantBroken);
        Ok(())
    }
}
