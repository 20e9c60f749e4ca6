use {
    super::Person,
    crate::{
        constants::{HEAD_BYTES, LAYOUT_VERSION, SEALED_LABEL_BYTES},
        error::{MeshidError, Rule},
    },
    anchor_lang::prelude::*,
};

/// An encrypted tree of files: its newest version, and who holds its key.
#[account]
pub struct Dataset {
    pub version: u8,
    pub bump: u8,
    /// 0 active, 1 retired.
    pub status: u8,
    /// 1 from the loss of a reader until the next epoch: no version can be published meanwhile.
    pub rotation_due: u8,
    /// The person whose id made this account's address; `owner` may be another by now.
    pub creator: Address,
    pub id: PodU64,
    pub owner: Address,
    /// The newest version's root, a binary CIDv1; zeros before the first.
    pub head: [u8; HEAD_BYTES as usize],
    /// Of the newest version; 0 before the first.
    pub sequence: PodU64,
    /// The generation of the read key.
    pub epoch: PodU32,
    /// The owner's key generation that this epoch was sealed for.
    pub owner_generation: PodU32,
    /// SHA-256 of the keyring's block.
    pub keyring_digest: [u8; 32],
    /// The earliest expiry among the epoch's readers, Unix seconds; the largest number when none expires.
    pub epoch_valid_until: PodI64,
    /// Rises by one with every change of who may do what here.
    pub access_sequence: PodU64,
    pub sealed_label: [u8; SEALED_LABEL_BYTES as usize],
    pub rent_payer: Address,
    pub ended_at: PodI64,
    pub reserved: [u8; 64],
}

const ACTIVE: u8 = 0;
const RETIRED: u8 = 1;

pub struct NewDataset {
    pub bump: u8,
    pub owner: Address,
    pub payer: Address,
    pub id: u64,
    pub owner_generation: PodU32,
    pub keyring_digest: [u8; 32],
    pub sealed_label: [u8; SEALED_LABEL_BYTES as usize],
}

impl Dataset {
    pub fn create(&mut self, new: NewDataset) -> Rule {
        require!(new.keyring_digest != [0; 32], MeshidError::ZeroKey);
        self.version = LAYOUT_VERSION;
        self.bump = new.bump;
        self.creator = new.owner;
        self.id = new.id.into();
        self.owner = new.owner;
        self.epoch = 1.into();
        self.owner_generation = new.owner_generation;
        self.keyring_digest = new.keyring_digest;
        self.epoch_valid_until = i64::MAX.into();
        self.sealed_label = new.sealed_label;
        self.rent_payer = new.payer;
        Ok(())
    }

    pub fn require_owner(&self, person: &Address) -> Rule {
        require!(self.status == ACTIVE, MeshidError::DatasetRetired);
        require!(self.owner == *person, MeshidError::NotOwner);
        Ok(())
    }

    /// A version counts only when it follows the current one, under a key that no lost reader holds.
    pub fn publish(&mut self, owner: &Person, sequence: u64, epoch: u32, head: &[u8; 36], now: i64) -> Rule {
        require!(owner.keyring_due == 0, MeshidError::KeyringDue);
        require!(self.owner_generation == owner.generation, MeshidError::KeyringDue);
        require!(
            self.rotation_due == 0 && now < self.epoch_valid_until.get(),
            MeshidError::RotationDue
        );
        require!(self.epoch == epoch, MeshidError::EpochMismatch);
        let next = self.sequence.checked_add(1).ok_or(MeshidError::Overflow)?;
        require!(next == sequence, MeshidError::SequenceMismatch);
        require!(is_head(head), MeshidError::HeadMalformed);
        self.sequence = next;
        self.head = *head;
        Ok(())
    }

    /// Starts the next epoch under a keyring that was sealed for the owner's current generation.
    pub fn rotate(
        &mut self,
        owner: &Person,
        previous: &[u8; 32],
        digest: &[u8; 32],
        valid_until: i64,
        now: i64,
    ) -> Rule {
        require!(owner.keyring_due == 0, MeshidError::KeyringDue);
        require!(valid_until > now, MeshidError::ValidityPassed);
        self.replace_keyring_digest(previous, digest)?;
        self.epoch = self.epoch.checked_add(1).ok_or(MeshidError::Overflow)?;
        self.owner_generation = owner.generation;
        self.epoch_valid_until = valid_until.into();
        self.rotation_due = 0;
        Ok(())
    }

    /// Names the digest that it replaces, so that of two writers the later one is told.
    pub fn replace_keyring_digest(&mut self, previous: &[u8; 32], digest: &[u8; 32]) -> Rule {
        require!(self.keyring_digest == *previous, MeshidError::KeyringChanged);
        require!(*digest != [0; 32], MeshidError::ZeroKey);
        self.keyring_digest = *digest;
        Ok(())
    }

    pub fn raise_access_sequence(&mut self) -> Rule {
        self.access_sequence = self.access_sequence.checked_add(1).ok_or(MeshidError::Overflow)?;
        Ok(())
    }

    /// The former owner holds the key, so nothing is published before the new one has rotated it.
    pub fn transfer(&mut self, to: &Address) -> Rule {
        require!(self.owner != *to, MeshidError::OwnerUnchanged);
        self.owner = *to;
        self.rotation_due = 1;
        self.raise_access_sequence()
    }

    pub fn retire(&mut self, now: i64) -> Rule {
        self.status = RETIRED;
        self.ended_at = now.into();
        self.raise_access_sequence()
    }

    pub fn invariant(&self) -> Rule {
        let held = self.status <= RETIRED
            && self.rotation_due <= 1
            && self.epoch >= 1
            && (self.status == RETIRED) == (self.ended_at != 0)
            && (self.sequence == 0) == (self.head == [0; HEAD_BYTES as usize])
            && self.keyring_digest != [0; 32];
        require!(held, MeshidError::InvariantBroken);
        Ok(())
    }
}

/// CIDv1 (1), dag-pb (0x70) or raw (0x55), sha2-256 (0x12) of 32 bytes (0x20).
fn is_head(head: &[u8; 36]) -> bool {
    head[0] == 1 && (head[1] == 0x70 || head[1] == 0x55) && head[2] == 0x12 && head[3] == 0x20
}
