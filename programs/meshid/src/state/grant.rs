use {
    super::Device,
    crate::{
        constants::{
            DATASET_PERMISSIONS, KIND_GROUP, LAYOUT_VERSION, PERMISSION_READ, PRINCIPAL_DEVICE,
            PRINCIPAL_GROUP, PRINCIPAL_PERSON,
        },
        error::MeshidError,
    },
    anchor_lang::prelude::*,
};

/// Who may do what with a resource, from when, until when, and only through which program.
#[account]
pub struct Grant {
    pub version: u8,
    pub bump: u8,
    /// 0 active, 1 revoked.
    pub status: u8,
    pub resource_kind: u8,
    pub principal_kind: u8,
    pub resource: Address,
    pub principal: Address,
    pub permissions: PodU32,
    /// Unix seconds; 0 for at once.
    pub not_before: PodI64,
    /// Unix seconds; 0 for never.
    pub expires_at: PodI64,
    /// The grant holds only inside a job of this program; zero for any use.
    pub via_program: Address,
    /// The person who granted.
    pub granter: Address,
    /// The resource's `access_sequence` when the grant was made: tells this grant from an earlier one at its address.
    pub serial: PodU64,
    /// The admin grant that this one was made under, and its serial; zero when the owner granted.
    pub parent: Address,
    pub parent_serial: PodU64,
    pub rent_payer: Address,
    pub ended_at: PodI64,
    pub reserved: [u8; 64],
}

const ACTIVE: u8 = 0;
const REVOKED: u8 = 1;

pub struct GrantTerms {
    pub permissions: u32,
    pub not_before: i64,
    pub expires_at: i64,
    pub via_program: Address,
}

pub struct GrantSubject {
    pub bump: u8,
    pub payer: Address,
    pub resource_kind: u8,
    pub resource: Address,
    pub principal_kind: u8,
    pub principal: Address,
    pub granter: Address,
    pub serial: PodU64,
}

impl GrantTerms {
    /// The terms make sense for a dataset, at this time.
    pub fn validate(&self, now: i64) -> Result<()> {
        require!(
            self.permissions != 0 && self.permissions & !DATASET_PERMISSIONS == 0,
            MeshidError::UnknownPermission
        );
        let ends = self.expires_at == 0 || (self.expires_at > now && self.expires_at > self.not_before);
        require!(self.not_before >= 0 && ends, MeshidError::GrantPeriodEmpty);
        Ok(())
    }
}

impl Grant {
    /// Writes a grant into a new account or over an earlier one. Who paid for the account stays the one who did.
    pub fn give(&mut self, subject: GrantSubject, terms: GrantTerms) {
        if self.version == 0 {
            self.version = LAYOUT_VERSION;
            self.bump = subject.bump;
            self.rent_payer = subject.payer;
        }
        self.status = ACTIVE;
        self.resource_kind = subject.resource_kind;
        self.resource = subject.resource;
        self.principal_kind = subject.principal_kind;
        self.principal = subject.principal;
        self.permissions = terms.permissions.into();
        self.not_before = terms.not_before.into();
        self.expires_at = terms.expires_at.into();
        self.via_program = terms.via_program;
        self.granter = subject.granter;
        self.serial = subject.serial;
        self.parent = Address::default();
        self.parent_serial = 0.into();
        self.ended_at = 0.into();
    }

    pub fn revoke(&mut self, now: i64) -> Result<()> {
        require!(self.status == ACTIVE, MeshidError::GrantRevoked);
        self.status = REVOKED;
        self.ended_at = now.into();
        Ok(())
    }

    /// A reader holds the epoch's key, so losing it makes a rotation due.
    pub fn is_reader(&self) -> bool {
        self.status == ACTIVE && self.holds(PERMISSION_READ)
    }

    pub fn holds(&self, permission: u32) -> bool {
        self.permissions.get() & permission != 0
    }

    /// The grant lets this device use the resource now. Through a program only inside its jobs, which the chain can't see.
    pub fn require_effective(
        &self,
        resource: &Address,
        device: &Address,
        of: &Device,
        permission: u32,
        now: i64,
    ) -> Result<()> {
        let principal = match self.principal_kind {
            PRINCIPAL_DEVICE => self.principal == *device,
            PRINCIPAL_PERSON => self.principal == of.person,
            _ => false,
        };
        require!(
            self.resource == *resource && principal,
            MeshidError::GrantMismatch
        );
        require!(self.status == ACTIVE, MeshidError::GrantRevoked);
        let begun = now >= self.not_before.get();
        let ended = self.expires_at != 0 && now >= self.expires_at.get();
        // A grant under a parent is effective only while exactly that parent is; it can't be shown here.
        let unbound = self.via_program == Address::default() && self.parent == Address::default();
        require!(begun && !ended && unbound, MeshidError::GrantNotEffective);
        require!(self.holds(permission), MeshidError::PermissionMissing);
        Ok(())
    }

    pub fn invariant(&self) -> Result<()> {
        let held = self.status <= REVOKED
            && (1..=KIND_GROUP).contains(&self.resource_kind)
            && (1..=PRINCIPAL_GROUP).contains(&self.principal_kind)
            && self.permissions != 0
            && (self.status == REVOKED) == (self.ended_at != 0);
        require!(held, MeshidError::InvariantBroken);
        Ok(())
    }
}
