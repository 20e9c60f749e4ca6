use {
    crate::{
        error::MeshidError,
        events::{tell, PortClosed},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[event_cpi]
#[derive(Accounts)]
pub struct ClosePort {
    pub authority: Signer,
    #[account(constraint = port.creator == *owner.address() @ MeshidError::NotOwner)]
    pub owner: Account<Person>,
    #[account(mut, close = rent_payer)]
    pub port: Account<Port>,
    /// May be the authority too.
    #[account(mut, unsafe(dup), address = port.rent_payer @ MeshidError::RentPayerMismatch)]
    pub rent_payer: UncheckedAccount,
}

pub fn handle(ctx: &mut Context<ClosePort>) -> Result<()> {
    let accounts = &ctx.accounts;
    accounts
        .owner
        .require_authority_even_retired(accounts.authority.address())?;
    require_closable(accounts.port.ended_at.get(), Clock::get()?.unix_timestamp)?;
    let event = PortClosed {
        port: *accounts.port.address(),
        rent_payer: *accounts.rent_payer.address(),
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
