use {
    crate::{error::MeshidError, events::DeviceRevoked, state::*},
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
    accounts.person.device_lost(was_active)?;
    accounts.device.invariant()?;
    accounts.person.invariant()?;
    emit_cpi!(DeviceRevoked {
        person: *ctx.accounts.person.address(),
        device: *ctx.accounts.device.address(),
        access_sequence: ctx.accounts.person.access_sequence.get(),
    });
    Ok(())
}
