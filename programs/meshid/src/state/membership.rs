use {
    super::{require_role, Acting, Grant},
    crate::{
        constants::{
            LAYOUT_VERSION, PERMISSION_ADMIN, PRINCIPAL_DEVICE, PRINCIPAL_PERSON, ROLE_ADMIN, ROLE_MEMBER,
        },
        error::{MeshidError, Rule},
    },
    anchor_lang::prelude::*,
};

/// A person or device in a group.
#[account]
pub struct Membership {
    pub version: u8,
    pub bump: u8,
    /// 0 active, 1 removed.
    pub status: u8,
    /// 0 member, 1 admin: one that adds and removes ordinary members.
    pub role: u8,
    /// 1 person, 2 device.
    pub principal_kind: u8,
    pub group: Address,
    pub principal: Address,
    /// The person who added it.
    pub granter: Address,
    /// Unix seconds; 0 for never.
    pub expires_at: PodI64,
    /// The group's `access_sequence` when it was added: tells this membership from an earlier one at its address.
    pub serial: PodU64,
    pub rent_payer: Address,
    pub ended_at: PodI64,
    pub reserved: [u8; 64],
}

const ACTIVE: u8 = 0;
const REMOVED: u8 = 1;

pub struct NewMembership {
    pub bump: u8,
    pub payer: Address,
    pub role: u8,
    pub principal_kind: u8,
    pub group: Address,
    pub principal: Address,
    pub granter: Address,
    pub expires_at: i64,
    pub serial: PodU64,
}

impl Membership {
    /// Writes a membership into a new account or over an earlier one. Who paid for the account stays the one who did.
    pub fn add(&mut self, new: &NewMembership, now: i64) -> Rule {
        require_role(new.role)?;
        let ends = new.expires_at == 0 || new.expires_at > now;
        require!(ends, MeshidError::ValidityPassed);
        if self.version == 0 {
            self.version = LAYOUT_VERSION;
            self.bump = new.bump;
            self.rent_payer = new.payer;
        }
        self.status = ACTIVE;
        self.role = new.role;
        self.principal_kind = new.principal_kind;
        self.group = new.group;
        self.principal = new.principal;
        self.granter = new.granter;
        self.expires_at = new.expires_at.into();
        self.serial = new.serial;
        self.ended_at = 0.into();
        Ok(())
    }

    pub fn remove(&mut self, now: i64) -> Rule {
        require!(self.status == ACTIVE, MeshidError::MemberRemoved);
        self.status = REMOVED;
        self.ended_at = now.into();
        Ok(())
    }

    pub fn is_admin(&self) -> bool {
        self.role == ROLE_ADMIN
    }

    /// Written, not removed and not expired.
    pub fn is_effective(&self, now: i64) -> bool {
        self.version != 0 && self.require_effective(now).is_ok()
    }

    pub fn require_effective(&self, now: i64) -> Rule {
        require!(self.status == ACTIVE, MeshidError::MemberRemoved);
        let ended = self.expires_at != 0 && now >= self.expires_at.get();
        require!(!ended, MeshidError::MembershipExpired);
        Ok(())
    }

    /// It puts the person, or the device, into the group now.
    pub fn require_member(&self, group: &Address, person: &Address, device: &Address, now: i64) -> Rule {
        let principal = match self.principal_kind {
            PRINCIPAL_PERSON => self.principal == *person,
            PRINCIPAL_DEVICE => self.principal == *device,
            _ => false,
        };
        require!(self.group == *group && principal, MeshidError::MembershipMismatch);
        self.require_effective(now)
    }

    /// When it ended by itself or was removed; 0 while it hasn't.
    pub fn ends_at(&self) -> i64 {
        match self.status {
            ACTIVE => self.expires_at.get(),
            _ => self.ended_at.get(),
        }
    }

    pub fn invariant(&self) -> Rule {
        let held = self.status <= REMOVED
            && self.role <= ROLE_ADMIN
            && (1..=PRINCIPAL_DEVICE).contains(&self.principal_kind)
            && (self.status == REMOVED) == (self.ended_at != 0);
        require!(held, MeshidError::InvariantBroken);
        Ok(())
    }
}

/// Somebody who manages a group without owning it: an admin among its members, or the holder of an admin grant on it.
pub struct Manager<'a> {
    pub acting: Acting<'a>,
    pub group: &'a Address,
    pub owner: &'a Address,
    pub membership: Option<&'a Account<Membership>>,
    pub grant: Option<&'a Account<Grant>>,
    pub parent: Option<&'a Account<Grant>>,
    pub now: i64,
}

impl Manager<'_> {
    /// Returns when the manager's own right ends; 0 for never.
    pub fn require_admin(&self) -> Rule<i64> {
        if let Some(membership) = self.membership {
            self.acting
                .require_principal(membership.principal_kind, &membership.principal)
                .map_err(|broken| match broken {
                    MeshidError::GrantMismatch => MeshidError::MembershipMismatch,
                    _ => broken,
                })?;
            require!(membership.group == *self.group, MeshidError::MembershipMismatch);
            membership.require_effective(self.now)?;
            require!(membership.is_admin(), MeshidError::NotGroupAdmin);
            return Ok(membership.expires_at.get());
        }
        let grant = self.grant.ok_or(MeshidError::NotGroupAdmin)?;
        self.acting
            .require_principal(grant.principal_kind, &grant.principal)?;
        grant.require_effective(self.group, self.owner, self.parent, PERMISSION_ADMIN, self.now)?;
        Ok(grant.expires_at.get())
    }

    /// Nobody gives more, or for longer, than they hold, and no admin is another's to make or remove.
    pub fn require_may_add(&self, role: u8, expires_at: i64) -> Rule {
        let ends = self.require_admin()?;
        let within = ends == 0 || (expires_at != 0 && expires_at <= ends);
        require!(role == ROLE_MEMBER && within, MeshidError::MembershipExceedsAdmin);
        Ok(())
    }
}
