use {
    super::Person,
    crate::{
        constants::{LAYOUT_VERSION, SEALED_LABEL_BYTES},
        error::{MeshidError, Rule},
    },
    anchor_lang::prelude::*,
};

/// A set of persons and devices that can hold a grant as one.
#[account]
pub struct Group {
    pub version: u8,
    pub bump: u8,
    /// 0 active, 1 retired.
    pub status: u8,
    /// 1 from the loss of a member until the next generation: nothing can be granted to the group meanwhile.
    pub keyring_due: u8,
    /// The person whose id made this account's address.
    pub creator: Address,
    pub id: PodU64,
    pub owner: Address,
    /// X25519, the public half of the newest generation's secret: whoever grants to the group seals to it.
    pub encryption_key: [u8; 32],
    pub generation: PodU32,
    /// SHA-256 of the keyring's block.
    pub keyring_digest: [u8; 32],
    /// The earliest expiry among the generation's members, Unix seconds; the largest number when none expires.
    pub keyring_valid_until: PodI64,
    /// Rises by one with every change of who is in it or may manage it.
    pub access_sequence: PodU64,
    /// Under the group's secret.
    pub sealed_label: [u8; SEALED_LABEL_BYTES as usize],
    pub rent_payer: Address,
    pub ended_at: PodI64,
    pub reserved: [u8; 64],
}

const ACTIVE: u8 = 0;
const RETIRED: u8 = 1;

pub struct NewGroup {
    pub bump: u8,
    pub owner: Address,
    pub payer: Address,
    pub id: u64,
    pub encryption_key: [u8; 32],
    pub keyring_digest: [u8; 32],
    pub sealed_label: [u8; SEALED_LABEL_BYTES as usize],
}

/// The next generation of a group's secret, without the members that were lost.
pub struct NextGeneration<'a> {
    pub previous_keyring_digest: &'a [u8; 32],
    pub keyring_digest: &'a [u8; 32],
    pub encryption_key: &'a [u8; 32],
    pub valid_until: i64,
}

impl Group {
    pub fn create(&mut self, new: &NewGroup) -> Rule {
        require!(new.encryption_key != [0; 32], MeshidError::ZeroKey);
        require!(new.keyring_digest != [0; 32], MeshidError::ZeroKey);
        self.version = LAYOUT_VERSION;
        self.bump = new.bump;
        self.creator = new.owner;
        self.id = new.id.into();
        self.owner = new.owner;
        self.encryption_key = new.encryption_key;
        self.generation = 1.into();
        self.keyring_digest = new.keyring_digest;
        self.keyring_valid_until = i64::MAX.into();
        self.sealed_label = new.sealed_label;
        self.rent_payer = new.payer;
        Ok(())
    }

    pub fn require_active(&self) -> Rule {
        require!(self.status == ACTIVE, MeshidError::GroupRetired);
        Ok(())
    }

    pub fn require_owner(&self, person: &Address) -> Rule {
        self.require_active()?;
        require!(self.owner == *person, MeshidError::NotOwner);
        Ok(())
    }

    /// What is sealed to the group now can be read by its members and nobody else.
    pub fn require_keyring_current(&self, now: i64) -> Rule {
        let current = self.keyring_due == 0 && now < self.keyring_valid_until.get();
        require!(current, MeshidError::GroupKeyringDue);
        Ok(())
    }

    /// `expires_at` of 0 is never.
    pub fn member_gained(&mut self, expires_at: i64) -> Rule {
        if expires_at != 0 {
            let earliest = self.keyring_valid_until.get().min(expires_at);
            self.keyring_valid_until = earliest.into();
        }
        self.raise_access_sequence()
    }

    /// The member holds the secret, so losing it makes a generation due.
    pub fn member_lost(&mut self) -> Rule {
        self.keyring_due = 1;
        self.raise_access_sequence()
    }

    /// Starts the next generation, under a keyring that was sealed for the owner's current one.
    pub fn rotate(&mut self, owner: &Person, next: &NextGeneration, now: i64) -> Rule {
        require!(owner.keyring_due == 0, MeshidError::KeyringDue);
        require!(next.valid_until > now, MeshidError::ValidityPassed);
        require!(*next.encryption_key != [0; 32], MeshidError::ZeroKey);
        require!(
            *next.encryption_key != self.encryption_key,
            MeshidError::KeyUnchanged
        );
        self.replace_keyring_digest(next.previous_keyring_digest, next.keyring_digest)?;
        self.encryption_key = *next.encryption_key;
        self.generation = self.generation.checked_add(1).ok_or(MeshidError::Overflow)?;
        self.keyring_valid_until = next.valid_until.into();
        self.keyring_due = 0;
        Ok(())
    }

    /// Names the digest that it replaces, so that of two writers the later one is told.
    pub fn replace_keyring_digest(&mut self, previous: &[u8; 32], digest: &[u8; 32]) -> Rule {
        require!(self.keyring_digest == *previous, MeshidError::KeyringChanged);
        require!(*digest != [0; 32], MeshidError::ZeroKey);
        self.keyring_digest = *digest;
        Ok(())
    }

    pub fn retire(&mut self, now: i64) -> Rule {
        self.status = RETIRED;
        self.ended_at = now.into();
        self.raise_access_sequence()
    }

    pub fn raise_access_sequence(&mut self) -> Rule {
        self.access_sequence = self.access_sequence.checked_add(1).ok_or(MeshidError::Overflow)?;
        Ok(())
    }

    pub fn invariant(&self) -> Rule {
        let held = self.status <= RETIRED
            && self.keyring_due <= 1
            && self.generation >= 1
            && self.keyring_digest != [0; 32]
            && (self.status == RETIRED) == (self.ended_at != 0);
        require!(held, MeshidError::InvariantBroken);
        Ok(())
    }
}
