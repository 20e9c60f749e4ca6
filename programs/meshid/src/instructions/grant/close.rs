use {
    crate::{
        error::MeshidError,
        events::{tell, GrantClosed},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[event_cpi]
#[derive(Accounts)]
pub struct CloseGrant {
    pub authority: Signer,
    /// The person who granted.
    #[account(constraint = grant.granter == *granter.address() @ MeshidError::NotGranter)]
    pub granter: Account<Person>,
    /// The resource, or what is left at its address: with its end every grant on it ends.
    #[account(address = grant.resource @ MeshidError::GrantMismatch)]
    pub resource: UncheckedAccount,
    /// The resource again, when it is a device whose account was shrunk.
    pub tombstone: Option<Account<RevokedDevice>>,
    /// The grant that this one was made under, or what is left at its address.
    pub parent: Option<UncheckedAccount>,
    #[account(mut, close = rent_payer)]
    pub grant: Account<Grant>,
    /// May be the authority too.
    #[account(mut, unsafe(dup), address = grant.rent_payer @ MeshidError::RentPayerMismatch)]
    pub rent_payer: UncheckedAccount,
}

impl CloseGrant {
    fn ended_at(&self) -> Result<i64> {
        let with_resource = match &self.tombstone {
            Some(tombstone) => {
                let shown = *tombstone.address() == self.grant.resource;
                require!(shown, MeshidError::GrantMismatch);
                tombstone.ended_at.get()
            }
            None => Resource::ended_at(*self.resource.account())?,
        };
        let ended_at = earlier(self.grant.ends_at(), with_resource);
        let Some(parent) = &self.parent else {
            return Ok(ended_at);
        };
        let shown = *parent.address() == self.grant.parent;
        require!(shown, MeshidError::ParentMismatch);
        if parent.account().is_data_empty() {
            return Ok(LONG_AGO);
        }
        let parent = Account::<Grant>::load(*parent.account())?;
        let with_parent = if parent.serial == self.grant.parent_serial {
            parent.ends_at()
        } else {
            LONG_AGO
        };
        Ok(earlier(ended_at, with_parent))
    }
}

pub fn handle(ctx: &mut Context<CloseGrant>) -> Result<()> {
    let accounts = &ctx.accounts;
    accounts
        .granter
        .require_authority_even_retired(accounts.authority.address())?;
    require_closable(accounts.ended_at()?, Clock::get()?.unix_timestamp)?;
    let event = GrantClosed {
        grant: *accounts.grant.address(),
        resource: accounts.grant.resource,
        principal: accounts.grant.principal,
        rent_payer: *accounts.rent_payer.address(),
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
