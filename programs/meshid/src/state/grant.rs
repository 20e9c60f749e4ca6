use {
    super::{Group, Membership, NOBODY},
    crate::{
        constants::{
            KIND_GROUP, LAYOUT_VERSION, PERMISSION_READ, PRINCIPAL_DEVICE, PRINCIPAL_GROUP, PRINCIPAL_PERSON,
        },
        error::{MeshidError, Rule},
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
    /// Zero and 0 when the owner grants.
    pub parent: Address,
    pub parent_serial: PodU64,
}

/// Who uses a grant: a person's device, maybe as a member of a group.
pub struct Holder<'a> {
    pub person: &'a Address,
    pub device: &'a Address,
    pub group: Option<&'a Account<Group>>,
    pub membership: Option<&'a Account<Membership>>,
}

impl GrantTerms {
    /// The terms make sense for a resource that has these permissions, at this time.
    pub fn validate(&self, of_resource: u32, now: i64) -> Rule {
        require!(
            self.permissions != 0 && self.permissions & !of_resource == 0,
            MeshidError::UnknownPermission
        );
        let ends = self.expires_at == 0 || (self.expires_at > now && self.expires_at > self.not_before);
        require!(self.not_before >= 0 && ends, MeshidError::GrantPeriodEmpty);
        Ok(())
    }

    /// Nobody grants more, or for longer, than they hold. It may begin earlier: it holds only while its parent does.
    pub fn require_within(&self, parent: &Grant) -> Rule {
        let ends = parent.expires_at.get();
        let within = ends == 0 || (self.expires_at != 0 && self.expires_at <= ends);
        require!(
            self.permissions & !parent.permissions.get() == 0 && within,
            MeshidError::GrantExceedsParent
        );
        Ok(())
    }
}

impl Grant {
    /// Writes a grant into a new account or over an earlier one. Who paid for the account stays the one who did.
    pub fn give(&mut self, subject: &GrantSubject, terms: &GrantTerms) {
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
        self.parent = subject.parent;
        self.parent_serial = subject.parent_serial;
        self.ended_at = 0.into();
    }

    pub fn revoke(&mut self, now: i64) -> Rule {
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

    /// Written, not revoked and not expired: only the owner or its granter may replace it.
    pub fn is_held(&self, now: i64) -> bool {
        self.version != 0 && self.status == ACTIVE && !self.has_expired(now)
    }

    /// The grant lets its principal use the resource of this owner now. Through a program only inside its jobs, which the chain
    /// can't see. What a former owner granted, or what was made under it, ended with the ownership.
    pub fn require_effective(
        &self,
        resource: &Address,
        owner: &Address,
        parent: Option<&Account<Grant>>,
        permission: u32,
        now: i64,
    ) -> Rule {
        require!(self.resource == *resource, MeshidError::GrantMismatch);
        self.require_current(now)?;
        let mut granter = &self.granter;
        if self.parent != NOBODY {
            let parent = parent.ok_or(MeshidError::ParentMismatch)?;
            require!(
                *parent.address() == self.parent && parent.serial == self.parent_serial,
                MeshidError::ParentMismatch
            );
            parent.require_current(now)?;
            granter = &parent.granter;
        }
        require!(*granter == *owner, MeshidError::GrantNotEffective);
        require!(self.holds(permission), MeshidError::PermissionMissing);
        Ok(())
    }

    fn require_current(&self, now: i64) -> Rule {
        require!(self.status == ACTIVE, MeshidError::GrantRevoked);
        let begun = now >= self.not_before.get();
        let current = begun && !self.has_expired(now) && self.via_program == NOBODY;
        require!(current, MeshidError::GrantNotEffective);
        Ok(())
    }

    fn has_expired(&self, now: i64) -> bool {
        self.expires_at != 0 && now >= self.expires_at.get()
    }

    /// The grant names the device, its person, or a group that either is a member of now.
    pub fn require_held_by(&self, holder: &Holder, now: i64) -> Rule {
        let held = match self.principal_kind {
            PRINCIPAL_DEVICE => self.principal == *holder.device,
            PRINCIPAL_PERSON => self.principal == *holder.person,
            _ => {
                let (Some(group), Some(membership)) = (holder.group, holder.membership) else {
                    return Err(MeshidError::GrantMismatch);
                };
                require!(*group.address() == self.principal, MeshidError::GrantMismatch);
                group.require_active()?;
                membership.require_member(group.address(), holder.person, holder.device, now)?;
                true
            }
        };
        require!(held, MeshidError::GrantMismatch);
        Ok(())
    }

    /// When it ended by itself or was revoked; 0 while it hasn't.
    pub fn ends_at(&self) -> i64 {
        match self.status {
            ACTIVE => self.expires_at.get(),
            _ => self.ended_at.get(),
        }
    }

    pub fn invariant(&self) -> Rule {
        let held = self.status <= REVOKED
            && (1..=KIND_GROUP).contains(&self.resource_kind)
            && (1..=PRINCIPAL_GROUP).contains(&self.principal_kind)
            && self.permissions != 0
            && (self.status == REVOKED) == (self.ended_at != 0);
        require!(held, MeshidError::InvariantBroken);
        Ok(())
    }
}
