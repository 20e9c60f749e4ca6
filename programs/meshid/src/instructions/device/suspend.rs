use {
    crate::{
        error::MeshidError,
        events::{tell, DeviceSuspended},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[event_cpi]
#[derive(Accounts)]
pub struct SuspendDevice {
    /// The authority, or the key of `actor_device`.
    pub actor: Signer,
    pub actor_device: Option<Account<Device>>,
    #[account(mut)]
    pub person: Account<Person>,
    #[account(mut, constraint = device.person == *person.address() @ MeshidError::DeviceMismatch)]
    pub device: Account<Device>,
}

pub fn handle(ctx: &mut Context<SuspendDevice>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let address = *accounts.person.address();
    accounts.person.require_actor(
        &address,
        accounts.actor.address(),
        accounts.actor_device.as_deref(),
    )?;
    let counted = !accounts.person.is_void(&accounts.device);
    accounts.device.suspend()?;
    accounts.person.device_lost(counted)?;
    accounts.device.invariant()?;
    accounts.person.invariant()?;
    let event = DeviceSuspended {
        person: address,
        device: *ctx.accounts.device.address(),
        actor: *ctx.accounts.actor.address(),
        access_sequence: ctx.accounts.person.access_sequence,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
