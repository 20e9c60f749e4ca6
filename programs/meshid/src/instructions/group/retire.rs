use {
    crate::{
        events::{tell, GroupRetired},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[event_cpi]
#[derive(Accounts)]
pub struct RetireGroup {
    pub authority: Signer,
    pub owner: Account<Person>,
    #[account(mut)]
    pub group: Account<Group>,
}

pub fn handle(ctx: &mut Context<RetireGroup>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    accounts.group.require_owner(accounts.owner.address())?;
    accounts.owner.require_authority(accounts.authority.address())?;
    accounts.group.retire(Clock::get()?.unix_timestamp)?;
    accounts.group.invariant()?;
    let event = GroupRetired {
        group: *accounts.group.address(),
        access_sequence: accounts.group.access_sequence,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
