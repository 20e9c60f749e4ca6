use {
    crate::{
        events::{tell, RecoveryCancelled},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[event_cpi]
#[derive(Accounts)]
pub struct CancelRecovery {
    /// The recovery authority, or the authority together with an admin device.
    pub actor: Signer,
    /// The key of `device`.
    pub device_key: Option<Signer>,
    /// An active admin device of the person that was trusted for a whole delay before the recovery started.
    pub device: Option<Account<Device>>,
    #[account(mut)]
    pub person: Account<Person>,
}

impl CancelRecovery {
    /// The device, when there is one, signed too.
    fn validate(&self) -> crate::error::Rule<Option<&Device>> {
        let (Some(key), Some(device)) = (&self.device_key, &self.device) else {
            return Ok(None);
        };
        let acting = Acting {
            signer: key.address(),
            person: &self.person,
            device: Some(device),
        };
        acting.require_actor()?;
        Ok(Some(device))
    }
}

pub fn handle(ctx: &mut Context<CancelRecovery>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let actor = *accounts.actor.address();
    let device = accounts.validate()?.copied();
    accounts.person.cancel_recovery(&actor, device.as_ref())?;
    accounts.person.invariant()?;
    let event = RecoveryCancelled {
        person: *accounts.person.address(),
        actor,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
