use {
    crate::{
        events::{tell, RecoveryStarted},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct StartRecoveryArgs {
    /// Becomes the authority when it finishes the recovery, one delay later at the earliest.
    pub new_authority: Address,
}

#[event_cpi]
#[derive(Accounts)]
pub struct StartRecovery {
    pub recovery_authority: Signer,
    #[account(mut)]
    pub person: Account<Person>,
}

pub fn handle(ctx: &mut Context<StartRecovery>, args: StartRecoveryArgs) -> Result<()> {
    let accounts = &mut ctx.accounts;
    accounts.person.start_recovery(
        accounts.recovery_authority.address(),
        &args.new_authority,
        Clock::get()?.unix_timestamp,
    )?;
    accounts.person.invariant()?;
    let event = RecoveryStarted {
        person: *accounts.person.address(),
        new_authority: args.new_authority,
        started_at: accounts.person.recovery_started_at,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
