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
    /// The authority, or the key of `actor_device`, or that of `device`, which suspends itself.
    pub actor: Signer,
    /// None when `device` itself acts: no account that is written may be given twice.
    pub actor_device: Option<Account<Device>>,
    #[account(mut)]
    pub person: Account<Person>,
    #[account(mut, constraint = device.person == *person.address() @ MeshidError::DeviceMismatch)]
    pub device: Account<Device>,
}

impl SuspendDevice {
    /// Which device proves that the actor may; the authority needs none.
    fn acting_device(&self) -> Option<&Device> {
        let actor = self.actor.address();
        let itself = self.device.key == *actor && self.person.authority != *actor;
        self.actor_device.as_deref().or(itself.then_some(&*self.device))
    }
}

pub fn handle(ctx: &mut Context<SuspendDevice>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let address = *accounts.person.address();
    accounts
        .person
        .require_actor(&address, accounts.actor.address(), accounts.acting_device())?;
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
