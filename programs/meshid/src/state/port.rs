use {
    crate::{
        constants::{LAYOUT_VERSION, PROTOCOL_BYTES, SEALED_LABEL_BYTES},
        error::{MeshidError, Rule},
        state::require_name,
    },
    anchor_lang::prelude::*,
};

/// An application port that a device offers.
#[account]
pub struct Port {
    pub version: u8,
    pub bump: u8,
    /// 0 shared, 1 no longer.
    pub status: u8,
    /// The person whose id made this account's address, and who owns it.
    pub creator: Address,
    pub id: PodU64,
    pub device: Address,
    /// Of the transport, on the device.
    pub number: PodU16,
    /// The application's protocol, UTF-8 padded with zeros.
    pub protocol: [u8; PROTOCOL_BYTES as usize],
    /// Rises by one with every change of who may do what here.
    pub access_sequence: PodU64,
    /// Under the person's secret.
    pub sealed_label: [u8; SEALED_LABEL_BYTES as usize],
    pub rent_payer: Address,
    pub ended_at: PodI64,
    pub reserved: [u8; 64],
}

const SHARED: u8 = 0;
const UNSHARED: u8 = 1;

pub struct NewPort {
    pub bump: u8,
    pub owner: Address,
    pub payer: Address,
    pub id: u64,
    pub device: Address,
    pub number: u16,
    pub protocol: [u8; PROTOCOL_BYTES as usize],
    pub sealed_label: [u8; SEALED_LABEL_BYTES as usize],
}

impl Port {
    pub fn share(&mut self, new: &NewPort) -> Rule {
        require!(new.number != 0, MeshidError::PortZero);
        require_name(&new.protocol)?;
        self.version = LAYOUT_VERSION;
        self.bump = new.bump;
        self.creator = new.owner;
        self.id = new.id.into();
        self.device = new.device;
        self.number = new.number.into();
        self.protocol = new.protocol;
        self.sealed_label = new.sealed_label;
        self.rent_payer = new.payer;
        Ok(())
    }

    pub fn require_owner(&self, person: &Address) -> Rule {
        require!(self.status == SHARED, MeshidError::PortUnshared);
        require!(self.creator == *person, MeshidError::NotOwner);
        Ok(())
    }

    pub fn unshare(&mut self, now: i64) -> Rule {
        self.status = UNSHARED;
        self.ended_at = now.into();
        self.raise_access_sequence()
    }

    pub fn raise_access_sequence(&mut self) -> Rule {
        self.access_sequence = self.access_sequence.checked_add(1).ok_or(MeshidError::Overflow)?;
        Ok(())
    }

    pub fn invariant(&self) -> Rule {
        let held =
            self.status <= UNSHARED && self.number != 0 && (self.status == UNSHARED) == (self.ended_at != 0);
        require!(held, MeshidError::InvariantBroken);
        Ok(())
    }
}
