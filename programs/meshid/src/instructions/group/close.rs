use {
    crate::{
        error::MeshidError,
        events::{tell, GroupClosed},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[event_cpi]
#[derive(Accounts)]
pub struct CloseGroup {
    pub authority: Signer,
    #[account(constraint = group.owner == *owner.address() @ MeshidError::NotOwner)]
    pub owner: Account<Person>,
    #[account(mut, close = rent_payer)]
    pub group: Account<Group>,
    /// May be the authority too.
    #[account(mut, unsafe(dup), address = group.rent_payer @ MeshidError::RentPayerMismatch)]
    pub rent_payer: UncheckedAccount,
}

pub fn handle(ctx: &mut Context<CloseGroup>) -> Result<()> {
    let accounts = &ctx.accounts;
    accounts
        .owner
        .require_authority_even_retired(accounts.authority.address())?;
    require_closable(accounts.group.ended_at.get(), Clock::get()?.unix_timestamp)?;
    let event = GroupClosed {
        group: *accounts.group.address(),
        rent_payer: *accounts.rent_payer.address(),
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
