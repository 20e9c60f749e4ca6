use {
    crate::{
        events::{tell, PortUnshared},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[event_cpi]
#[derive(Accounts)]
pub struct UnsharePort {
    /// The authority, or the key of `actor_device`.
    pub actor: Signer,
    pub actor_device: Option<Account<Device>>,
    pub owner: Account<Person>,
    #[account(mut)]
    pub port: Account<Port>,
}

pub fn handle(ctx: &mut Context<UnsharePort>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let owner = *accounts.owner.address();
    accounts.port.require_owner(&owner)?;
    accounts
        .owner
        .require_actor(&owner, accounts.actor.address(), accounts.actor_device.as_deref())?;
    accounts.port.unshare(Clock::get()?.unix_timestamp)?;
    accounts.port.invariant()?;
    let event = PortUnshared {
        port: *accounts.port.address(),
        actor: *accounts.actor.address(),
        access_sequence: accounts.port.access_sequence,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
