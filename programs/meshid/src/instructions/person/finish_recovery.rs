use {
    crate::{
        events::{tell, RecoveryFinished},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[event_cpi]
#[derive(Accounts)]
pub struct FinishRecovery {
    /// The one that the recovery was started for.
    pub new_authority: Signer,
    #[account(mut)]
    pub person: Account<Person>,
}

pub fn handle(ctx: &mut Context<FinishRecovery>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let authority = *accounts.new_authority.address();
    accounts
        .person
        .finish_recovery(&authority, Clock::get()?.unix_timestamp)?;
    accounts.person.invariant()?;
    let event = RecoveryFinished {
        person: *accounts.person.address(),
        authority,
        void_before: accounts.person.void_before,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
