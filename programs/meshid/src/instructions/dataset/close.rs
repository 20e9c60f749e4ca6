use {
    crate::{
        error::MeshidError,
        events::{tell, DatasetClosed},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[event_cpi]
#[derive(Accounts)]
pub struct CloseDataset {
    pub authority: Signer,
    #[account(constraint = dataset.owner == *owner.address() @ MeshidError::NotOwner)]
    pub owner: Account<Person>,
    #[account(mut, close = rent_payer)]
    pub dataset: Account<Dataset>,
    /// May be the authority too.
    #[account(mut, unsafe(dup), address = dataset.rent_payer @ MeshidError::RentPayerMismatch)]
    pub rent_payer: UncheckedAccount,
}

pub fn handle(ctx: &mut Context<CloseDataset>) -> Result<()> {
    let accounts = &ctx.accounts;
    accounts
        .owner
        .require_authority_even_retired(accounts.authority.address())?;
    require_closable(accounts.dataset.ended_at.get(), Clock::get()?.unix_timestamp)?;
    let event = DatasetClosed {
        dataset: *accounts.dataset.address(),
        rent_payer: *accounts.rent_payer.address(),
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
