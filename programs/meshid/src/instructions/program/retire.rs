use {
    crate::{
        events::{tell, ProgramRetired},
        state::{program::Program, *},
    },
    anchor_lang::prelude::*,
};

#[event_cpi]
#[derive(Accounts)]
pub struct RetireProgram {
    pub authority: Signer,
    pub owner: Account<Person>,
    #[account(mut)]
    pub published_program: Account<Program>,
}

pub fn handle(ctx: &mut Context<RetireProgram>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    accounts
        .published_program
        .require_owner(accounts.owner.address())?;
    accounts.owner.require_authority(accounts.authority.address())?;
    accounts.published_program.retire(Clock::get()?.unix_timestamp)?;
    accounts.published_program.invariant()?;
    let event = ProgramRetired {
        published_program: *accounts.published_program.address(),
        access_sequence: accounts.published_program.access_sequence,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
