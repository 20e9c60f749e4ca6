use {
    crate::{
        error::MeshidError,
        events::{tell, MembershipClosed},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[event_cpi]
#[derive(Accounts)]
pub struct CloseMembership {
    pub authority: Signer,
    /// The person who added the member.
    #[account(constraint = membership.granter == *granter.address() @ MeshidError::NotGranter)]
    pub granter: Account<Person>,
    /// The group, or what is left at its address.
    #[account(address = membership.group @ MeshidError::MembershipMismatch)]
    pub group: UncheckedAccount,
    #[account(mut, close = rent_payer)]
    pub membership: Account<Membership>,
    /// May be the authority too.
    #[account(mut, unsafe(dup), address = membership.rent_payer @ MeshidError::RentPayerMismatch)]
    pub rent_payer: UncheckedAccount,
}

pub fn handle(ctx: &mut Context<CloseMembership>) -> Result<()> {
    let accounts = &ctx.accounts;
    accounts
        .granter
        .require_authority_even_retired(accounts.authority.address())?;
    let with_group = Resource::ended_at(*accounts.group.account())?;
    let ended_at = earlier(accounts.membership.ends_at(), with_group);
    require_closable(ended_at, Clock::get()?.unix_timestamp)?;
    let event = MembershipClosed {
        membership: *accounts.membership.address(),
        group: accounts.membership.group,
        principal: accounts.membership.principal,
        rent_payer: *accounts.rent_payer.address(),
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
