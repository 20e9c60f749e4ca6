use {
    crate::{
        error::MeshidError,
        events::{tell, DeviceResumed},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ResumeDeviceArgs {
    pub previous_keyring_digest: [u8; 32],
    /// The person's keyring with this device in it again; the previous one when it never left it.
    pub keyring_digest: [u8; 32],
}

#[event_cpi]
#[derive(Accounts)]
pub struct ResumeDevice {
    pub authority: Signer,
    #[account(mut)]
    pub person: Account<Person>,
    #[account(mut, constraint = device.person == *person.address() @ MeshidError::DeviceMismatch)]
    pub device: Account<Device>,
}

pub fn handle(ctx: &mut Context<ResumeDevice>, args: ResumeDeviceArgs) -> Result<()> {
    let accounts = &mut ctx.accounts;
    accounts.person.require_authority(accounts.authority.address())?;
    require!(
        !accounts.person.is_void(&accounts.device),
        MeshidError::DeviceVoid
    );
    accounts.device.resume(Clock::get()?.unix_timestamp)?;
    accounts
        .person
        .replace_keyring_digest(&args.previous_keyring_digest, &args.keyring_digest)?;
    accounts.person.device_gained()?;
    accounts.device.invariant()?;
    accounts.person.invariant()?;
    let event = DeviceResumed {
        person: *accounts.person.address(),
        device: *accounts.device.address(),
        access_sequence: accounts.person.access_sequence,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
