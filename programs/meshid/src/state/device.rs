use {
    crate::{
        constants::{LAYOUT_VERSION, ROLE_ADMIN, ROLE_MEMBER, SEALED_LABEL_BYTES},
        error::{MeshidError, Rule},
    },
    anchor_lang::prelude::*,
};

/// A computer with an ed25519 key. One key, one account, for ever: a revoked key can never be enrolled again.
#[account]
pub struct Device {
    pub version: u8,
    pub bump: u8,
    /// 0 active, 1 suspended, 2 revoked.
    pub status: u8,
    /// 0 member, 1 admin.
    pub role: u8,
    pub person: Address,
    pub key: Address,
    /// X25519: keyrings are sealed to it.
    pub encryption_key: [u8; 32],
    /// Under the person's secret.
    pub sealed_name: [u8; SEALED_LABEL_BYTES as usize],
    /// The person's `access_sequence` when it was enrolled; see `Person.void_before`.
    pub enrolled_sequence: PodU64,
    /// Unix seconds.
    pub enrolled_at: PodI64,
    /// Jobs that it takes at a time.
    pub slots: PodU16,
    pub rent_payer: Address,
    pub ended_at: PodI64,
    /// When it last became active, or an admin: whoever holds a stolen wallet can do both at will, so a device counts
    /// against a recovery only when this is a whole delay older.
    pub trusted_since: PodI64,
    pub reserved: [u8; 56],
}

const ACTIVE: u8 = 0;
const SUSPENDED: u8 = 1;
const REVOKED: u8 = 2;

pub struct NewDevice {
    pub bump: u8,
    pub person: Address,
    pub key: Address,
    pub payer: Address,
    pub role: u8,
    pub encryption_key: [u8; 32],
    pub sealed_name: [u8; SEALED_LABEL_BYTES as usize],
    pub enrolled_sequence: PodU64,
    pub now: i64,
}

impl Device {
    pub fn enroll(&mut self, new: NewDevice) -> Rule {
        require_role(new.role)?;
        require!(new.encryption_key != [0; 32], MeshidError::ZeroKey);
        self.version = LAYOUT_VERSION;
        self.bump = new.bump;
        self.role = new.role;
        self.person = new.person;
        self.key = new.key;
        self.encryption_key = new.encryption_key;
        self.sealed_name = new.sealed_name;
        self.enrolled_sequence = new.enrolled_sequence;
        self.enrolled_at = new.now.into();
        self.trusted_since = new.now.into();
        self.rent_payer = new.payer;
        Ok(())
    }

    pub fn is_active(&self) -> bool {
        self.status == ACTIVE
    }

    pub fn is_admin(&self) -> bool {
        self.role == ROLE_ADMIN
    }

    pub fn suspend(&mut self) -> Rule {
        require!(self.status == ACTIVE, MeshidError::DeviceNotSuspendable);
        self.status = SUSPENDED;
        Ok(())
    }

    /// Final. Tells whether the device was active until now.
    pub fn revoke(&mut self, now: i64) -> Rule<bool> {
        require!(self.status != REVOKED, MeshidError::DeviceRevoked);
        let was_active = self.status == ACTIVE;
        self.status = REVOKED;
        self.ended_at = now.into();
        Ok(was_active)
    }

    pub fn resume(&mut self, now: i64) -> Rule {
        require!(self.status == SUSPENDED, MeshidError::DeviceNotSuspended);
        self.status = ACTIVE;
        self.trusted_since = now.into();
        Ok(())
    }

    pub fn set_role(&mut self, role: u8, now: i64) -> Rule {
        require_role(role)?;
        require!(self.status != REVOKED, MeshidError::DeviceRevoked);
        require!(self.role != role, MeshidError::RoleUnchanged);
        self.role = role;
        self.trusted_since = now.into();
        Ok(())
    }

    pub fn invariant(&self) -> Rule {
        let held = self.status <= REVOKED
            && self.role <= ROLE_ADMIN
            && (self.status == REVOKED) == (self.ended_at != 0);
        require!(held, MeshidError::InvariantBroken);
        Ok(())
    }
}

pub fn require_role(role: u8) -> Rule {
    require!(
        role == ROLE_MEMBER || role == ROLE_ADMIN,
        MeshidError::UnknownRole
    );
    Ok(())
}

/// What is left of a revoked device whose account was shrunk. It keeps the address, and so the key, taken for ever.
#[account]
pub struct RevokedDevice {
    pub version: u8,
    pub bump: u8,
    pub person: Address,
    pub key: Address,
    /// When it was revoked.
    pub ended_at: PodI64,
}
