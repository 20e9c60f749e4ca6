use {
    crate::{
        error::MeshidError,
        events::{tell, DeviceRoleSet},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct SetDeviceRoleArgs {
    /// 0 member, 1 admin.
    pub role: u8,
}

#[event_cpi]
#[derive(Accounts)]
pub struct SetDeviceRole {
    pub authority: Signer,
    #[account(mut)]
    pub person: Account<Person>,
    #[account(mut, constraint = device.person == *person.address() @ MeshidError::DeviceMismatch)]
    pub device: Account<Device>,
}

pub fn handle(ctx: &mut Context<SetDeviceRole>, args: SetDeviceRoleArgs) -> Result<()> {
    let accounts = &mut ctx.accounts;
    accounts.person.require_authority(accounts.authority.address())?;
    require!(
        !accounts.person.is_void(&accounts.device),
        MeshidError::DeviceVoid
    );
    accounts
        .device
        .set_role(args.role, Clock::get()?.unix_timestamp)?;
    accounts.person.raise_access_sequence()?;
    accounts.device.invariant()?;
    accounts.person.invariant()?;
    let event = DeviceRoleSet {
        person: *accounts.person.address(),
        device: *accounts.device.address(),
        role: args.role,
        access_sequence: accounts.person.access_sequence,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
