use {
    crate::{
        error::MeshidError,
        events::{tell, DeviceRevoked},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[event_cpi]
#[derive(Accounts)]
pub struct RevokeDevice {
    pub authority: Signer,
    #[account(mut)]
    pub person: Account<Person>,
    #[account(mut, constraint = device.person == *person.address() @ MeshidError::DeviceMismatch)]
    pub device: Account<Device>,
}

pub fn handle(ctx: &mut Context<RevokeDevice>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    accounts.person.require_authority(accounts.authority.address())?;
    let was_active = accounts.device.revoke(Clock::get()?.unix_timestamp)?;
    let counted = was_active && !accounts.person.is_void(&accounts.device);
    accounts.person.device_lost(counted)?;
    accounts.device.invariant()?;
    accounts.person.invariant()?;
    let event = DeviceRevoked {
        person: *ctx.accounts.person.address(),
        device: *ctx.accounts.device.address(),
        access_sequence: ctx.accounts.person.access_sequence,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
