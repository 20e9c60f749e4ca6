use {
    crate::{
        events::{tell, PersonRetired},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[event_cpi]
#[derive(Accounts)]
pub struct RetirePerson {
    pub authority: Signer,
    #[account(mut)]
    pub person: Account<Person>,
}

pub fn handle(ctx: &mut Context<RetirePerson>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    accounts.person.require_authority(accounts.authority.address())?;
    accounts.person.retire(Clock::get()?.unix_timestamp)?;
    accounts.person.invariant()?;
    let event = PersonRetired {
        person: *accounts.person.address(),
        access_sequence: accounts.person.access_sequence,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
