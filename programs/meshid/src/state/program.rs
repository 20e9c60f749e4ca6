use {
    crate::{
        constants::{CLASS_BATCH, CLASS_INTERACTIVE, LAYOUT_VERSION, NAME_BYTES},
        error::{MeshidError, Rule},
        state::require_name,
    },
    anchor_lang::prelude::*,
};

/// A published workload. Its next versions keep its address, so grants through it go on holding.
#[account]
pub struct Program {
    pub version: u8,
    pub bump: u8,
    /// 0 active, 1 retired.
    pub status: u8,
    /// 0 interactive, 1 batch.
    pub class: u8,
    /// The person whose id made this account's address.
    pub creator: Address,
    pub id: PodU64,
    pub owner: Address,
    /// SHA-256 of the bundle.
    pub bundle_digest: [u8; 32],
    /// Of the bundle; 1 is the first.
    pub bundle_version: PodU32,
    /// Rises by one with every version and with its end: all change what a grant through it lets run.
    pub access_sequence: PodU64,
    /// UTF-8 padded with zeros; public, and anybody can claim any.
    pub slug: [u8; NAME_BYTES as usize],
    pub rent_payer: Address,
    pub ended_at: PodI64,
    pub reserved: [u8; 64],
}

const ACTIVE: u8 = 0;
const RETIRED: u8 = 1;

pub struct NewProgram {
    pub bump: u8,
    pub owner: Address,
    pub payer: Address,
    pub id: u64,
    pub class: u8,
}

impl Program {
    pub fn create(&mut self, new: &NewProgram) -> Rule {
        let known = new.class == CLASS_INTERACTIVE || new.class == CLASS_BATCH;
        require!(known, MeshidError::UnknownClass);
        self.version = LAYOUT_VERSION;
        self.bump = new.bump;
        self.creator = new.owner;
        self.id = new.id.into();
        self.owner = new.owner;
        self.class = new.class;
        self.rent_payer = new.payer;
        Ok(())
    }

    /// The next bundle. Names its version, so that of two publishers the later one is told.
    pub fn publish(&mut self, bundle_version: u32, digest: &[u8; 32], slug: &[u8; 32]) -> Rule {
        require!(*digest != [0; 32], MeshidError::ZeroKey);
        require_name(slug)?;
        let next = self.bundle_version.checked_add(1).ok_or(MeshidError::Overflow)?;
        require!(next == bundle_version, MeshidError::ProgramVersionMismatch);
        self.bundle_version = next;
        self.bundle_digest = *digest;
        self.slug = *slug;
        self.raise_access_sequence()
    }

    pub fn require_owner(&self, person: &Address) -> Rule {
        require!(self.status == ACTIVE, MeshidError::ProgramRetired);
        require!(self.owner == *person, MeshidError::NotOwner);
        Ok(())
    }

    pub fn retire(&mut self, now: i64) -> Rule {
        self.status = RETIRED;
        self.ended_at = now.into();
        self.raise_access_sequence()
    }

    fn raise_access_sequence(&mut self) -> Rule {
        self.access_sequence = self.access_sequence.checked_add(1).ok_or(MeshidError::Overflow)?;
        Ok(())
    }

    pub fn invariant(&self) -> Rule {
        let held = self.status <= RETIRED
            && self.class <= CLASS_BATCH
            && self.bundle_version >= 1
            && (self.status == RETIRED) == (self.ended_at != 0);
        require!(held, MeshidError::InvariantBroken);
        Ok(())
    }
}
