use {
    crate::{
        events::{tell, DatasetRetired},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[event_cpi]
#[derive(Accounts)]
pub struct RetireDataset {
    pub authority: Signer,
    pub owner: Account<Person>,
    #[account(mut)]
    pub dataset: Account<Dataset>,
}

pub fn handle(ctx: &mut Context<RetireDataset>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    accounts.dataset.require_owner(accounts.owner.address())?;
    accounts.owner.require_authority(accounts.authority.address())?;
    accounts.dataset.retire(Clock::get()?.unix_timestamp)?;
    accounts.dataset.invariant()?;
    let event = DatasetRetired {
        dataset: *accounts.dataset.address(),
        access_sequence: accounts.dataset.access_sequence,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
