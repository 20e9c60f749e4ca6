use {
    crate::{
        constants::PERMISSION_ADMIN,
        error::{MeshidError, Rule},
        state::*,
    },
    anchor_lang::prelude::*,
};

/// Who gives or ends a grant: the resource's owner, or somebody to whom the owner granted its administration.
pub struct Granting<'a> {
    pub signer: &'a Address,
    pub device: Option<&'a Account<Device>>,
    pub owner: &'a Account<Person>,
    pub granter: Option<&'a Account<Person>>,
    pub parent: Option<&'a Account<Grant>>,
    pub resource: &'a Address,
    pub now: i64,
}

impl<'a> Granting<'a> {
    /// The grant that it acts under; none for the owner. Only a person or device holds one that can be granted from: a
    /// group's would outlive the member who used it.
    pub fn require_granter(&self) -> Rule<Option<&'a Account<Grant>>> {
        let (signer, device) = (self.signer, self.device);
        let Some(person) = self.granter else {
            let person = self.owner;
            let owner = Acting {
                signer,
                person,
                device,
            };
            owner.require_actor()?;
            return Ok(None);
        };
        self.owner.require_active()?;
        let parent = self.parent.ok_or(MeshidError::ParentMismatch)?;
        let grantee = Acting {
            signer,
            person,
            device,
        };
        grantee.require_principal(parent.principal_kind, &parent.principal)?;
        require!(parent.parent == NOBODY, MeshidError::GrantTooDeep);
        parent.require_effective(
            self.resource,
            self.owner.address(),
            None,
            PERMISSION_ADMIN,
            self.now,
        )?;
        Ok(Some(parent))
    }
}
