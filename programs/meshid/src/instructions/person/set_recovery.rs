use {
    crate::{
        events::{tell, RecoverySet},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct SetRecoveryArgs {
    /// Zeros, with zeros for the others, for none.
    pub recovery_authority: Address,
    /// X25519: from now on a holder of every keyring of the person.
    pub recovery_key: [u8; 32],
    /// Seconds.
    pub recovery_delay: i64,
}

#[event_cpi]
#[derive(Accounts)]
pub struct SetRecovery {
    pub authority: Signer,
    #[account(mut)]
    pub person: Account<Person>,
}

pub fn handle(ctx: &mut Context<SetRecovery>, args: SetRecoveryArgs) -> Result<()> {
    let accounts = &mut ctx.accounts;
    accounts.person.require_authority(accounts.authority.address())?;
    accounts.person.set_recovery(
        &args.recovery_authority,
        &args.recovery_key,
        args.recovery_delay,
        Clock::get()?.unix_timestamp,
    )?;
    accounts.person.invariant()?;
    let event = RecoverySet {
        person: *accounts.person.address(),
        recovery_authority: args.recovery_authority,
        recovery_delay: args.recovery_delay.into(),
        pending_since: accounts.person.pending_since,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
